from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from clinic.security import audit
from clinic.vault import own_keys, rotation
from clinic.vault.keyring import ring


class Command(BaseCommand):
    help = "Puts a new key on the ring and wraps every holder's key with it, while the clinic runs."

    def add_arguments(self, parser):
        parser.add_argument("--wrap-only", action="store_true", help="the ring has a new active key already")
        parser.add_argument(
            "--let-go", metavar="KEY", help="take an old key off the ring; nothing may need it"
        )

    def handle(self, *, wrap_only, let_go, **options):
        try:
            own_keys.look()
            if let_go:
                return self._let_go(let_go)
            self._rotate(wrap_only)
        except ImproperlyConfigured as wrong:
            raise CommandError(str(wrong)) from None

    def _rotate(self, wrap_only):
        active = ring().active if wrap_only else rotation.new_key()
        wrapped, broken = rotation.wrap_again()
        audit.record(actor=None, verb="keys.rotate", fields=[active])
        self.stdout.write(
            f"{wrapped} keys are wrapped with {active} now. Copy the ring before anything else."
        )
        if broken:
            audit.record_broken(
                None, "rotate_keys", {("clinic.HolderKey", str(pk), "wrapped", pk) for pk in broken}
            )
            raise CommandError(
                f"{len(broken)} keys do not open: somebody changed them in the database. They stay as they are, and "
                "what they seal cannot be read. The trail names whose they are; a backup may have them whole."
            )
        for name in ring().names:
            if name != active:
                self.stdout.write(f"Nothing needs {name} any more: manage.py rotate_keys --let-go {name}")
                self.stdout.write(
                    "(Backups made until today do. Keep an old copy of the ring until they expire.)"
                )

    def _let_go(self, name):
        try:
            rotation.let_go(name)
        except rotation.StillNeeded as needed:
            raise CommandError(
                f"{needed.left} keys still need {name}. First run: manage.py rotate_keys"
            ) from None
        except ValueError:
            raise CommandError(f"{name} is not an old key of this ring.") from None
        audit.record(actor=None, verb="keys.let_go", fields=[name])
        self.stdout.write(f"{name} is off the ring.")
