"""What the tests of the timeline share: Rosa's case, her hearing in forty days, and the deadline that follows from it."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from cases.casefile import services as casefile
from cases.timeline import services
from cases.timeline.dates import PartialDate
from cases.timeline.models import Deadline


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def write(case, by, kind, when, **more):
    """An event as a paper says it."""
    return services.add_event(case, by=by, kind=kind, when=when, source="paper", **more)


def hearing_of(case, by, days=40, **more):
    when = PartialDate.of(in_days(days))
    return write(case, by, "hearing-individual-scheduled", when, **{"local_time": time(9), **more})


def papers_due(case, by):
    """Not held and without a lawyer: the day by which the papers for the hearing are due."""
    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=by)
    return Deadline.objects.get(case=case)


@pytest.fixture
def case(rosa, ana):
    return casefile.open_case(rosa, by=ana)


@pytest.fixture
def hearing(case, ana):
    return hearing_of(case, ana)


@pytest.fixture
def deadline(case, hearing, ana):
    return papers_due(case, ana)
