from datetime import timedelta

import pytest
from django.utils import timezone

from accompaniment.trips import hooks, services
from cases.timeline import services as timeline
from cases.timeline.models import Source
from clinic.outbox.models import Message
from clinic.outbox.texts import tells_too_much
from clinic.outbox.wanted import NotNow


def wanted():
    return {(one.topic, one.lead): one for one in hooks.wanted_messages(timezone.now())}


def message_of(one):
    return Message(
        topic=one.topic, about=one.about, moment_version=one.moment_version, recipient=one.recipient
    )


def test_an_ask_is_told_at_once(appointment, luis, carmen):
    asked = services.ask(appointment(), luis, by=carmen)

    one = wanted()["ask", "asked"]

    assert (one.about, one.recipient, one.due_at) == (asked.pk, f"user:{luis.pk}", asked.asked_at)


def test_the_letter_asks_without_a_name_or_an_office(appointment, luis, carmen):
    services.ask(appointment(called="Rosa"), luis, by=carmen)

    letter = hooks.render_ask(message_of(wanted()["ask", "asked"]))

    assert (letter.to, "26 Federal Plaza" in letter.body) == ("luis@example.org", True)
    assert "Rosa" not in letter.body + letter.subject
    assert tells_too_much(letter.subject + letter.body) == []


def test_a_volunteer_reads_it_in_his_own_language(appointment, luis, carmen):
    luis.language = "es"
    luis.save()
    services.ask(appointment(), luis, by=carmen)

    assert "¿Puede ir el" in hooks.render_ask(message_of(wanted()["ask", "asked"])).body


@pytest.mark.parametrize("said", ["yes", "no"])
def test_an_answered_ask_does_not_leave(appointment, luis, carmen, said):
    asked = services.ask(appointment(), luis, by=carmen)
    message = message_of(wanted()["ask", "asked"])
    services.answer(asked, said, by=luis)

    with pytest.raises(NotNow):
        hooks.render_ask(message)
    assert ("ask", "asked") not in wanted()


def test_a_confirmed_trip_is_told_now_the_day_before_and_that_morning(appointment, goes, luis, carmen):
    trip = appointment(days=3)
    goes(luis, trip)
    before = wanted()
    services.confirm(trip, by=carmen)

    found = wanted()

    assert before == {}
    assert set(found) == {("trip", "confirmed"), ("trip", "day_before"), ("trip", "that_morning")}
    day = trip.moment.local_date
    due = [timezone.localtime(found["trip", lead].due_at) for lead in ("day_before", "that_morning")]
    assert [moment.date() for moment in due] == [day - timedelta(days=1), day]


def test_the_letter_says_where_to_be(appointment, goes, luis, carmen):
    trip = appointment(called="Rosa")
    goes(luis, trip)
    services.confirm(trip, by=carmen)

    letter = hooks.render_trip(message_of(wanted()["trip", "confirmed"]))

    assert "You are going" in letter.body and "8:30 a.m." in letter.body
    assert "Rosa" not in letter.body


def test_who_need_not_go_is_not_told_to(appointment, goes, luis, carmen):
    trip = appointment()
    luis_goes = goes(luis, trip)
    services.confirm(trip, by=carmen)
    message = message_of(wanted()["trip", "confirmed"])
    services.withdraw(luis_goes, by=carmen)

    with pytest.raises(NotNow):
        hooks.render_trip(message)


def test_a_letter_of_the_old_date_does_not_leave(appointment, luis, carmen):
    trip = appointment()
    services.ask(trip, luis, by=carmen)
    message = message_of(wanted()["ask", "asked"])
    timeline.move_moment(
        trip.moment,
        by=carmen,
        local_date=timezone.localdate() + timedelta(days=9),
        local_time=trip.moment.local_time,
        place=trip.moment.place,
        source=Source.COURT_LINE,
    )

    with pytest.raises(NotNow):
        hooks.render_ask(message)
    assert wanted() == {}


def test_since_last_time_tells_who_comes_along(appointment, goes, luis):
    trip = appointment(days=3)
    goes(luis, trip)
    person = services.people_of(trip.moment)[0]

    lines = hooks.since_last_time(person, timezone.now() - timedelta(days=30))

    assert len(lines) == 1 and "1 of 2 people go along." in lines[0]
