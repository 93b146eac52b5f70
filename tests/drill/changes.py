"""Between the claim and the letter the date moves, falls away, the address is withdrawn, or the person is erased."""

from datetime import timedelta

from django.test import override_settings
from django.utils import timezone

from cases.casefile import services as casefile
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from cases.timeline.models import Event
from clinic.outbox import delivery, lease, rounds
from clinic.outbox.models import Message, State, Task
from clinic.outbox.sweep import sweep
from clinic.people import services as people
from clinic.people.models import Role
from clinic.vault import holders
from clinic.words import dates

from . import outbox
from .post import Office

FIRST, NEW = 6, 5  # days from today
HELD = 16  # by one worker at once


def run(table):
    each = outbox.how_many(500) // 5
    office = Office()
    office.open()
    ana = people.make_user(called="Ana", email="ana@example.org", roles=[Role.INTAKE])
    with override_settings(
        EMAIL_BACKEND="clinic.outbox.channels.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=office.port,
    ):
        called = {change: [_person(change, n, ana) for n in range(each)] for change in CHANGES}
        happens = {
            f"person:{person.pk}": (change, person) for change, all_ in called.items() for person in all_
        }
        sweep()
        while held := lease.take(HELD):
            for message in held:
                change, person = happens[message.recipient]
                CHANGES[change](person, ana)
            for message in held:
                delivery.deliver(message)
        sweep()
        rounds.send()
    office.close()
    _judge(table, called, office)


def _person(change, number, ana):
    person = people.meet_person(called=f"{change} {number}", by=ana)
    people.replace_contact(person, kind="email", value=f"{change}.{number}@example.org", whose="mine", by=ana)
    case = casefile.open_case(person, by=ana)
    timeline.add_event(case, by=ana, kind="hearing-scheduled", when=_in_days(FIRST), source="paper")
    return person


def _in_days(days):
    return PartialDate.of(timezone.localdate() + timedelta(days=days))


def _event(person):
    return Event.objects.select_related("moment").get(case__person=person)


def _nothing(person, ana):
    pass


def _move(person, ana):
    day = timezone.localdate() + timedelta(days=NEW)
    moment = _event(person).moment
    timeline.move_moment(moment, by=ana, local_date=day, local_time=None, place=None, source="paper")


def _fall_away(person, ana):
    timeline.remove_event(_event(person), by=ana)


def _withdraw(person, ana):
    people.end_contacts(person, kind="email", why="unsafe", by=ana)


def _erase(person, ana):
    holders.destroy_key(person.pk)
    holders.forget()


CHANGES = {
    "kept": _nothing,
    "moved": _move,
    "cancelled": _fall_away,
    "withdrawn": _withdraw,
    "erased": _erase,
}


def _judge(table, called, office):
    told = {change: [mail for mail in office.mails if mail["To"].startswith(change)] for change in called}
    for change, wanted in (("kept", 1), ("moved", 1), ("cancelled", 0), ("withdrawn", 0), ("erased", 0)):
        letters, those = len(told[change]), len(called[change])
        name = f"{change} between claim and letter: {those} people, letters"
        table.add(name, letters, f"{wanted * those}", letters == wanted * those)
    day = dates.day_and_month(timezone.localdate() + timedelta(days=NEW), "es")
    former = sum(day not in mail.get_content() for mail in told["moved"])
    table.add("moved: letters with the former date", former, "0", former == 0)
    waiting = Message.objects.exclude(state__in=[State.SENT, State.DROPPED, State.DEAD]).count()
    table.add("changes: rows left hanging", waiting, "0", waiting == 0)
    owed = Task.objects.filter(kind="could_not_tell", done_at=None).values("person_id").distinct().count()
    table.add(
        "withdrawn: before a person's eyes",
        owed,
        f"{len(called['withdrawn'])}",
        owed >= len(called["withdrawn"]),
    )
