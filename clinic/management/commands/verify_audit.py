from django.core.management.base import BaseCommand, CommandError

from clinic.security import seals, trail


class Command(BaseCommand):
    help = "Checks the audit trail against its seals, and names what was changed, removed, added or moved."

    def add_arguments(self, parser):
        parser.add_argument("--head", action="append", default=[], help='a line kept elsewhere: "412 9f3a…"')

    def handle(self, *, head, **options):
        found = list(trail.problems(head))
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"The audit trail is not as it was sealed: {len(found)} found.")
        if since := trail.kept_from():
            self.stdout.write(f"Entries are kept from {since} on; of what went before the seals are kept.")
        self.stdout.write(
            f"The audit trail is whole. Keep this line elsewhere: {seals.head() or 'no seal yet'}"
        )
