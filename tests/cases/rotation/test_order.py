"""Whose date is asked for next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.casefile import services as casefile
from cases.casefile.models import Case
from cases.rotation.order import Why, rotation
from cases.timeline import services as timeline
from cases.timeline.models import DateCheck
from clinic.people import services as people

from .conftest import in_days


@pytest.fixture
def names():
    """Who is in the rotation, in order."""
    return lambda **today: [Case.objects.get(pk=due.case_id).person.called for due in rotation(**today)]


def asked_days_ago(case, result, days, by, event=None):
    check = timeline.record_check(case, by=by, result=result, event=event)
    at = timezone.now() - timedelta(days=days)
    DateCheck.objects.filter(pk=check.pk).update(checked_at=at)
    if event:
        type(event).objects.filter(pk=event.pk, checked_at__isnull=False).update(checked_at=at)
    return check


def test_not_known_comes_before_not_sure_before_look_again_before_old(case_of, hearing_of, ana, names):
    old = case_of("Old", 1)
    hearing_of(old, 40, written=9)
    look_again = case_of("Look again", 2)
    event = hearing_of(look_again, 40, written=2)
    type(event).objects.filter(pk=event.pk).update(recheck_on=in_days(0))
    not_sure = case_of("Not sure", 3)
    hearing_of(not_sure, 40, moved=True)
    case_of("Not known", 4)

    assert names() == ["Not known", "Not sure", "Look again", "Old"]
    assert [due.why for due in rotation()] == list(Why)


def test_the_one_longest_not_looked_at_comes_first(case_of, hearing_of, ana, names):
    for number, (called, days) in enumerate({"Ten": 10, "Thirty": 30, "Twenty": 20}.items()):
        hearing_of(case_of(called, number), 60, written=days)

    assert names() == ["Thirty", "Twenty", "Ten"]


def test_a_paper_of_this_week_is_not_old(case_of, hearing_of, names):
    hearing_of(case_of("Wen", 7), 40, written=6)

    assert names() == []
    assert names(today=in_days(1)) == ["Wen"]


@pytest.mark.parametrize(("result", "days"), [("no_answer", 1), ("not_found", 7)])
def test_who_was_not_reached_comes_back_the_next_day_and_who_was_not_found_the_next_week(
    case_of, ana, names, result, days
):
    timeline.record_check(case_of("Wen", 7), by=ana, result=result)

    assert names(today=in_days(days - 1)) == []
    assert names(today=in_days(days)) == ["Wen"]


def test_the_same_date_is_asked_for_again_a_week_later(case_of, hearing_of, ana, names):
    case = case_of("Wen", 7)
    event = hearing_of(case, 40, written=30)
    asked_days_ago(case, "same", 6, ana, event)

    assert names() == []
    assert names(today=in_days(1)) == ["Wen"]


def test_a_check_in_with_ice_says_nothing_of_the_court(case_of, hearing_of, names):
    hearing_of(case_of("Wen", 7), 10, kind="ice-check-in-scheduled")

    assert names() == ["Wen"]


def test_who_has_no_number_or_a_closed_case_is_not_asked_for(case_of, ana, carmen, names):
    casefile.open_case(people.meet_person(called="No number", by=ana), by=ana)
    casefile.close_case(case_of("Closed", 2), by=carmen)

    assert names() == []


def test_the_rotation_is_three_queries_for_one_or_for_many(case_of, hearing_of, django_assert_num_queries):
    for number in range(3):
        hearing_of(case_of(f"Wen {number}", number), 40 + number, written=9)

    with django_assert_num_queries(3):
        assert len(rotation()) == 3
