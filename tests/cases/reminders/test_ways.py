"""By which way somebody is told, at what hour, and what happens when a way grows old."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from cases.reminders import old_ways, wanted
from cases.reminders.leads import evening_before
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from clinic.outbox.delivery import send_due
from clinic.outbox.gsm import gsm7_segments
from clinic.outbox.models import Channel, Message, State, Task
from clinic.outbox.sweep import sweep
from clinic.people import services as people
from clinic.people import ways
from tests.cases.reminders.conftest import in_days, name
from tests.clinic.outbox.text_office import TextOffice

PHONE = "+12125550142"
NEW_YORK = "America/New_York"


@pytest.fixture
def text_office(settings):
    office = TextOffice()
    numbers = {"number": "+12125550100", "whatsapp": "+12125550101"}
    settings.CLINIC_URL = "https://clinic.example.org"
    settings.TWILIO = {"account": "AC1", "secret": "secret", **numbers, "templates": {}, "url": office.url}
    yield office
    office.close()


@pytest.fixture
def phone(rosa, ana):
    """phone(way="call"): Rosa's phone, in place of her e-mail."""

    def give(**answers):
        people.end_contacts(rosa, kind="email", why="replaced", by=ana)
        return people.replace_contact(rosa, kind="phone", value=PHONE, whose="mine", by=ana, **answers)

    return give


def today_at(hour, minute=0):
    return datetime.combine(timezone.localdate(), time(hour, minute), ZoneInfo(NEW_YORK))


def tell(at=None):
    """Sweeps and sends at noon of today, or at another moment. Leases go by the database's own clock."""
    with time_machine.travel(at or today_at(12), tick=False):
        sweep(timezone.now())
        Message.objects.filter(next_at__lte=timezone.now()).update(next_at=datetime(2026, 1, 1, tzinfo=UTC))
        send_due()


def sent():
    return [(message.channel, message.state) for message in Message.objects.order_by("made_at", "channel")]


def grow_old(contact, days=91):
    type(contact).objects.filter(pk=contact.pk).update(confirmed_at=timezone.now() - timedelta(days=days))


def test_a_phone_that_takes_texts_gets_one_of_one_piece(case, appointment, phone, text_office):
    phone()
    appointment(case, days=7)

    tell()

    (taken,) = text_office.taken
    assert sent() == [(Channel.SMS, State.SENT)]
    assert (taken["to"], gsm7_segments(taken["body"])) == (PHONE, 1)
    assert taken["body"].startswith("Recuerde:") and "26 Federal Plaza" in taken["body"]


@pytest.mark.parametrize(
    ("answers", "channel"),
    [
        ({"way": "whatsapp"}, Channel.WHATSAPP),
        ({"way": "call"}, Channel.CALL),
        ({"text_ok": False}, Channel.CALL),
        ({}, Channel.SMS),
    ],
)
def test_the_way_she_likes_is_the_way(case, appointment, phone, text_office, answers, channel):
    phone(**answers)
    appointment(case, days=7)

    tell()

    assert sent() == [(channel, State.SENT)]


def test_a_phone_she_likes_better_comes_before_her_e_mail(case, appointment, rosa, ana, text_office):
    people.replace_contact(rosa, kind="phone", value=PHONE, whose="mine", way="sms", by=ana)
    appointment(case, days=7)

    tell()

    assert (sent(), mail.outbox) == ([(Channel.SMS, State.SENT)], [])


def test_where_the_clinic_has_no_text_messages_somebody_phones(case, appointment, phone):
    phone(way="whatsapp")
    appointment(case, days=7)

    tell()

    assert sent() == [(Channel.CALL, State.SENT)]
    assert "212-555-0142" in Task.objects.get(kind="call").note


def test_whoever_changes_the_way_is_not_told_the_same_again(case, appointment, phone, text_office):
    appointment(case, days=7)
    tell()
    phone()

    tell()

    assert (sent(), text_office.taken) == ([(Channel.EMAIL, State.SENT)], [])


def test_a_way_changed_between_finding_and_sending_is_not_used_any_more(
    case, appointment, phone, text_office
):
    phone()
    appointment(case, days=7)
    with time_machine.travel(today_at(12)):
        sweep(timezone.now())
    phone(way="call")

    tell()

    rows = dict(Message.objects.values_list("channel", "state"))
    assert (rows, text_office.taken) == ({"sms": State.DROPPED, "call": State.SENT}, [])


def test_somebody_she_named_with_a_phone_only_gets_a_text(case, appointment, rosa, ana, text_office):
    name(rosa, ana, phone="+12125550199", email="")
    appointment(case, days=1)

    tell()

    (taken,) = text_office.taken
    assert taken["to"] == "+12125550199"
    assert taken["body"].startswith("Alguien quiere que usted sepa:")


def test_whom_she_names_again_unchanged_still_hears_that_the_date_is_off(case, appointment, rosa, ana):
    event = appointment(case, days=1)
    first = name(rosa, ana)
    tell()
    assert name(rosa, ana) == first
    mail.outbox.clear()

    timeline.remove_event(event, by=ana)
    tell()

    assert [letter.to for letter in mail.outbox if first.email in letter.to] == [[first.email]]


