from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accompaniment.outing import services
from accompaniment.outing.hooks import desk_panels
from accompaniment.outing.models import Alarm
from accompaniment.trips import services as trips
from cases.casefile import services as casefile
from clinic.outbox.models import Task
from clinic.people import services as people
from clinic.security.models import AuditEntry
from tests.accompaniment.conftest import ELENA

SECRETS = ("Rosa Invented Example", "000042", "Guatemala", "Elena", "212-555-0148", "212-555-0172", "1991")


@pytest.fixture
def known(carmen):
    """known(trip): everything is on file for the person of this trip."""

    def write(trip):
        person = trips.people_of(trip.moment)[0]
        people.change_person(
            person, by=carmen, full_name="Rosa Invented Example", a_number="A000-000-042",
            birth_date=date(1991, 5, 3), country="Guatemala",
        )  # fmt: skip
        casefile.name_lawyer(person.cases.get(), name="Mei", phone="212-555-0172", by=carmen)
        return person

    return write


@pytest.fixture
def today(appointment, goes, luis, known):
    trip = appointment(days=0, at=time(9))
    goes(luis, trip)
    known(trip)
    return trip


def test_whoever_is_asked_sees_where_and_when_and_no_name(at, luis, carmen, appointment):
    trips.ask(appointment(called="Rosa"), luis, by=carmen)

    page = at(luis).get("/trips/mine/").content.decode()

    assert "26 Federal Plaza" in page and "Spanish" in page and "Yes, I can go" in page
    assert "Rosa" not in page and "ICE" not in page


def test_a_yes_in_one_tap(at, luis, carmen, appointment):
    asked = trips.ask(appointment(called="Rosa"), luis, by=carmen)
    browser = at(luis)

    page = browser.post(f"/trips/asks/{asked.pk}/answer/", {"answer": "yes"}, follow=True).content.decode()

    assert "With Rosa" in page and "Briefing" in page


def test_a_no_thanks_and_asks_no_reason(at, luis, carmen, appointment):
    asked = trips.ask(appointment(), luis, by=carmen)

    page = at(luis).post(f"/trips/asks/{asked.pk}/answer/", {"answer": "no"}, follow=True).content.decode()

    assert "You do not need to say why." in page
    assert "You are not asked anywhere now." in page


def test_the_name_comes_five_days_before(at, luis, goes, appointment):
    trip = appointment(days=9, called="Rosa")
    goes(luis, trip)
    browser = at(luis)

    assert "Rosa" not in browser.get("/trips/mine/").content.decode()
    assert browser.get(f"/trips/{trip.pk}/briefing/").status_code == 404


def test_the_briefing_says_what_is_needed_and_nothing_else(at, luis, today):
    page = at(luis).get(f"/trips/{today.pk}/briefing/").content.decode()

    assert "With Rosa" in page and "26 Federal Plaza" in page and "Spanish" in page
    assert "Meet at 8:30 a.m." in page and "Do not touch or block an officer." in page
    assert [secret for secret in SECRETS if secret in page] == []


def test_nothing_but_the_first_name_is_opened_for_a_volunteer(at, luis, today):
    at(luis).get(f"/trips/{today.pk}/briefing/")
    at(luis).get(f"/trips/{today.pk}/day/")

    opened = {field for entry in AuditEntry.objects.filter(actor=str(luis.pk)) for field in entry.fields}
    persons = {
        field for field in opened if field.startswith(("clinic.Person", "clinic.Trusted", "cases.Lawyer"))
    }
    assert persons == {"clinic.Person.called"}


def test_the_briefing_is_for_who_goes(at, jorge, ana, today):
    assert at(jorge).get(f"/trips/{today.pk}/briefing/").status_code == 404
    assert at(jorge).get(f"/trips/{today.pk}/day/").status_code == 404
    assert at(ana).get(f"/trips/{today.pk}/day/").status_code == 404


def test_the_buttons_of_the_day_and_undo(at, luis, today):
    browser = at(luis)
    url = f"/trips/{today.pk}/taps/"

    browser.post(url, {"kind": "met"})
    browser.post(url, {"kind": "in"})
    page = browser.get(f"/trips/{today.pk}/day/").content.decode()
    last = services.taps_of_the_day(today).last()
    browser.post(f"/trips/taps/{last.pk}/undoing/")

    assert "Came out" in page and "Not out by 11:30" in page and page.count(">Undo") == 1
    assert [tap.kind for tap in services.taps_of_the_day(today)] == ["met"]
    assert [secret for secret in SECRETS if secret in page] == []


