from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic.people.cards import make_card
from clinic.people.links import make_link
from clinic.people.models import Person, Role, RoleGrant, User

SHOWN = (Role.INTAKE, Role.COORDINATOR, Role.ACCOMPANIER, Role.LAWYER, Role.ADMIN)


class Command(BaseCommand):
    help = "Prints one single-use sign-in link for each role of the demo, and a card for one person."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", required=True)

    def handle(self, **options):
        if settings.MODE not in ("demo", "test"):
            raise CommandError("Links for everybody are for a demo only. Use: manage.py signin_link EMAIL")
        for role in SHOWN:
            grant = (
                RoleGrant.objects.current()
                .filter(role=role, user__email__isnull=False)
                .order_by("given_at")
                .first()
            )
            if grant:
                user = User.objects.get(pk=grant.user_id)
                self.stdout.write(f"{user.called}, {Role(role).label}: {make_link(user)}")
        person = Person.objects.filter(user__isnull=False).order_by("met_at").first()
        if person:
            coordinator = User.objects.with_role(Role.COORDINATOR).first()
            _card, code, secret = make_card(person, by=coordinator, shows_story=True)
            self.stdout.write(
                f"{person.called}, her phone: {settings.CLINIC_URL}/card/ with code {code} and secret {secret}"
            )
