"""Rosa has a hearing ahead and an e-mail address; others come when a test asks for them."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from cases.casefile import services as casefile
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from clinic.people import services as people
from clinic.places.models import Place, PlaceKind

KINDS = {"court": "hearing-scheduled", "ice": "ice-check-in-scheduled", "isap": "isap-event-scheduled"}


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def plaza(db):
    return Place.objects.create(
        slug="plaza", kind=PlaceKind.COURT, name="Immigration court", short="26 Federal Plaza"
    )


@pytest.fixture
def case(rosa, ana):
    people.replace_contact(rosa, kind="email", value="rosa@example.org", whose="mine", by=ana)
    return casefile.open_case(rosa, by=ana)


@pytest.fixture
def appointment(ana, plaza):
    """appointment(case, days=7): an appointment with "court", "ice" or "isap", as on the paper."""

    def make(case, days=7, office="court", at=time(9), place=plaza):
        when = PartialDate.of(days if not isinstance(days, int) else in_days(days))
        return timeline.add_event(
            case, by=ana, kind=KINDS[office], when=when, source="paper", local_time=at, place=place
        )

    return make


@pytest.fixture
def somebody(ana):
    """somebody("Wen"): another person with an open case; somebody("Wen", email="wen@example.org") can be reached."""

    def meet(called, email=None, phone=None, whose="mine"):
        person = people.meet_person(called=called, language="cmn", page_language="en", by=ana)
        for kind, value in (("email", email), ("phone", phone)):
            if value:
                people.replace_contact(person, kind=kind, value=value, whose=whose, by=ana)
        return casefile.open_case(person, by=ana)

    return meet


@pytest.fixture
def julia(rosa, ana):
    """Rosa's sister, who may know dates."""
    return name(rosa, ana, may_know="date")


def name(person, by, **more):
    one = {"name": "Julia", "relation": "sister", "phone": "", "email": "julia@example.org"}
    return people.name_trusted(person, [{**one, "may_know": "date", "language": "es", **more}], by=by)[0]
