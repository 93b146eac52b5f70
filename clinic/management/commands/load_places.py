from django.core.management.base import BaseCommand

from clinic.places.services import load_places


class Command(BaseCommand):
    help = "Brings the table of places in step with clinic/places/places.yaml."

    def handle(self, **options):
        self.stdout.write(f"{load_places()} places")
