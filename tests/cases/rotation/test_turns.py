"""Cleo phones the court line: ten at a time, one tap each, and nobody is phoned for twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.plans import handouts
from cases.rotation import services
from cases.rotation.models import Turn
from cases.timeline import hooks as timeline_hooks
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from cases.timeline.models import DateCheck, Event, FormerDate
from clinic.outbox.models import Task
from clinic.people import services as people
from clinic.people.models import Role
from clinic.security.models import AuditEntry

from .conftest import in_days

PAGE = "/cases/rotation/"


@pytest.fixture
def wen(case_of):
    return case_of("Wen", 42)


@pytest.fixture
def hearing(wen, hearing_of):
    return hearing_of(wen, 40, written=9)


@pytest.fixture
def turn(cleo, hearing):
    (turn,) = services.take_turns(by=cleo)
    return turn


def of(turn, *rest):
    return PAGE + "/".join(["turns", str(turn.pk), *rest, ""])


def tap(browser, turn, result, **more):
    return browser.post(of(turn, "checks", result), more, follow=True)


def line_gives(browser, turn, day):
    said = {"when_month": day.month, "when_day": day.day, "when_year": day.year, "when_time": "10:00"}
    return browser.post(
        of(turn, "checks", "changed"), said | {"when_sure": "memory", "place": ""}, follow=True
    )


def test_the_number_stands_there_as_the_line_wants_it_and_nothing_else_of_the_person(at, cleo, wen, turn):
    people.change_person(wen.person, by=cleo, full_name="Wen Li", country="China")
    page = at(cleo).get(PAGE).content.decode()

    assert ">000-000-042</bdi>" in page and "1-800-898-7180" in page
    assert "Wen Li" not in page and "China" not in page
    assert at(cleo).get(f"/cases/{wen.pk}/timeline/").status_code == 404
    assert at(cleo).get("/cases/people/").status_code == 404


def test_looking_at_a_number_is_written_down(at, cleo, wen, turn):
    at(cleo).get(PAGE)

    entry = AuditEntry.objects.filter(actor=str(cleo.pk), holders__contains=[str(wen.person.pk)]).last()
    assert "clinic.Person.a_number" in entry.fields


def test_a_caller_gets_ten_and_another_caller_the_next(at, cleo, case_of):
    for number in range(12):
        case_of(f"Wen {number}", number)
    dan = people.make_user(called="Dan", email="dan@example.org", roles=[Role.CALLER])

    at(cleo).post(PAGE + "turns/")
    at(cleo).post(PAGE + "turns/")
    at(dan).post(PAGE + "turns/")

    assert Turn.objects.filter(caller=cleo).count() == 10
    assert Turn.objects.filter(caller=dan).count() == 2
    assert at(cleo).get(PAGE).content.decode().count("<article") == 10


def test_anothers_turn_is_not_there(at, bo, turn):
    dan = people.make_user(called="Dan", email="dan@example.org", roles=[Role.CALLER])

    assert at(dan).post(of(turn, "checks", "same")).status_code == 404
    assert not DateCheck.objects.exists()


def test_after_an_hour_it_is_somebody_elses(at, cleo, carmen, turn):
    Turn.objects.update(
        taken_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1)
    )

    assert at(cleo).post(of(turn, "checks", "no_answer")).status_code == 404
    assert [turn.caller for turn in services.take_turns(by=carmen)] == [carmen]


@pytest.mark.django_db(transaction=True)
def test_two_callers_at_once_never_get_the_same(cleo, carmen, case_of):
    for number in range(3):
        case_of(f"Wen {number}", number)

    def take(caller):
        try:
            return services.take_turns(by=caller)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as room:
        taken = [turn for turns in room.map(take, [cleo, carmen]) for turn in turns]

    assert len({turn.case_id for turn in taken}) == len(taken) == 3


def test_the_same_date_is_one_tap_and_written_down(at, cleo, hearing, turn):
    page = tap(at(cleo), turn, "same", seen=services.seen_of(hearing)).content.decode()

    check = DateCheck.objects.get()
    assert (check.result, check.event, check.checked_by) == ("same", hearing, cleo)
    assert Event.objects.get(pk=hearing.pk).checked_by == cleo
    assert "Undo" in page


def test_same_does_not_count_for_a_date_that_somebody_wrote_meanwhile(at, cleo, ana, hearing, turn):
    seen = services.seen_of(hearing)
    timeline.change_event(hearing, by=ana, when=PartialDate.of(in_days(50)))

    page = tap(at(cleo), turn, "same", seen=seen).content.decode()

    assert "Somebody wrote another date meanwhile" in page
    assert not DateCheck.objects.exists()


def test_a_second_tap_is_not_a_second_check(at, cleo, turn):
    tap(at(cleo), turn, "not_found")
    tap(at(cleo), turn, "no_answer")

    assert [check.result for check in DateCheck.objects.all()] == ["not_found"]


def test_a_slip_of_the_finger_is_taken_back(at, cleo, hearing, turn):
    tap(at(cleo), turn, "same", seen=services.seen_of(hearing))
    at(cleo).post(of(turn, "removal"))

    again = Event.objects.get(pk=hearing.pk)
    assert (again.checked_at, again.checked_by, again.recheck_on) == (None, None, None)
    assert not DateCheck.objects.exists()
    assert Turn.objects.get().said is None


def test_after_ten_minutes_it_stays(at, cleo, turn):
    tap(at(cleo), turn, "not_found")
    DateCheck.objects.update(checked_at=timezone.now() - timedelta(minutes=11))

    page = at(cleo).post(of(turn, "removal"), follow=True).content.decode()

    assert "can no longer be taken back" in page
    assert DateCheck.objects.exists()


def test_another_date_waits_to_be_confirmed_makes_the_paper_old_and_the_desk_phones(
    at, cleo, carmen, ana, wen, hearing, turn, rf
):
    handout = handouts.make_handout(wen, by=ana, language="es")

    line_gives(at(cleo), turn, in_days(33))

    event = Event.objects.get(pk=hearing.pk)
    assert (event.day, event.source) == (in_days(33), "court_line")
    assert event.moment.unconfirmed_at and FormerDate.objects.get().event == event
    assert handouts.is_stale(handout)
    (call,) = tell_panel(carmen, rf)["rows"]
    assert call.person == wen.person
    assert "Todavía no está confirmada" in call.script


def test_the_line_gives_no_date_any_more(at, cleo, carmen, hearing, turn, rf):
    at(cleo).post(of(turn, "checks", "changed"), {"when_sure": "unknown", "place": ""})

    assert Event.objects.get(pk=hearing.pk).day is None
    (call,) = tell_panel(carmen, rf)["rows"]
    assert "Eso no quiere decir que no tenga una" in call.script


def test_a_first_date_is_told_too(at, cleo, carmen, wen, rf):
    (turn,) = services.take_turns(by=cleo)
    line_gives(at(cleo), turn, in_days(33))

    assert [call.event.day for call in tell_panel(carmen, rf)["rows"]] == [in_days(33)]


def tell_panel(user, rf):
    request = rf.get("/desk/")
    request.user = user
    return next(iter(timeline_hooks.desk_panels(request))).context


def test_only_the_newest_change_is_owed_until_somebody_told_them(at, cleo, carmen, wen, hearing, turn, rf):
    line_gives(at(cleo), turn, in_days(33))
    Turn.objects.update(said=None)
    line_gives(at(cleo), turn, in_days(35))

    task = Task.objects.get(kind="tell_date")
    assert task.occasion == str(DateCheck.objects.latest("checked_at").pk)
    assert at(carmen).get("/desk/").content.decode().count("Todavía no está confirmada") == 1
    at(carmen).post(f"/desk/tasks/{task.pk}/done/")
    assert not Task.objects.open().filter(kind="tell_date").exists()


def test_nobody_is_told_of_a_date_that_was_taken_off(at, cleo, ana, hearing, turn):
    line_gives(at(cleo), turn, in_days(33))
    timeline.remove_event(Event.objects.get(pk=hearing.pk), by=ana)

    assert not Task.objects.exists()


def test_a_phone_of_theirs_and_no_phone_are_both_said(at, cleo, carmen, ana, wen, turn):
    line_gives(at(cleo), turn, in_days(33))
    assert "We have no phone of theirs" in at(carmen).get("/desk/").content.decode()

    people.replace_contact(wen.person, kind="phone", value="+12125550142", whose="mine", by=ana)
    assert "212-555-0142" in at(carmen).get("/desk/").content.decode()


def test_three_rows_are_as_many_queries_as_one(at, cleo, case_of, hearing_of):
    def queries():
        browser = at(cleo)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            browser.get(PAGE)
        return len(seen)

    hearing_of(case_of("Wen", 1), 40, written=9)
    services.take_turns(by=cleo)
    one = queries()
    for number in (2, 3):
        hearing_of(case_of(f"Wen {number}", number), 40 + number, written=9)
    services.take_turns(by=cleo)

    assert queries() == one
