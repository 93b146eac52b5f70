"""Federal Plaza, and an appointment there; Jorge and Pat walk along too."""

import uuid
from datetime import time, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accompaniment.trips import services as trips
from cases.timeline.dates import Certainty, PartialDate
from clinic.people import services as people
from clinic.people.models import MayKnow, Role
from clinic.places.models import Place, PlaceKind
from tests.conftest import _empty_tables

ELENA = {
    "name": "Elena",
    "relation": "sister",
    "phone": "212-555-0148",
    "may_know": MayKnow.HELD,
    "language": "es",
}


@pytest.fixture(scope="module")
def demo_once(django_db_setup, django_db_blocker):
    """The clinic with its demo people, made once for a file of tests."""
    with django_db_blocker.unblock():
        call_command("demo_people", verbosity=0)
        yield
        _empty_tables(None)


@pytest.fixture
def demo_people_here(demo_once, db):
    """The same for one test, which takes back what it writes."""


@pytest.fixture
def plaza(db):
    return Place.objects.create(
        slug="plaza",
        kind=PlaceKind.ICE,
        name="ICE New York",
        short="26 Federal Plaza",
        street="26 Federal Plaza",
    )


@pytest.fixture
def appointment(carmen, plaza):
    """appointment(days=3): Rosa's check-in at Federal Plaza in three days, with its trip; Elena may know everything."""

    def make(days=3, at=time(9), called="Rosa", trusted=(ELENA,), place=plaza, **more):
        when = PartialDate.of(timezone.localdate() + timedelta(days=days), Certainty.EXACT)
        told = {
            "person_id": uuid.uuid4(),
            "called": called,
            "kind": "ice-check-in-scheduled",
            "when": when,
            "language": "spa",
            "at": at,
            "place": place,
            "trusted": None if trusted is None else list(trusted),
        }
        return trips.add_appointment(by=carmen, **{**told, **more})

    return make


@pytest.fixture
def jorge(db):
    return people.make_user(called="Jorge", email="jorge@example.org", roles=[Role.ACCOMPANIER])


@pytest.fixture
def pat(db):
    return people.make_user(called="Pat", email="pat@example.org", roles=[Role.ACCOMPANIER])


@pytest.fixture
def goes(carmen):
    """goes(luis, trip): Luis was asked and said yes."""

    def say_yes(volunteer, trip):
        return trips.answer(trips.ask(trip, volunteer, by=carmen), "yes", by=volunteer)

    return say_yes
