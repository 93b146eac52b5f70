from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accompaniment import demo


class Command(BaseCommand):
    help = "Fills an empty demo with invented people. Does nothing where there are people."

    def handle(self, **options):
        if settings.MODE == "production":
            raise CommandError("Invented people are for a demo, never for a real clinic.")
        filled = demo.fill()
        self.stdout.write("The demo has its people." if filled else "There are people here already.")
