from django.core.management.base import BaseCommand, CommandError

from clinic.people.models import Role, User
from clinic.people.services import make_user


class Command(BaseCommand):
    help = "Makes the first accounts of a new clinic. Then: manage.py signin_link EMAIL"

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name", help="what others call them")
        parser.add_argument("roles", nargs="+", choices=[role for role in Role.values if role != Role.PERSON])

    def handle(self, *, email, name, roles, **options):
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"Somebody signs in as {email} already.")
        make_user(called=name, email=email, roles=roles)
        self.stdout.write(f"{name} may sign in. Next: manage.py signin_link {email}")
