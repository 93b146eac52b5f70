"""The people of the demo, all invented: A000-000-0xx, 212-555-01xx, example.org. Their dates are counted from today, so
that a reminder is due whenever it starts. Everything is written by the services that the pages use."""

from django.db import transaction

from clinic.people.models import Person, User
from clinic.places.services import load_places

from . import nights, team, trips


@transaction.atomic
def fill():
    """Fills an empty clinic, once. Returns whether it did."""
    load_places()
    if Person.objects.exists() or User.objects.exists():
        return False
    staff = team.gather()
    met = nights.meet(staff)
    trips.plan(staff, met)
    nights.line_up(staff, met)
    return True
