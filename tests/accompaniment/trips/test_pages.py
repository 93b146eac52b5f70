from datetime import time, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from accompaniment.roster import services as roster
from accompaniment.trips import services
from accompaniment.trips.board import board
from accompaniment.trips.models import Trip
from cases.casefile import services as casefile
from cases.timeline import services as timeline
from cases.timeline.dates import Certainty, PartialDate
from cases.timeline.models import Source
from clinic.people.models import Person


def form_for(trip_day, plaza, **changes):
    return {
        "person_id": "3f0b7c86-7a53-4c5c-8a52-0c1a3f6f4a11",
        "called": "Ousmane",
        "kind": "ice-check-in-scheduled",
        "on": trip_day.isoformat(),
        "at": "08:00",
        "place": str(plaza.pk),
        "room": "Floor 5",
        "language": "fra",
        "whom": "named",
        "trusted_name": "Awa",
        "trusted_phone": "212-555-0149",
        "trusted_relation": "sister",
        "may_know": "held",
    } | changes


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def test_thirty_seconds_make_an_appointment(at, carmen, plaza):
    browser = at(carmen)

    answer = browser.post("/trips/appointments/", form_for(in_days(4), plaza))
    browser.post("/trips/appointments/", form_for(in_days(4), plaza))

    trip = Trip.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/trips/{trip.pk}/")
    assert "ICE with Ousmane" in browser.get("/trips/").content.decode()


def test_a_day_that_is_over_is_asked_again_and_nothing_is_lost(at, carmen, plaza):
    browser = at(carmen)

    answer = browser.post("/trips/appointments/", form_for(in_days(-1), plaza))

    page = browser.get(answer["Location"]).content.decode()
    assert answer.status_code == 303
    assert "This day is over." in page and 'value="Ousmane"' in page
    assert not Person.objects.exists()


def test_a_phone_with_too_few_digits_is_asked_again(at, carmen, plaza):
    browser = at(carmen)

    browser.post("/trips/appointments/", form_for(in_days(4), plaza, trusted_phone="555"))

    assert "like 212-555-0100" in browser.get("/trips/appointments/").content.decode()


def test_said_no_needs_no_name(at, carmen, plaza):
    said_no = form_for(in_days(4), plaza, whom="nobody", trusted_name="", trusted_phone="", may_know="")

    at(carmen).post("/trips/appointments/", said_no)

    assert Person.objects.get().tell_nobody


def test_a_hearing_told_in_an_interview_is_on_the_board_without_a_trip(at, carmen, rosa, ana):
    case = casefile.open_case(rosa, by=ana)
    when = PartialDate.of(in_days(6), Certainty.EXACT)
    event = timeline.add_event(
        case, by=ana, kind="hearing-master-scheduled", when=when, source=Source.PERSON, local_time=time(8, 30)
    )
    browser = at(carmen)

    page = browser.get("/trips/").content.decode()
    answer = browser.post(f"/trips/appointments/{event.moment_id}/company/")

    trip = Trip.objects.get()
    assert "Court with Rosa" in page and "0 of 2" in page
    assert answer["Location"] == f"/trips/{trip.pk}/"


def test_looking_at_the_board_makes_no_trip(at, carmen, rosa, ana):
    case = casefile.open_case(rosa, by=ana)
    when = PartialDate.of(in_days(6), Certainty.DAY)
    timeline.add_event(case, by=ana, kind="hearing-master-scheduled", when=when, source=Source.PERSON)

    at(carmen).get("/trips/")

    assert not Trip.objects.exists()


def test_a_closed_case_is_not_on_the_board(at, carmen, appointment):
    trip = appointment()
    casefile.close_case(services.people_of(trip.moment)[0].cases.get(), by=carmen)

    assert "Rosa" not in at(carmen).get("/trips/").content.decode()