def test_out_leaves_no_button_but_undo(at, luis, today):
    browser = at(luis)

    page = browser.post(f"/trips/{today.pk}/taps/", {"kind": "out"}, follow=True).content.decode()

    assert 'value="taken"' not in page and ">Undo" in page
    assert "write what officials did" in page


def test_a_stranger_cannot_tap(at, jorge, today):
    answer = at(jorge).post(f"/trips/{today.pk}/taps/", {"kind": "taken"})

    assert (answer.status_code, Alarm.objects.exists()) == (404, False)


def test_the_call_sheet_has_everything_in_the_order_of_the_calls(at, luis, carmen, today):
    at(luis).post(f"/trips/{today.pk}/taps/", {"kind": "taken"})
    alarm = Alarm.objects.get()

    page = at(carmen).get(f"/trips/alarms/{alarm.pk}/").content.decode()

    assert "Rosa: taken" in page and "A 000-000-042" in page and "Rosa Invented Example" in page
    assert "May 3, 1991" in page and "Guatemala" in page
    order = ["Lawyer: Mei", "209-757-3733", "Elena, sister", "ICE Detainee Locator"]
    places = [page.index(text) for text in order]
    assert places == sorted(places)
    assert "May be told: also if I am held." in page
    assert "Tengo una noticia difícil." in page and "Estamos llamando a Mei" in page
    assert "no pague" in page


def test_the_call_sheet_has_the_way_out(at, luis, carmen, today):
    alarm = services.open_alarm(today, "silence")

    assert 'href="/leave/" data-leave' in at(carmen).get(f"/trips/alarms/{alarm.pk}/").content.decode()


def test_without_a_lawyer_the_hotline_for_free_lawyers_is_the_first_call(at, luis, carmen, appointment, goes):
    trip = appointment(days=0)
    goes(luis, trip)
    services.tap(trip, "taken", by=luis)

    page = at(carmen).get(f"/trips/alarms/{Alarm.objects.get().pk}/").content.decode()

    assert "No lawyer on file" in page and "800-354-0365" in page
    assert "not on file" in page


def test_family_that_may_not_know_is_not_a_call(at, luis, carmen, appointment, goes):
    trip = appointment(days=0, trusted=[{**ELENA, "may_know": "outcome"}])
    goes(luis, trip)
    services.tap(trip, "taken", by=luis)

    page = at(carmen).get(f"/trips/alarms/{Alarm.objects.get().pk}/").content.decode()

    assert "May be told: also how it went." in page and "Do not call with this." in page
    assert "noticia difícil" not in page and "trusted:" not in page


@pytest.mark.parametrize(("kind", "said"), [("taken", True), ("not_out", False)])
def test_the_call_sheet_says_that_the_card_is_stopped(at, luis, carmen, today, kind, said):
    services.tap(today, kind, by=luis)

    page = at(carmen).get(f"/trips/alarms/{Alarm.objects.get().pk}/").content.decode()

    assert ("A card for the phone is stopped" in page) == said


def test_not_out_says_nothing_of_being_held(at, luis, carmen, today):
    services.tap(today, "not_out", by=luis)

    page = at(carmen).get(f"/trips/alarms/{Alarm.objects.get().pk}/").content.decode()

    assert "Rosa: not out in time" in page
    assert "Officers took" not in page and "se llevaron" not in page


def test_calls_are_ticked_off_one_by_one(at, luis, carmen, today):
    services.tap(today, "taken", by=luis)
    alarm, person = Alarm.objects.get(), trips.people_of(today.moment)[0]
    browser = at(carmen)
    url = f"/trips/alarms/{alarm.pk}/calls/"

    browser.post(url, {"person": str(person.pk), "to": "lawyer", "result": "no_answer"})
    unanswered = browser.get(f"/trips/alarms/{alarm.pk}/").content.decode()
    browser.post(url, {"person": str(person.pk), "to": "lawyer", "result": "reached"})
    reached = browser.get(f"/trips/alarms/{alarm.pk}/").content.decode()

    assert ("No answer ·" in unanswered, "call--done" in unanswered) == (True, False)
    assert "call--done" in reached and "Reached ·" in reached


