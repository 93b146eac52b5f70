from datetime import time, timedelta

import pytest
from django.utils import timezone

from cases.casefile import services as casefile
from cases.timeline import services as timeline
from cases.timeline.dates import Certainty, PartialDate
from clinic.people import services as people
from clinic.people.models import Role


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def cleo(db):
    return people.make_user(called="Cleo", email="cleo@example.org", roles=[Role.CALLER])


@pytest.fixture
def case_of(ana):
    """case_of("Wen", 7): Wen has the A-number A000-000-007 and an open case."""

    def make(called, number):
        person = people.meet_person(called=called, a_number=f"A000-000-{number:03}", by=ana)
        return casefile.open_case(person, by=ana)

    return make


@pytest.fixture
def hearing_of(ana):
    """hearing_of(case, 40): a hearing in 40 days, from the paper; `written` days ago."""

    def make(case, days, *, written=0, kind="hearing-scheduled", moved=False):
        when = PartialDate.moved(in_days(days)) if moved else PartialDate.of(in_days(days), Certainty.EXACT)
        event = timeline.add_event(case, by=ana, kind=kind, when=when, source="paper", local_time=time(9))
        event.written_at = timezone.now() - timedelta(days=written)
        event.save()
        return event

    return make
