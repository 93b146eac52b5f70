import pytest

from cases.casefile.services import open_case
from clinic.days import services as days
from clinic.people import services as people
from clinic.people.models import OpeningAnswer
from clinic.places.models import Place, PlaceKind


@pytest.fixture
def rosas_case(ana, rosa):
    """Rosa heard what we are and wants to go on."""
    people.record_opening(rosa, answer=OpeningAnswer.GO_ON, language="es", by=ana)
    return open_case(rosa, by=ana)


@pytest.fixture
def visit(ana, rosa):
    """Rosa sits with Ana tonight."""
    return days.take(days.welcome_back(rosa, by=ana), by=ana)


@pytest.fixture
def federal_plaza(db):
    place, _made = Place.objects.get_or_create(
        slug="ny-federal-plaza-test",
        defaults={
            "kind": PlaceKind.COURT,
            "name": "26 Federal Plaza",
            "short": "Federal Plaza",
            "state": "NY",
        },
    )
    return place


@pytest.fixture
def page(rosas_case):
    """page("paper"): the address of a section."""
    return lambda key="": f"/cases/{rosas_case.pk}/interview/{key + '/' if key else ''}"
