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
from tests.clinic.outbox.text_office import TextOffice

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


@pytest.fixture
def text_office(settings):
    office = TextOffice()
    numbers = {"number": "+12125550100", "whatsapp": "+12125550101"}
    settings.CLINIC_URL = "https://clinic.example.org"
    settings.TWILIO = {"account": "AC1", "secret": "secret", **numbers, "templates": {}, "url": office.url}
    yield office
    office.close()


@pytest.fixture
def by_text(company, carmen, text_office):
    """by_text(confirmed_at, at): tomorrow's visit at this hour; Rosa hears by text message."""

    def make(confirmed_at, at):
        trip = company(days=1, at=at)
        type(trip).objects.update(confirmed_at=confirmed_at)
        rosa = Person.objects.get()
        people.end_contacts(rosa, kind="email", why="replaced", by=carmen)
        people.replace_contact(rosa, kind="phone", value="+12125550142", whose="mine", by=carmen)
        return trip

    return make


def swept(at):
    """Somebody looks for what is due at that moment, and nobody sends."""
    with time_machine.travel(at, tick=False):
        sweep(timezone.now())


def texted(office, at, to="+12125550142"):
    """The texts that arrive there at that moment, beside the one that tells the date itself."""
    before = len(office.taken)
    told("", at=at)
    bodies = [one["body"] for one in office.taken[before:] if one["to"] == to]
    return [body for body in bodies if not body.startswith("Mañana")]


def test_what_was_confirmed_in_the_evening_for_eight_is_told_though_the_sender_was_late(by_text, text_office):
    by_text(today_at(19), at=time(8))
    swept(at=today_at(19) + timedelta(minutes=1))
    swept(at=today_at(19) + timedelta(minutes=31))

    bodies = texted(text_office, at=today_at(19) + timedelta(minutes=32))

    assert [body[:29] for body in bodies] == ["Dos personas van con usted el"]


def test_a_phone_that_cannot_ring_that_morning_rings_the_evening_before_and_names_the_day(
    by_text, text_office
):
    by_text(today_at(0) - timedelta(days=1), at=time(8))
    texted(text_office, at=today_at(10))

    (body,) = texted(text_office, at=today_at(19) + timedelta(minutes=31))

    assert body.startswith("Dos personas van con usted el") and "Hoy" not in body


def test_who_is_confirmed_after_eight_in_the_evening_is_told_before_the_way_there(by_text, text_office):
    by_text(today_at(20) + timedelta(minutes=30), at=time(9, 30))

    bodies = texted(text_office, at=today_at(20) + timedelta(minutes=31))

    assert [body[:29] for body in bodies] == ["Dos personas van con usted el"]


def test_that_fewer_go_is_told_that_evening_and_not_in_the_middle_of_the_night(by_text, text_office, luis):
    trip = by_text(today_at(10), at=time(9, 30))
    texted(text_office, at=today_at(11))
    trips.withdraw(trip.asks.get(volunteer=luis), by=luis)

    deep = texted(text_office, at=today_at(3) + timedelta(days=1))
    evening = texted(text_office, at=today_at(21))

    assert deep == [] and "Hay un cambio" in evening[0]


@pytest.mark.parametrize("minutes", [0, 59, 60, 90, 180])
def test_a_family_that_hears_by_text_hears_in_the_morning_of_what_ended_in_the_evening(
    company, text_office, luis, carmen, minutes
):
    trip = company(days=0)
    one = {"name": "Elena", "relation": "sister", "phone": "+12125550199", "email": ""}
    people.name_trusted(
        Person.objects.get(), [{**one, "may_know": MayKnow.OUTCOME, "language": "en"}], by=carmen
    )
    tapped_at = today_at(19) + timedelta(minutes=minutes)
    made = tap(trip, TapKind.OUT, luis)
    type(made).objects.update(tapped_at=tapped_at)

    at_night = texted(text_office, at=tapped_at + timedelta(minutes=3), to="+12125550199")
    next_day = today_at(8) + timedelta(days=1, minutes=40)
    morning = texted(text_office, at=next_day, to="+12125550199")

    day = timezone.localdate().strftime("%A")
    if tapped_at + timedelta(minutes=2) < today_at(20):
        assert [body.startswith("All done for today") for body in at_night] == [True] and morning == []
    else:
        assert at_night == [] and [body.startswith(f"On {day} all was done") for body in morning] == [True]
