"""What reminders bring to the desk, to tonight's line and to somebody who comes back."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.casefile import services as casefile
from cases.documents import services as documents
from cases.reminders import hooks
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from cases.timeline.models import Event
from cases.timeline.rhythm import Rhythm, Unit
from clinic.days.models import Reason
from clinic.outbox.models import Task
from tests.cases.reminders.conftest import in_days


def first_notices():
    hooks.note_first_notices(timezone.now())
    return Task.objects.filter(kind="first_notice")


@pytest.mark.parametrize("office, count", [("ice", 1), ("isap", 1), ("court", 0)])
def test_the_first_notice_of_a_check_in_asks_three_questions_once(office, count, case, appointment):
    appointment(case, days=7, office=office)

    first_notices()
    tasks = first_notices()

    assert tasks.count() == count
    assert all(task.due_on == in_days(7) and task.person_id == case.person_id for task in tasks)


def test_a_check_in_far_ahead_has_time(case, appointment):
    appointment(case, days=8, office="ice", at=time(23))

    assert not first_notices().exists()


def test_a_check_in_that_moves_is_not_asked_about_twice(case, appointment, ana):
    event = appointment(case, days=7, office="ice")
    first_notices()
    timeline.change_event(event, by=ana, when=PartialDate.of(in_days(3)))

    assert first_notices().count() == 1


def test_two_people_called_to_the_same_check_in_have_a_task_each(case, appointment, somebody):
    for one in (case, somebody("Wen")):
        appointment(one, days=3, office="ice")

    assert first_notices().count() == 2


# ------------------------------------------------------------------ why somebody is seen first


def soon(case, appointment, ana):
    appointment(case, days=13)


def decision(case, appointment, ana):
    timeline.add_event(case, by=ana, kind="ij-decision", when=PartialDate.of(in_days(-29)), source="paper")


def order(case, appointment, ana):
    timeline.add_event(
        case, by=ana, kind="in-absentia-order", when=PartialDate.of(in_days(-900)), source="paper"
    )


def held(case, appointment, ana):
    timeline.tell_facts(case, {"detained": "yes"}, by=ana)


def a_relative_held(case, appointment, ana):
    casefile.change_case(case, by=ana, here_for="relative_held")


def papers_and_no_date(case, appointment, ana):
    documents.set_paper(case, kind="i862", state="have", by=ana)


@pytest.mark.parametrize(
    "happens, reason",
    [
        (soon, Reason.SOON),
        (decision, Reason.DECISION),
        (order, Reason.ORDER),
        (held, Reason.HELD),
        (a_relative_held, Reason.HELD),
        (papers_and_no_date, Reason.NO_DATE),
    ],
)
def test_each_reason_to_be_seen_first(happens, reason, case, appointment, ana):
    assert hooks.line_reasons([case.person]) == {}

    happens(case, appointment, ana)

    assert hooks.line_reasons([case.person]) == {case.person_id: {reason}}


def test_a_check_in_called_for_the_day_after_tomorrow_is_a_sudden_summons(case, appointment):
    appointment(case, days=2, office="ice")

    assert hooks.line_reasons([case.person])[case.person_id] == {Reason.SOON, Reason.SUMMONS}


def an_old_decision(case, appointment, ana):
    timeline.add_event(case, by=ana, kind="ij-decision", when=PartialDate.of(in_days(-40)), source="paper")


def a_hearing_later(case, appointment, ana):
    appointment(case, days=15)
    papers_and_no_date(case, appointment, ana)


@pytest.mark.parametrize("happens", [an_old_decision, a_hearing_later])
def test_what_is_not_urgent_gives_no_reason(happens, case, appointment, ana):
    happens(case, appointment, ana)

    assert hooks.line_reasons([case.person]) == {}


def test_the_line_costs_as_much_for_one_person_as_for_ten(appointment, somebody, ana):
    people = []

    def comes(called):
        one = somebody(called)
        appointment(one, days=5)
        held(one, appointment, ana)
        people.append(one.person)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert len(hooks.line_reasons(people)) == len(people)
        return len(queries)

    comes("Wen")
    one = asked()
    for number in range(9):
        comes(f"Luz {number}")

    assert asked() == one


# ------------------------------------------------------------------ since last time


def test_who_comes_back_hears_what_moved_what_was_checked_and_what_was_added(case, appointment, ana):
    event = appointment(case, days=20)
    since = timezone.now()
    assert list(hooks.since_last_time(case.person, since)) == []

    timeline.change_event(event, by=ana, when=PartialDate.of(in_days(21)))
    timeline.record_check(case, by=ana, result="same", event=event)
    documents.set_paper(case, kind="i862", state="have", by=ana)
    documents.set_paper(case, kind="lease", state="missing", by=ana)
    appointment(case, days=3, office="ice")

    moved, added, checked, papers = sorted(hooks.since_last_time(case.person, since), key=_order)
    assert "has a new date" in moved and event.kind_words in moved
    assert added.startswith("Written down since then")
    assert checked.endswith(": same.")
    assert papers == "2 papers put on the list."


def _order(line):
    return ["has a new date", "Written down", "Checked on", "put on the list"].index(
        next(
            words
            for words in ("has a new date", "Written down", "Checked on", "put on the list")
            if words in line
        )
    )


# ------------------------------------------------------------------ the desk


def panels(browser):
    return browser.get("/desk/").content.decode()


def test_the_desk_names_whom_nobody_can_tell(at, carmen, appointment, somebody):
    appointment(somebody("Ousmane", phone="+12125550103", whose="isap"), days=3, office="ice")

    page = panels(at(carmen))

    assert "Nobody can tell them: find a way" in page and "Ousmane" in page


def test_the_desk_names_dates_to_check_again_and_people_without_one(
    at, carmen, case, appointment, ana, somebody
):
    event = appointment(case, days=20)
    Event.objects.filter(pk=event.pk).update(recheck_on=in_days(0))
    somebody("Sol")

    page = panels(at(carmen))

    assert "Check again" in page and "Rosa" in page
    assert "No date is known: please call" in page and "Sol" in page


def test_a_date_to_check_tomorrow_is_not_on_the_desk_today(at, carmen, case, appointment):
    event = appointment(case, days=20)
    Event.objects.filter(pk=event.pk).update(recheck_on=in_days(1))

    assert "Check again" not in panels(at(carmen))


def test_the_desk_costs_as_much_for_one_person_as_for_ten(at, carmen, appointment, somebody):
    browser = at(carmen)

    def comes(number):
        appointment(somebody(f"Wen {number}", phone=f"+121255501{number:02}", whose="isap"), days=3)
        appointment(
            somebody(f"Luz {number}", phone=f"+121255501{number:02}", whose="isap"), days=3, office="ice"
        )
        somebody(f"Sol {number}")
        Event.objects.update(recheck_on=in_days(0) - timedelta(days=1))

    def asked():
        with CaptureQueriesContext(connection) as queries:
            panels(browser)
        return len(queries)

    comes(0)
    asked()
    one = asked()
    for number in range(1, 10):
        comes(number)

    assert asked() == one


def test_a_visit_that_is_only_expected_is_no_known_date_and_no_sudden_summons(at, carmen, case, ana):
    weekly = Rhythm(1, Unit.WEEKS, in_days(1).weekday(), in_days(1))
    timeline.add_pattern(case, by=ana, kind="ice-check-in-scheduled", rhythm=weekly)

    assert hooks.line_reasons([case.person])[case.person_id] == {Reason.SOON}
    assert "No date is known: please call" in panels(at(carmen))