def test_a_way_nobody_confirmed_says_only_please_call_and_somebody_phones_as_well(
    case, appointment, phone, text_office
):
    contact = phone()
    grow_old(contact)
    appointment(case, days=7)

    tell()

    (taken,) = text_office.taken
    assert taken["body"].startswith("Por favor llame al 212-555-0100 antes del")
    assert "Plaza" not in taken["body"]
    assert Task.objects.filter(kind="call").count() == 1


def test_an_old_e_mail_says_only_please_call(case, appointment, rosa):
    grow_old(rosa.contacts.get())
    appointment(case, days=7)

    tell()

    assert mail.outbox[0].body.startswith("Hola. Por favor llame al")
    assert "Plaza" not in mail.outbox[0].body


def test_ten_days_before_it_grows_old_a_text_asks_once(case, phone, text_office, ana):
    contact = phone()
    grow_old(contact, days=81)

    tell()
    tell()

    (taken,) = text_office.taken
    assert taken["body"] == "¿Le llega este mensaje? Responda SI. Para no recibir nada, responda ALTO."


def test_what_was_confirmed_in_between_is_not_asked(case, phone, text_office):
    contact = phone()
    grow_old(contact, days=81)
    with time_machine.travel(today_at(12)):
        sweep(timezone.now())
    ways.heard(PHONE, "yes", "SI", "SM1")

    tell()

    assert (sent(), text_office.taken) == ([(Channel.SMS, State.DROPPED)], [])


def test_an_old_way_is_one_task_with_the_day_by_which_it_matters(case, appointment, rosa):
    appointment(case, days=20)
    grow_old(rosa.contacts.get())

    for _twice in range(2):
        old_ways.note_old_ways()

    task = Task.objects.get()
    assert (task.kind, task.person_id, task.due_on) == ("confirm_way", rosa.pk, in_days(20))


def test_a_text_comes_in_the_hours_she_likes(case, appointment, phone, rosa, ana, text_office):
    phone()
    people.change_person(rosa, by=ana, preferences={"best_time": "evening"})
    appointment(case, days=7)

    tell()
    waits, before = Message.objects.get(), len(text_office.taken)
    tell(at=today_at(17, 5))

    assert (waits.state, waits.next_at, waits.attempts) == (State.WAITING, today_at(17), 0)
    assert (before, len(text_office.taken)) == (0, 1)


@pytest.mark.parametrize("at", [time(7), time(9)])  # at eight it would be an hour before
def test_hours_that_come_too_late_are_not_waited_for(case, appointment, phone, rosa, ana, text_office, at):
    phone()
    people.change_person(rosa, by=ana, preferences={"best_time": "morning"})
    appointment(case, days=1, at=at)

    tell()

    assert len(text_office.taken) == 1


def test_at_night_a_phone_waits_for_the_morning(case, appointment, phone, text_office):
    phone()
    appointment(case, days=7)

    tell(at=today_at(5))
    night = len(text_office.taken)
    tell(at=today_at(8, 1))

    assert (night, len(text_office.taken)) == (0, 1)


def test_what_is_written_down_late_in_the_evening_rings_nobody_before_the_morning(
    case, appointment, phone, text_office
):
    phone()
    appointment(case, days=6)

    tell(at=today_at(22))
    waits, night = Message.objects.get(), len(text_office.taken)
    tell(at=today_at(8, 1) + timedelta(days=1))

    assert (waits.state, waits.next_at) == (State.WAITING, today_at(8) + timedelta(days=1))
    assert (night, len(text_office.taken)) == (0, 1)


def test_what_is_written_down_late_in_the_evening_for_the_next_morning_is_told_at_once(
    case, appointment, phone, text_office
):
    phone()
    appointment(case, days=1)

    tell(at=today_at(22))

    assert len(text_office.taken) == 1


def test_what_the_morning_would_be_too_late_for_is_told_the_evening_before(case):
    early = datetime(2026, 12, 2, 7, tzinfo=UTC)  # two in the morning
    seven = datetime(2026, 12, 2, 12, tzinfo=UTC)

    assert evening_before(early, NEW_YORK) == datetime(2026, 12, 2, 0, 30, tzinfo=UTC)
    reader = wanted.Reader(f"person:{case.person_id}", Channel.SMS)
    what = {"topic": "event", "about": case.pk, "moment_version": 1, "lead": "1d", "zone": NEW_YORK}
    assert reader.wants(due_at=early, not_after=seven, **what).due_at == evening_before(early, NEW_YORK)


def test_a_moved_date_by_text_tells_the_new_one_only(case, appointment, phone, text_office, ana):
    phone()
    event = appointment(case, days=7)
    tell()

    with time_machine.travel(today_at(11), tick=False):
        timeline.change_event(event, by=ana, when=PartialDate.of(in_days(9)))
    tell()

    assert text_office.taken[-1]["body"].startswith("Fecha nueva:")
    assert len(text_office.taken) == 2