def test_the_call_sheet_is_the_coordinators_and_looking_is_written_down(at, luis, ana, carmen, today):
    services.tap(today, "taken", by=luis)
    url = f"/trips/alarms/{Alarm.objects.get().pk}/"

    assert {at(user).get(url).status_code for user in (luis, ana)} == {404}
    at(carmen).get(url)
    entry = AuditEntry.objects.get(verb="get accompaniment:call_sheet", outcome="done")
    assert "clinic.Person.a_number" in entry.fields


def test_the_coordinator_hears_that_she_is_out_and_says_so_on_the_sheet(at, luis, carmen, today):
    services.tap(today, "taken", by=luis)
    browser = at(carmen)

    answer = browser.post(f"/trips/{today.pk}/taps/", {"kind": "out"})

    assert answer["Location"] == f"/trips/alarms/{Alarm.objects.open().get().pk}/"
    assert "Rosa came out at" in browser.get(answer["Location"]).content.decode()


def test_closing_the_sheet(at, luis, carmen, today):
    services.tap(today, "taken", by=luis)

    answer = at(carmen).post(f"/trips/alarms/{Alarm.objects.get().pk}/end/")

    assert answer["Location"] == "/desk/"
    assert Alarm.objects.get().closed_by == carmen


def test_the_board_points_to_an_open_call_sheet(at, luis, carmen, today):
    services.tap(today, "taken", by=luis)

    assert "A call sheet is open." in at(carmen).get("/trips/").content.decode()


def test_the_desk_shows_the_alarm_first_then_today_then_the_family(at, luis, carmen, today):
    services.tap(today, "taken", by=luis)
    services.tap(today, "out", by=luis)

    page = at(carmen).get("/desk/").content.decode()

    order = ["Call now", "Today&#x27;s visits", "Tell the family"]
    assert [page.index(title) for title in order] == sorted(page.index(title) for title in order)
    assert "Came out, " in page


def test_the_desk_asks_as_often_for_one_trip_as_for_many(rf, carmen, luis, appointment, goes):
    def panels():
        request = rf.get("/desk/")
        request.user = carmen
        with CaptureQueriesContext(connection) as asked:
            for panel in desk_panels(request):
                for row in panel.context["rows"]:
                    row.appointment.what_words if hasattr(row, "appointment") else row.person.called
        return len(asked)

    first = appointment(days=0, at=time(8))
    goes(luis, first)
    services.tap(first, "taken", by=luis)
    services.tap(first, "out", by=luis)
    panels()
    one = panels()
    for hour in (13, 17):
        trip = appointment(days=0, at=time(hour), called=f"P{hour}")
        goes(luis, trip)
        services.tap(trip, "taken", by=luis)
        services.tap(trip, "out", by=luis)

    assert panels() == one


def test_the_family_is_told_in_its_own_language(at, luis, carmen, today):
    services.tap(today, "out", by=luis)
    task, person = Task.objects.open().get(), trips.people_of(today.moment)[0]
    browser = at(carmen)

    page = browser.get(f"/trips/family/{task.pk}/").content.decode()
    elena = person.trusted.get()
    told = {"person": str(person.pk), "to": f"trusted:{elena.pk}", "result": "reached"}
    answer = browser.post(f"/trips/family/{task.pk}/calls/", told)

    assert "Rosa ya salió, a la" in page and "212-555-0148" in page  # "a la 1:20", "a las 2:20"
    assert answer["Location"] == "/desk/"
    assert not Task.objects.open().exists()


def test_no_answer_keeps_the_family_on_the_desk(at, luis, carmen, today):
    services.tap(today, "out", by=luis)
    task, person = Task.objects.open().get(), trips.people_of(today.moment)[0]
    told = {"person": str(person.pk), "to": f"trusted:{person.trusted.get().pk}", "result": "no_answer"}

    at(carmen).post(f"/trips/family/{task.pk}/calls/", told)

    assert Task.objects.open().get() == task


def test_a_quiet_volunteer_is_asked_for_one_tap(at, luis, today):
    today.out_by = timezone.now() - timedelta(minutes=5)
    today.save(update_fields=["out_by"])

    assert "We have not heard from you." in at(luis).get(f"/trips/{today.pk}/day/").content.decode()
