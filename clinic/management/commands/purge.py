from django.core.management.base import BaseCommand
from django.utils import timezone

from clinic.people import retention


class Command(BaseCommand):
    help = "Deletes what has been kept long enough (docs/security.md), except what a legal hold keeps."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say how many rows would go")

    def handle(self, *, dry_run, **options):
        for model, count in retention.purge(timezone.now(), dry_run=dry_run).items():
            self.stdout.write(f"{model}: {count}")
