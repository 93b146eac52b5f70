"""Every hour all open cases are counted again: a new day, or a rule that changed, is true everywhere by itself."""

import pytest
from django.db import DatabaseError

from cases.casefile import services as casefile
from cases.timeline import services, tasks
from cases.timeline.models import Deadline
from clinic.people import services as people
from tests.cases.timeline.conftest import hearing_of, papers_due


@pytest.fixture
def counted(ana):
    """counted("Rosa"): her case, with a deadline whose last day somebody has written over."""

    def case_of(called):
        case = casefile.open_case(people.meet_person(called=called, by=ana), by=ana)
        hearing_of(case, ana)
        papers_due(case, ana)
        Deadline.objects.filter(case=case).update(last_day=None)
        return case

    return case_of


def last_day(case):
    return Deadline.objects.get(case=case).last_day


def test_all_open_cases_are_counted_again_and_closed_ones_are_not(counted, ana):
    rosa, wen, closed = counted("Rosa"), counted("Wen"), counted("Nadia")
    casefile.close_case(closed, by=ana)

    tasks.compute_again()

    assert [last_day(case) is not None for case in (rosa, wen, closed)] == [True, True, False]


def test_one_case_that_cannot_be_counted_keeps_no_other(counted, monkeypatch, errors_are_expected):
    broken, sound = sorted((counted("Rosa"), counted("Wen")), key=lambda case: case.pk)
    recompute = services.recompute

    def breaks(case, **options):
        if case.pk == broken.pk:
            raise DatabaseError
        return recompute(case, **options)

    monkeypatch.setattr(services, "recompute", breaks)
    tasks.compute_again()

    assert [last_day(case) is not None for case in (broken, sound)] == [False, True]


def test_counted_twice_nothing_changes(counted):
    case = counted("Rosa")
    tasks.compute_again()
    before = Deadline.objects.get(case=case)

    tasks.compute_again()

    after = Deadline.objects.get(case=case)
    assert (after.computed_at, after.date_version) == (before.computed_at, before.date_version)
