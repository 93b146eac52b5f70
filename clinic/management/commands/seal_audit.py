from django.core.management.base import BaseCommand

from clinic.security.seals import seal_what_is_ready


class Command(BaseCommand):
    help = "Seals what the audit trail has committed, without Celery. May run beside it."

    def handle(self, **options):
        self.stdout.write(f"sealed: {seal_what_is_ready()}")
