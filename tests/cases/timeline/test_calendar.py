"""Rosa's dates in her own calendar: as a file, and at an address that only she has. It says when, and nothing else."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cases.casefile import services as casefile
from cases.timeline import feeds, services
from cases.timeline.dates import PartialDate
from cases.timeline.ics import calendar_of
from cases.timeline.models import CalendarFeed, Event, Moment
from clinic.people import cards, erasure, tries
from clinic.people import services as people
from clinic.places.models import Place
from clinic.security.models import AuditEntry
from tests.cases.timeline.conftest import hearing_of, in_days, write

MINE = "/cases/mine/calendar/"


def entries(calendar):
    return Calendar.from_ical(calendar).walk("VEVENT")


@pytest.fixture
def hearing(case, ana):
    return hearing_of(case, ana, room="8")


@pytest.fixture
def phone(at, rosa, ana, case):
    cards.make_card(rosa, by=ana)
    return at(rosa.user)


@pytest.fixture
def token(case, rosa, phone):
    return feeds.open_feed(case, card=cards.current_card(rosa), by=rosa.user)


def address(token):
    return f"/cases/calendar/{token}/"


def test_a_date_is_at_its_own_local_time_with_its_zone(case, hearing):
    calendar = calendar_of(case)

    (entry,) = entries(calendar)
    assert entry.decoded("DTSTART") == datetime.combine(in_days(40), time(9), ZoneInfo("America/New_York"))
    assert b"DTSTART;TZID=America/New_York:" in calendar and b"BEGIN:VTIMEZONE" in calendar
    assert (entry["STATUS"], entry["SEQUENCE"], entry["CLASS"]) == ("CONFIRMED", 1, "PRIVATE")


def test_nothing_in_it_says_who_where_or_what_for(case, hearing):
    words = calendar_of(case, language="en").decode().lower()

    assert "summary:appointment" in words
    for word in ("rosa", "court", "hearing", "ice", "isap", "immigration", "clinic", "room", str(case.pk)):
        assert word not in words.replace("private", "").replace("device", ""), word


def test_an_hour_that_nobody_knows_is_not_made_up(case, ana):
    write(case, ana, "ice-check-in-scheduled", PartialDate.of(in_days(20)))

    (entry,) = entries(calendar_of(case))
    assert entry.decoded("DTSTART") == in_days(20)
    assert not isinstance(entry.decoded("DTSTART"), datetime)


def test_a_day_that_nobody_knows_is_not_in_it(case, ana):
    write(case, ana, "ice-check-in-scheduled", PartialDate.from_parts(2031, 3))

    assert entries(calendar_of(case)) == []


def test_a_date_that_moves_keeps_its_id_and_rises_in_sequence(case, ana, hearing):
    (before,) = entries(calendar_of(case))

    services.change_event(hearing, by=ana, when=PartialDate.of(in_days(50)), local_time=time(13))

    (after,) = entries(calendar_of(case))
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], 2)
    assert after.decoded("DTSTART").date() == in_days(50)


def test_its_sequence_never_falls_wherever_it_goes(case, ana, bo, hearing):
    """Shared with somebody else, it leaves for a moment of its own, for one that stood there, for none, and for a new one."""
    court = Place.objects.create(slug="varick", kind="court", name="Varick", short="201 Varick")
    others = casefile.open_case(people.meet_person(called="Wen", by=bo), by=bo)
    same = {"local_time": time(9), "place": court}
    services.change_event(hearing, by=ana, when=PartialDate.of(in_days(45)), **same)
    for day in (45, 60):
        write(others, bo, "hearing-individual-scheduled", PartialDate.of(in_days(day)), **same)
    told = [_told(case)]

    for day in (50, 60):
        services.change_event(hearing, by=ana, when=PartialDate.of(in_days(day)), **same)
        told.append(_told(case))
    services.call_off(Event.objects.get(pk=hearing.pk).moment, by=ana, source="court_line")
    services.change_event(hearing, by=ana, when=PartialDate.of(in_days(70)), **same)
    told.append(_told(case))

    assert len({uid for uid, _sequence in told}) == 1
    sequences = [sequence for _uid, sequence in told]
    assert sequences == sorted(set(sequences))


def _told(case):
    (entry,) = entries(calendar_of(case))
    return entry["UID"], entry["SEQUENCE"]


@pytest.mark.parametrize(
    ("field", "status"), [("cancelled_at", "CANCELLED"), ("unconfirmed_at", "TENTATIVE")]
)
def test_a_date_called_off_or_not_confirmed_says_so(case, hearing, field, status):
    Moment.objects.update(**{field: timezone.now()})

    (entry,) = entries(calendar_of(case, language="en"))
    assert entry["STATUS"] == status
    assert ("not confirmed" in entry["SUMMARY"]) == (status == "TENTATIVE")


def test_it_speaks_the_persons_language(case, hearing):
    (entry,) = entries(calendar_of(case, language="es"))

    assert entry["SUMMARY"] == "Cita"


def test_an_hour_on_the_night_of_the_clocks_is_the_one_on_the_paper(case, ana):
    write(
        case, ana, "hearing-individual-scheduled", PartialDate.of(date(2027, 3, 14)), local_time=time(8, 30)
    )

    (entry,) = entries(calendar_of(case))
    assert entry.decoded("DTSTART").utcoffset() == timedelta(hours=-4)


def test_ana_and_rosa_get_the_same_file(at, ana, phone, case, hearing):
    files = [phone.get(MINE + "file/"), at(ana).get(f"/cases/{case.pk}/timeline/calendar/")]

    assert [len(entries(one.content)) for one in files] == [1, 1]
    assert {one["Content-Disposition"] for one in files} == {'attachment; filename="calendar.ics"'}


def test_rosa_makes_an_address_sees_it_until_she_has_it_and_any_calendar_reads_it(phone, hearing):
    phone.post(MINE + "address/")
    shown = phone.get(MINE).content.decode()
    path = shown.split("http://testserver")[1].split("<")[0]
    phone.post(MINE + "address/copied/")

    answer = Client().get(path)

    assert path not in phone.get(MINE).content.decode()
    assert len(entries(answer.content)) == 1
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/calendar; charset=utf-8", "no-store")


def test_the_address_is_kept_as_a_digest_and_names_nobody(token, case, rosa):
    feed = CalendarFeed.objects.get()

    assert token.encode() not in bytes(feed.token_digest)
    assert len(token) >= 43 and not {str(case.pk), str(rosa.pk)} & set(token.split("/"))


def not_there(path):
    answer = Client().get(path)
    return answer.status_code, answer.content, sorted(answer.headers.items())


@pytest.mark.parametrize(
    "ends",
    [
        lambda case, person, by: feeds.end_feed(case, by=person.user),
        lambda case, person, by: cards.end_card(person, by=by),
        lambda case, person, by: casefile.close_case(case, by=by),
        lambda case, person, by: erasure.erase_person(person, by=by),
        lambda case, person, by: feeds.open_feed(case, card=cards.current_card(person), by=person.user),
    ],
    ids=["she stopped it", "the card ended", "the case is closed", "she is erased", "another was made"],
)
def test_an_address_that_ended_is_as_if_it_had_never_been(token, case, rosa, ana, hearing, ends):
    assert Client().get(address(token)).status_code == 200

    ends(case, rosa, ana)

    assert not_there(address(token)) == not_there(address("x" * 43)) == not_there("/cases/no/such/page/")
    assert not_there(address(token))[0] == 404


def test_each_reading_is_in_the_trail_and_opens_nothing_that_is_sealed(token, case, hearing):
    before = AuditEntry.objects.count()

    Client().get(address(token))

    (read,) = AuditEntry.objects.order_by("at")[before:]
    assert (read.verb, read.actor, read.fields) == ("feed.read", "", [])
    assert read.holders == [case.holder_id]


def test_an_address_read_too_often_waits(token, hearing):
    feed = CalendarFeed.objects.get()
    for _ in range(feeds.AN_HOUR - 1):
        tries.one_more("feed", str(feed.pk), feeds.AN_HOUR)

    assert [Client().get(address(token)).status_code for _ in range(2)] == [200, 429]


def test_wen_cannot_end_rosas_address(at, token, ana, wen_with_card):
    at(wen_with_card.user).post(MINE + "address/end/")

    assert CalendarFeed.objects.standing().count() == 1


@pytest.fixture
def wen_with_card(ana):
    wen = people.meet_person(called="Wen", language="cmn", by=ana)
    casefile.open_case(wen, by=ana)
    cards.make_card(wen, by=ana)
    return wen
