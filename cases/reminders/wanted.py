"""What is due to be told to people and to those they named. Reads amber rows: the words are found when sending."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import chain
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.casefile.models import Case, Closure
from cases.timeline.deadline import Deadline as Counted
from cases.timeline.deadline import State as Standing
from cases.timeline.models import Deadline, Event, Moment, RuleReview
from cases.timeline.rules import all_rules
from clinic.outbox.models import Channel, Message
from clinic.outbox.switches import looked_at_once
from clinic.outbox.wanted import Wanted
from clinic.people import ways
from clinic.people.models import Contact, ContactKind, MayKnow, TrustedPerson

from .leads import hour_for_a_phone, leads, told_at

MAY_KNOW_A_DATE = (MayKnow.DATE, MayKnow.OUTCOME, MayKnow.HELD)
WORTH_ASKING = timedelta(days=7)  # so long after a request should have been answered
DEADLINE_HORIZON = timedelta(days=190)  # the longest alert of a rule is 180 days
OF_A_CONTACT = ("pk", "person_id", "kind", "text_ok", "way", "confirmed_at")  # no sealed value is opened
OF_A_MOMENT = ("coarse", "local_date", "zone", "starts_at", "version", "unconfirmed_at")
# said so, PostgreSQL knows that most cases are open, and begins with what is near instead of with every case
IN_AN_OPEN_CASE = ~Exists(Closure.objects.filter(case=OuterRef("case")))
MOVED, CALLED_OFF, NOT_SURE = "moved", "called off", "not sure"


@dataclass(frozen=True)
class Reader:
    """Somebody who may be told, and how."""

    recipient: str
    channel: str
    contact_id: object = None

    def wants(self, *, due_at, not_after, zone=None, also_at_night=False, is_news=False, **what):
        """The Wanted row. Nobody's phone rings at night: it waits for the morning, and where that would be too late it is
        told the evening before. `is_news`: something they do not know yet changed."""
        if self.channel != Channel.EMAIL and not also_at_night:
            zone = zone or timezone.get_default_timezone_name()
            due_at = hour_for_a_phone(due_at, not_after, zone, is_news=is_news)
        return Wanted(
            recipient=self.recipient,
            channel=self.channel,
            contact_id=self.contact_id,
            due_at=due_at,
            not_after=not_after,
            **what,
        )


def wanted_dates(now):
    """Hearings and check-ins that come near; dates that moved, are not sure or were called off, for whoever was told."""
    told, days_before = _told(now), leads()
    events = _events(_near(now, days_before))
    known = {event.moment_id for event in events}
    events += _events(Moment.objects.ahead(now).filter(pk__in={about for about, _recipient in told} - known))
    called = defaultdict(set)
    for event in events:
        called[event.moment_id].add(event.person_id)
    moved_at = _moved_at(events, told)
    people = {event.person_id for event in events}
    readers, families = readers_of(people), families_of(people)
    for event in events:
        moved = moved_at.get(event.pk)
        for reader in readers[event.person_id]:
            yield from _of_event(event, moved, reader, days_before[event.coarse], told)
        for reader in families[event.person_id]:
            yield from _of_event(event, moved, reader, days_before["family"], told)
    yield from _called_off(now, told, called)


def unreachable(now):
    """Events that come near of people whom nobody can tell: no e-mail, no phone that may be used."""
    events = _events(_near(now, leads()))
    readers = readers_of({event.person_id for event in events})
    return [event for event in events if event.person_id not in readers]


def wanted_deadlines(now):
    """Deadlines a lawyer has ticked the rule of, or a notice says, at their rule's alert days."""
    alerts = list(alerts_of(Deadline.objects.all(), timezone.localdate(now)))
    readers = readers_of({deadline.case.person_id for deadline, _days, _due_at in alerts})
    for deadline, days, due_at in alerts:
        for reader in readers[deadline.case.person_id]:
            yield reader.wants(
                topic="deadline",
                about=deadline.pk,
                moment_version=deadline.date_version,
                lead=f"{days}d",
                due_at=due_at,
                not_after=end_of(useful_until(deadline)),
            )


def alerts_of(deadlines, today, *, requests_until=None):
    """(deadline, days before its last day, aware moment) of the open ones among `deadlines` that may be told; and on their day
    requests that should have been answered, those of a day up to `requests_until` (today)."""
    ticked, zone = ticks(), timezone.get_default_timezone_name()
    theirs = deadlines.open().filter(IN_AN_OPEN_CASE).select_related("case", "answer")
    ahead = theirs.filter(last_day__range=(today, today + DEADLINE_HORIZON))
    days = (today - WORTH_ASKING, requests_until or today)
    unanswered = theirs.filter(last_day__isnull=True, do_by__range=days)
    for deadline in chain(ahead, unanswered):
        due = Counted.from_data(deadline.why).on(today)
        is_ahead = due.state == Standing.AHEAD or deadline.extended_to
        is_on = is_ahead or (due.counts == "milestone" and due.state != Standing.STOPPED)
        if is_on and (due.from_notice or is_ticked(deadline, ticked)):
            for days in due.alert_days:
                yield deadline, days, told_at(deadline.last_day or deadline.do_by, days, zone)


def useful_until(deadline):
    """The last day it is worth telling, or None. Where somebody else should have answered (no last day), some days longer."""
    return deadline.last_day or (deadline.do_by and deadline.do_by + WORTH_ASKING)


def ticks():
    return set(RuleReview.objects.standing())


def is_ticked(deadline, ticked):
    rule = next((rule for rule in all_rules() if rule.id == deadline.rule), None)
    return rule is not None and (rule.id, deadline.version, rule.fingerprint) in ticked


