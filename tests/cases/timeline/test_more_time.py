"""A deadline that somebody extended is still to be kept: on its new day it stands, is told beforehand, and passes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.casefile import services as casefile
from cases.plans.handouts import is_stale, make_handout
from cases.plans.story import due_lines
from cases.reminders import wanted
from cases.timeline import reading, services
from cases.timeline.dates import PartialDate
from cases.timeline.models import Deadline
from clinic.words import dates

PROSE = "court-evidence-individual-prose"


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def case(rosa, ana):
    return casefile.open_case(rosa, by=ana)


@pytest.fixture
def evidence(case, ana, mei):
    when = PartialDate.of(in_days(40))
    services.add_event(case, by=ana, kind="hearing-individual-scheduled", when=when, source="paper")
    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)
    deadline = Deadline.objects.get()
    services.tick_rule(PROSE, deadline.version, by=mei)
    return deadline


@pytest.fixture
def extended(evidence, ana):
    services.answer_deadline(evidence, by=ana, kind="more_time", why="the judge", until=in_days(60))
    return Deadline.objects.get()


def told(today):
    return [due.last_day for due, _days, _at in wanted.alerts_of(Deadline.objects.all(), today)]


def answered(at, ana, deadline, **typed):
    url = f"/cases/{deadline.case_id}/timeline/deadlines/{deadline.pk}/answer/"
    browser = at(ana)
    answer = browser.post(url, {"kind": "more_time", "why": "the judge", **typed})
    return browser.get(answer["Location"]).content.decode()


def test_its_new_last_day_is_told_beforehand_also_after_the_old_one_has_passed(case, evidence, extended):
    assert (extended.last_day, extended.do_by) == (in_days(60), None)
    assert extended.date_version == evidence.date_version + 1
    assert set(told(timezone.localdate())) == set(told(in_days(45))) == {in_days(60)}
    assert told(in_days(61)) == []


def test_counting_again_keeps_the_new_day_and_taking_the_answer_back_the_old_one(
    case, evidence, extended, ana
):
    services.recompute(case, today=in_days(2))
    assert Deadline.objects.get().last_day == in_days(60)

    services.take_answer_back(extended, by=ana)
    again = Deadline.objects.get()
    assert (again.last_day, again.do_by) == (evidence.last_day, evidence.do_by)


def test_done_after_more_time_is_told_no_more(extended, ana):
    services.answer_deadline(extended, by=ana, kind="done")

    assert told(timezone.localdate()) == []


def test_it_stands_at_its_new_day_and_still_lies_ahead(at, ana, case, extended):
    page = at(ana).get(f"/cases/{case.pk}/timeline/").content.decode()

    assert page.index("story__today") < page.index("The judge gave more time.")
    assert reading.count_ahead(case, today=in_days(50)) == 1


def test_the_paper_with_the_old_day_is_old(case, evidence, ana):
    paper = make_handout(case, by=ana, language="en")

    services.answer_deadline(evidence, by=ana, kind="more_time", why="the judge", until=in_days(60))

    assert is_stale(paper)


def test_once_the_new_day_has_passed_page_and_paper_say_so(at, ana, case, evidence):
    services.answer_deadline(evidence, by=ana, kind="more_time", why="the judge", until=in_days(-1))
    page = at(ana).get(f"/cases/{case.pk}/timeline/").content.decode()

    assert "This date has passed. There are exceptions. Ask a lawyer." in page
    assert [line.passed for line in due_lines(case, today=timezone.localdate())] == [True]


def test_more_time_is_never_less(at, ana, evidence):
    page = answered(at, ana, evidence, until=(evidence.last_day - timedelta(days=1)).isoformat())
    assert "That is not after the last legal day." in page and "the judge" in page

    page = answered(at, ana, evidence, until=in_days(60).isoformat())
    assert dates.long_date(in_days(60)) in page