def test_gaps_come_first_and_soonest_on_top(appointment, goes, luis, jorge, carmen):
    goes(luis, appointment(days=1, called="Marta"))
    goes(jorge, appointment(days=1, called="Marta"))
    appointment(days=5, called="Wen")
    appointment(days=2, called="Rosa")

    found = board(carmen)

    assert [one.names for one in found.gaps] == ["Rosa", "Wen"]
    assert [one.names for one in found.full] == ["Marta and Marta"]


def test_the_grid_shows_two_weeks_from_today(appointment, carmen):
    appointment(days=2)

    first, second = board(carmen).fortnight

    assert [cell["on"] for cell in first + second] == [in_days(n) for n in range(14)]
    assert (first[2]["going"], first[2]["needed"], first[2]["is_gap"]) == (0, 2, True)


def test_the_line_for_signal_names_nobody(appointment, goes, luis, carmen):
    trip = appointment(at=time(8, 30), called="Rosa")
    goes(luis, trip)

    line = board(carmen).appointments[0].signal

    day = trip.moment.local_date
    assert line == f"1 person, {day:%a} {day:%b} {day.day}, 8:00, 26 Federal Plaza, Spanish"
    assert "Rosa" not in line and "ICE" not in line


def test_whom_to_call_is_a_chip_until_somebody_asked(at, carmen, appointment):
    appointment(trusted=None)

    assert "Not confirmed: whom to call?" in at(carmen).get("/trips/").content.decode()


def test_who_speaks_the_language_and_can_go_stands_first(at, carmen, appointment, luis, jorge):
    mine = roster.enrol(jorge, by=jorge, languages=["spa"])
    roster.say_times(mine, [(day, time(7), time(12)) for day in range(7)], by=jorge)
    trip = appointment()

    page = at(carmen).get(f"/trips/{trip.pk}/").content.decode()

    assert page.index("Ask Jorge") < page.index("Ask Luis")
    assert "Speaks the language" in page and "Can go then" in page


def test_whoever_is_not_asked_anywhere_is_named_beside_the_board(at, carmen, appointment, luis, jorge):
    services.ask(appointment(), luis, by=carmen)

    page = at(carmen).get("/trips/").content.decode()

    beside = page[page.index("Can go, not asked yet") :]
    assert "Jorge" in beside and "Luis" not in beside


def test_asking_and_confirming_with_one_tap_each(at, carmen, luis, appointment):
    trip = appointment()
    browser = at(carmen)

    browser.post(f"/trips/{trip.pk}/asks/", {"volunteer": str(luis.pk)})
    at(luis).post(f"/trips/asks/{trip.asks.get().pk}/answer/", {"answer": "yes"})
    browser.post(f"/trips/{trip.pk}/confirmation/")

    page = browser.get(f"/trips/{trip.pk}/").content.decode()
    assert "said yes" in page and "Confirmed" in page


def test_confirming_without_whom_to_call_says_what_to_do(at, carmen, goes, luis, appointment):
    trip = appointment(trusted=None)
    goes(luis, trip)
    browser = at(carmen)

    answer = browser.post(f"/trips/{trip.pk}/confirmation/", follow=True)

    assert "write whom to call, or mark" in answer.content.decode()


def test_whom_to_call_is_written_from_the_trip(at, carmen, appointment):
    trip = appointment(trusted=None)
    person = services.people_of(trip.moment)[0]

    answer = at(carmen).post(f"/trips/{trip.pk}/whom/{person.pk}/", {"whom": "nobody"})

    assert answer["Location"] == f"/trips/{trip.pk}/"
    assert person.tell_nobody


def test_meeting_point_and_hours(at, carmen, appointment):
    trip = appointment()
    told = {"meeting_point": "Duane Street door", "meet_at": "08:15", "out_at": "11:30"}

    answer = at(carmen).post(f"/trips/{trip.pk}/meeting/", told)

    trip.refresh_from_db()
    assert answer.status_code == 303
    assert (trip.meeting_point, trip.meet_at) == ("Duane Street door", time(8, 15))
    assert timezone.localtime(trip.out_by).time() == time(11, 30)


