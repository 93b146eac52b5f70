"""What people hear of the day, and those they named: each no more than they may know, and only while it is true."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accompaniment.outing import services as outing
from accompaniment.outing.models import TapKind
from accompaniment.trips import services as trips
from clinic.outbox.delivery import send_due
from clinic.outbox.models import Message, State
from clinic.outbox.sweep import sweep
from clinic.outbox.texts import tells_too_much
from clinic.people import services as people
from clinic.people.models import MayKnow, Person

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def company(appointment, goes, luis, jorge, carmen):
    """company(days=3): Rosa's check-in, Luis and Jorge go along, confirmed; she reads e-mail."""

    def make(volunteers=None, **more):
        trip = appointment(**more)
        for volunteer in volunteers or (luis, jorge):
            goes(volunteer, trip)
        trips.confirm(trip, by=carmen)
        rosa = Person.objects.get()
        people.replace_contact(rosa, kind="email", value="rosa@example.org", whose="mine", by=carmen)
        return trip

    return make


@pytest.fixture
def named(carmen):
    """named("held"): Elena, who may know this much, reads e-mail."""

    def name(may_know):
        one = {"name": "Elena", "relation": "sister", "phone": "", "email": "elena@example.org"}
        rosa = Person.objects.get()
        people.name_trusted(rosa, [{**one, "may_know": may_know, "language": "en"}], by=carmen)

    return name


def told(to, at=None):
    """What arrives for `to` now, or at another moment. Leases go by the database's own clock."""
    mail.outbox.clear()
    with time_machine.travel(at or timezone.now(), tick=False):
        sweep(timezone.now())
        Message.objects.filter(state=State.WAITING).update(next_at=datetime(2026, 1, 1, tzinfo=NEW_YORK))
        send_due()
    return [letter.body for letter in mail.outbox if letter.to == [to]]


def today_at(hour):
    return datetime.combine(timezone.localdate(), time(hour), NEW_YORK)


def tap(trip, kind, by, ago=timedelta(minutes=3)):
    made = outing.tap(trip, kind, by=by)
    type(made).objects.filter(pk=made.pk).update(tapped_at=timezone.now() - ago)
    return made


def test_she_hears_that_two_go_along_and_where_they_meet(company):
    company(days=9)

    (body,) = told("rosa@example.org")

    assert body.startswith("Hola. Dos personas van con usted el")
    assert "Luis" not in body and tells_too_much(body) == []


def test_one_alone_is_not_two(company, luis):
    company(volunteers=[luis], days=9)

    assert told("rosa@example.org") == []


def test_when_one_of_them_cannot_go_any_more_she_is_asked_to_call(company, luis):
    trip = company(days=9)
    told("rosa@example.org")
    trips.withdraw(trip.asks.get(volunteer=luis), by=luis)

    (body,) = told("rosa@example.org")

    assert "Hay un cambio" in body


def test_who_was_told_nothing_hears_nothing_of_a_change(company, luis):
    trip = company(days=9)
    trips.withdraw(trip.asks.get(volunteer=luis), by=luis)

    assert told("rosa@example.org") == []


def test_that_morning_she_hears_that_two_wait_for_her(company):
    trip = company(days=0, at=time(23, 30))
    type(trip).objects.update(confirmed_at=timezone.now() - timedelta(days=2))
    told("rosa@example.org", at=today_at(1))

    bodies = told("rosa@example.org", at=today_at(8))

    assert [body for body in bodies if body.startswith("Hola. Hoy: ") and "Dos personas le esperan" in body]


@pytest.mark.parametrize(
    ("may_know", "kind", "hears"),
    [
        (MayKnow.OUTCOME, TapKind.OUT, "All done for today"),
        (MayKnow.HELD, TapKind.OUT, "All done for today"),
        (MayKnow.HELD, TapKind.TAKEN, "Please call 212-555-0100 now"),
        (MayKnow.HELD, TapKind.NOT_OUT, "Please call 212-555-0100 now"),
        (MayKnow.OUTCOME, TapKind.TAKEN, None),
        (MayKnow.DATE, TapKind.OUT, None),
        (MayKnow.NOTHING, TapKind.TAKEN, None),
    ],
)
def test_whom_she_named_hears_what_they_may(company, named, luis, may_know, kind, hears):
    trip = company(days=0)
    named(may_know)
    tap(trip, kind, luis)

    bodies = [body for body in told("elena@example.org") if "asked us to tell you" not in body]

    assert [hears in body for body in bodies] == ([True] if hears else [])


def test_a_tap_by_mistake_is_told_to_nobody(company, named, luis):
    trip = company(days=0)
    named(MayKnow.HELD)
    tapped = tap(trip, TapKind.TAKEN, luis, ago=timedelta(seconds=30))
    early = told("elena@example.org")
    outing.undo(tapped, by=luis)

    late = told("elena@example.org", at=timezone.now() + timedelta(minutes=5))

    assert not [body for body in (*early, *late) if "now" in body]


def test_who_came_out_in_between_is_not_told_as_not_out(company, named, luis):
    trip = company(days=0)
    named(MayKnow.HELD)
    tap(trip, TapKind.NOT_OUT, luis, ago=timedelta(minutes=5))
    with time_machine.travel(timezone.now(), tick=False):
        sweep(timezone.now())
    tap(trip, TapKind.OUT, luis, ago=timedelta(minutes=3))

    bodies = told("elena@example.org")

    assert [body for body in bodies if "All done" in body]
    assert not [body for body in bodies if "Please call 212-555-0100 now" in body]


def test_consent_that_ended_in_between_is_heeded(company, named, luis):
    trip = company(days=0)
    named(MayKnow.HELD)
    tap(trip, TapKind.OUT, luis)
    sweep(timezone.now())
    named(MayKnow.DATE)

    assert not [body for body in told("elena@example.org") if "All done" in body]
