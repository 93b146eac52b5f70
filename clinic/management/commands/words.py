"""Keeps the translations: manage.py words [--fill FILE …] [--check] [--compile] [--tidy]."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic.words import catalogue, review

LANGUAGE = "es"


class Command(BaseCommand):
    help = "Collect the texts of the interface, take in translations, check them, compile them."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--fill", nargs="+", metavar="FILE", default=[], help="YAML files of msgid: translation"
        )
        parser.add_argument("--language", default=LANGUAGE, help="the catalogue --fill writes to (es)")
        parser.add_argument("--tidy", action="store_true", help="let go of translations no longer in use")
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 when anything is amiss"
        )
        parser.add_argument("--compile", action="store_true", help="write the .mo files")

    def handle(self, *, fill, language, tidy, check, **options):
        if check:
            return self._check()
        if options["compile"]:
            return self.stdout.write(f"Compiled: {', '.join(catalogue.compile_all(settings.ROOT))}")
        self._update(fill, language, tidy)

    def _check(self):
        found = review.faults(settings.ROOT)
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} to mend in the words.")

    def _update(self, fill, language, tidy):
        additions = {}
        for path in fill:
            additions |= catalogue.read_additions(path)
        for context, msgid in catalogue.update(settings.ROOT, language, additions, tidy=tidy):
            self.stdout.write(f"not said anywhere: {msgid!r}" + (f" ({context})" if context else ""))
        self.stdout.write(f"{language}: written.")