def end_of(day):
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone.get_default_timezone_name()))


def readers_of(people):
    """{person id: [Reader]}: the way they like best, else by e-mail, else by phone. A phone ISAP gave is never used; somebody
    without any way is nobody's reader. Where the way has grown old, somebody phones as well."""
    given = defaultdict(list)
    contacts = Contact.objects.usable().filter(person__in=people).order_by("given_at")
    for contact in contacts.values_list(*OF_A_CONTACT, named=True):
        given[contact.person_id].append(contact)
    readers, now = defaultdict(list), timezone.now()
    with looked_at_once():
        for person_id, theirs in given.items():
            best = ways.best_of(theirs)
            channel = ways.channel_of(best)
            readers[person_id].append(Reader(f"person:{person_id}", channel, best.pk))
            phones = [contact for contact in theirs if contact.kind == ContactKind.PHONE]
            if phones and ways.is_old(best, now) and channel != Channel.CALL:
                readers[person_id].append(Reader(f"person:{person_id}", Channel.CALL, phones[-1].pk))
    return readers


def families_of(people, may_know=MAY_KNOW_A_DATE):
    """{person id: [Reader]} of those the person named and who may know this much; else a date."""
    readers = defaultdict(list)
    named = TrustedPerson.objects.filter(person__in=people, ended_at__isnull=True, may_know__in=may_know)
    with looked_at_once():
        for one in named:
            if one.email or one.phone:
                channel = Channel.EMAIL if one.email else ways.of_a_phone()
                readers[one.person_id].append(Reader(f"trusted:{one.pk}", channel))
    return readers


def horizon(days_before):
    """How far ahead something may be due to be told."""
    return timedelta(days=max(max(days) for days in days_before.values()) + 1)


def _near(now, days_before):
    """Found by when they are, whatever number of cases there is."""
    return Moment.objects.ahead(now).filter(starts_at__lt=now + horizon(days_before))


def _events(moments):
    """What the sweep has to know of the open cases' events at `moments`, in one query; no models, there are many."""
    said = {name: F(f"moment__{name}") for name in OF_A_MOMENT}
    events = Event.objects.filter(IN_AN_OPEN_CASE, moment__in=moments)
    columns = ("pk", "moment_id", "person_id", *OF_A_MOMENT)
    return list(events.annotate(person_id=F("case__person_id"), **said).values_list(*columns, named=True))


def _moved_at(events, told):
    """{event id: when its date last changed, or else the case was opened} of those whose former date somebody was told."""
    first = {}
    for (about, _recipient), dates in told.items():
        first[about] = min(first.get(about, min(dates)), *dates)
    moved = [event.pk for event in events if first.get(event.moment_id, event.version) < event.version]
    changed = Coalesce(Max("former_dates__changed_at"), "case__opened_at")
    return dict(Event.objects.filter(pk__in=moved).annotate(moved_at=changed).values_list("pk", "moved_at"))


def _told(now):
    """{(moment id, recipient): {version told: when that date was}}, for dates told that still lie ahead."""
    told = defaultdict(dict)
    rows = Message.objects.left().filter(topic="event", not_after__gt=now)
    for about, recipient, version, date in rows.values_list(
        "about", "recipient", "moment_version", "not_after"
    ):
        told[about, recipient][version] = date
    return told


def _of_event(event, moved, reader, days_before, told):
    versions = told.get((event.moment_id, reader.recipient), {})
    row = {"topic": "event", "about": event.moment_id, "moment_version": event.version, "zone": event.zone}
    row["not_after"] = event.starts_at
    dues = [(days, told_at(event.local_date, days, event.zone)) for days in days_before]
    if event.unconfirmed_at:
        first = min(due_at for _days, due_at in dues)
        since = event.unconfirmed_at if versions else max(first, event.unconfirmed_at)
        yield reader.wants(lead=NOT_SURE, due_at=since, is_news=True, **row)
        return
    for days, due_at in dues:
        yield reader.wants(lead=f"{days}d", due_at=due_at, **row)
    if versions and min(versions) < event.version:
        yield reader.wants(lead=MOVED, due_at=moved, is_news=True, **row)


def _called_off(now, told, called):
    """Whoever was told a date, and is not called to it any more, hears at once that something changed."""
    people = _people_of({recipient for _about, recipient in told})
    gone = {key: people[key[1]] for key in told if people[key[1]] not in called[key[0]]}
    open_cases = set(
        Case.objects.open().filter(person__in=set(gone.values())).values_list("person_id", flat=True)
    )
    readers, families = readers_of(open_cases), families_of(open_cases)
    for (about, recipient), person_id in gone.items():
        if person_id not in open_cases:
            continue
        versions = told[about, recipient]
        for reader in (*readers[person_id], *families[person_id]):
            if reader.recipient == recipient:
                version = max(versions)
                yield reader.wants(
                    topic="event",
                    about=about,
                    moment_version=version,
                    lead=CALLED_OFF,
                    due_at=now,
                    not_after=versions[version],
                    is_news=True,
                )


def _people_of(recipients):
    """{recipient: person id} for "person:…" and "trusted:…"."""
    ids = {recipient: UUID(recipient.partition(":")[2]) for recipient in recipients}
    trusted = [pk for recipient, pk in ids.items() if recipient.startswith("trusted:")]
    named = dict(TrustedPerson.objects.filter(pk__in=trusted).values_list("pk", "person_id"))
    return {recipient: named.get(pk, pk) for recipient, pk in ids.items()}
