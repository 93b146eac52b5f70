from django.core.management.base import BaseCommand, CommandError

from clinic.people import holds
from clinic.security import purging


class Command(BaseCommand):
    help = (
        "Deletes whole sealed months of the audit trail that were kept long enough, and leaves their seals."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--months", type=int, default=purging.MONTHS_KEPT, help="how many whole months are kept"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say how many entries would go")

    def handle(self, *, months, dry_run, **options):
        if months < purging.AT_LEAST:
            raise CommandError(f"At least {purging.AT_LEAST} months are kept.")
        held = holds.held_now()
        if held.everything or held.people:
            raise CommandError("A legal hold stands: nothing of the trail goes until it is lifted.")
        try:
            going = purging.plan(months=months) if dry_run else purging.purge(months=months)
        except purging.NotWhole as wrong:
            raise CommandError(str(wrong)) from wrong
        if going is None:
            self.stdout.write("Nothing is old enough.")
        else:
            self.stdout.write(
                f"{going.entries} entries of seals {going.first} to {going.last}, before {going.before}"
            )