def test_the_board_asks_the_database_as_often_for_one_as_for_many(at, carmen, appointment, goes, luis, jorge):
    roster.enrol(luis, by=luis, languages=["spa"])
    goes(luis, appointment(days=1))
    services.ask(appointment(days=1), jorge, by=carmen)
    browser = at(carmen)
    browser.get("/trips/")

    one = queries_of(browser, "/trips/")
    for days in range(2, 14):
        services.ask(appointment(days=days, called=f"P{days}"), luis, by=carmen)

    assert queries_of(browser, "/trips/") == one


def queries_of(browser, url):
    with CaptureQueriesContext(connection) as asked:
        browser.get(url)
    return len(asked)


def test_the_sunday_sheet_is_one_page_with_gaps_first(at, carmen, appointment, goes, luis, jorge):
    full = appointment(days=1, called="Marta")
    goes(luis, full)
    goes(jorge, full)
    appointment(days=3, called="Rosa", trusted=None)

    answer = at(carmen).get("/trips/sunday/paper/")

    pdf = PdfReader(BytesIO(answer.content))
    text = " ".join(pdf.pages[0].extract_text().split())
    assert (answer["Content-Type"], len(pdf.pages)) == ("application/pdf", 1)
    assert text.index("People are missing here") < text.index("0 of 2") < text.index("2 of 2")
    assert "Ask first: whom to call" in text
    assert "Rosa" not in text


def test_the_sheet_names_people_who_would_be_mixed_up(at, carmen, appointment, rosa, ana):
    appointment(days=3, called="Wen")
    case = casefile.open_case(rosa, by=ana)
    when = PartialDate.of(in_days(3), Certainty.EXACT)
    timeline.add_event(
        case, by=ana, kind="hearing-master-scheduled", when=when, source=Source.PERSON, local_time=time(9),
        place=Trip.objects.get().moment.place,
    )  # fmt: skip

    page = at(carmen).get("/trips/sunday/").content.decode()

    assert "Rosa" in page and "Wen" in page


def test_the_board_is_the_coordinators(at, ana, luis, mei, appointment):
    trip = appointment()

    for user in (ana, luis, mei):
        browser = at(user)
        closed = [
            "/trips/",
            "/trips/sunday/",
            "/trips/sunday/paper/",
            "/trips/appointments/",
            f"/trips/{trip.pk}/",
        ]
        assert {browser.get(url).status_code for url in closed} == {404}


def test_a_volunteer_cannot_answer_for_another(at, jorge, luis, carmen, appointment):
    asked = services.ask(appointment(), luis, by=carmen)

    answer = at(jorge).post(f"/trips/asks/{asked.pk}/answer/", {"answer": "yes"})

    asked.refresh_from_db()
    assert (answer.status_code, asked.answer) == (404, "asked")


def test_after_its_day_a_volunteer_no_longer_answers_and_is_told_so(
    at, luis, carmen, appointment, time_machine
):
    asked = services.ask(appointment(days=1), luis, by=carmen)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    his = at(luis)

    page = his.post(f"/trips/asks/{asked.pk}/answer/", {"answer": "yes"}, follow=True).content.decode()

    asked.refresh_from_db()
    assert asked.answer == "asked"
    assert "The day of this visit is over" in page


@pytest.mark.parametrize("hours", [0, 24])
def test_on_its_day_a_volunteer_still_answers(at, luis, carmen, appointment, time_machine, hours):
    asked = services.ask(appointment(days=1), luis, by=carmen)
    time_machine.move_to(timezone.now() + timedelta(hours=hours))

    at(luis).post(f"/trips/asks/{asked.pk}/answer/", {"answer": "yes"})

    asked.refresh_from_db()
    assert asked.answer == "yes"


def test_a_coordinator_still_writes_down_who_went_after_all(luis, carmen, appointment, time_machine):
    asked = services.ask(appointment(days=1), luis, by=carmen)
    time_machine.move_to(timezone.now() + timedelta(days=2))

    assert services.answer(asked, "yes", by=carmen).answer == "yes"
