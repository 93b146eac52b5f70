"""What is due to be told to people and to those they named. Reads amber rows: the words are found when sending."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q
from django.utils import timezone

from cases.casefile.models import Case
from cases.timeline.deadline import Deadline as Counted
from cases.timeline.deadline import State as Standing
from cases.timeline.models import Deadline, Event, FormerDate, Moment, RuleReview
from cases.timeline.rules import all_rules
from clinic.outbox.models import Channel, Message
from clinic.outbox.wanted import Wanted
from clinic.people.models import Contact, ContactKind, MayKnow, TrustedPerson

from .leads import after_quiet, leads, told_at

MAY_KNOW_A_DATE = (MayKnow.DATE, MayKnow.OUTCOME, MayKnow.HELD)
HORIZON = timedelta(days=8)
DEADLINE_HORIZON = timedelta(days=190)  # the longest alert of a rule is 180 days
MOVED, CALLED_OFF, NOT_SURE = "moved", "called off", "not sure"


@dataclass(frozen=True)
class Reader:
    """Somebody who may be told, and how."""

    recipient: str
    channel: str
    contact_id: object = None

    def wants(self, *, due_at, not_after, zone=None, **what):
        """The Wanted row. Nobody is phoned at night, unless the morning would be too late."""
        if self.channel != Channel.EMAIL:
            morning = after_quiet(due_at, zone or timezone.get_default_timezone_name())
            due_at = morning if morning < not_after else due_at
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
    told = _told(now)
    moments = {moment.pk: moment for moment in _moments(now, told)}
    called = defaultdict(set)
    events = _events(moments)
    for event in events:
        called[event.moment_id].add(event.case.person_id)
    readers = readers_of({event.case.person_id for event in events})
    families = families_of({event.case.person_id for event in events})
    for event in events:
        moment, person_id = moments[event.moment_id], event.case.person_id
        for reader in readers[person_id]:
            yield from _of_moment(event, moment, reader, leads()[moment.coarse], told)
        for reader in families[person_id]:
            yield from _of_moment(event, moment, reader, leads()["family"], told)
    yield from _called_off(now, told, called)


def unreachable(now):
    """Events that come near of people whom nobody can tell: no e-mail, no phone that may be used."""
    events = _events({moment.pk: moment for moment in _moments(now, {})})
    readers = readers_of({event.case.person_id for event in events})
    return [event for event in events if not readers[event.case.person_id]]


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
                not_after=end_of(deadline.last_day),
            )


def alerts_of(deadlines, today):
    """(deadline, days before its last day, aware moment) of the open ones among `deadlines` that may be told."""
    ticked = ticks()
    ahead = deadlines.open().filter(
        last_day__range=(today, today + DEADLINE_HORIZON), case__closure__isnull=True
    )
    for deadline in ahead.select_related("case"):
        due = Counted.from_data(deadline.why).on(today)
        if due.state == Standing.AHEAD and (due.from_notice or is_ticked(deadline, ticked)):
            for days in due.alert_days:
                yield deadline, days, told_at(deadline.last_day, days, timezone.get_default_timezone_name())


def ticks():
    return {(tick.rule, tick.version, tick.text_digest) for tick in RuleReview.objects.all()}


def is_ticked(deadline, ticked):
    rule = next((rule for rule in all_rules() if rule.id == deadline.rule), None)
    return rule is not None and (rule.id, deadline.version, rule.fingerprint) in ticked


def end_of(day):
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone.get_default_timezone_name()))


def readers_of(people):
    """{person id: [Reader]}: by e-mail where there is one we may use, else on the call list. A phone ISAP gave is never
    used; somebody without any way is nobody's reader."""
    ways = defaultdict(dict)
    contacts = Contact.objects.usable().filter(person__in=people).order_by("given_at")
    for contact in contacts.only("id", "person_id", "kind"):
        ways[contact.person_id][contact.kind] = contact.pk
    readers = defaultdict(list)
    for person_id, by_kind in ways.items():
        kind = ContactKind.EMAIL if ContactKind.EMAIL in by_kind else ContactKind.PHONE
        channel = Channel.EMAIL if kind == ContactKind.EMAIL else Channel.CALL
        readers[person_id].append(Reader(f"person:{person_id}", channel, by_kind[kind]))
    return readers


def families_of(people):
    """{person id: [Reader]} of those the person named and who may know a date."""
    readers = defaultdict(list)
    named = TrustedPerson.objects.filter(
        person__in=people, ended_at__isnull=True, may_know__in=MAY_KNOW_A_DATE
    )
    for one in named:
        if one.email or one.phone:
            channel = Channel.EMAIL if one.email else Channel.CALL
            readers[one.person_id].append(Reader(f"trusted:{one.pk}", channel))
    return readers


def _moments(now, told):
    near = Q(starts_at__lt=now + HORIZON) | Q(pk__in={about for about, _recipient in told})
    return Moment.objects.ahead(now).filter(near)


def _events(moments):
    former = Prefetch("former_dates", FormerDate.objects.only("id", "event_id", "changed_at", "holder_id"))
    events = Event.objects.filter(moment__in=moments, case__closure__isnull=True)
    return list(
        events.select_related("case").only("id", "moment_id", "holder_id", "case").prefetch_related(former)
    )


def _told(now):
    """{(moment id, recipient): {version told: when that date was}}, for dates told that still lie ahead."""
    told = defaultdict(dict)
    rows = Message.objects.left().filter(topic="event", not_after__gt=now)
    for about, recipient, version, date in rows.values_list(
        "about", "recipient", "moment_version", "not_after"
    ):
        told[about, recipient][version] = date
    return told


def _of_moment(event, moment, reader, days_before, told):
    versions = told.get((moment.pk, reader.recipient), {})
    row = {"topic": "event", "about": moment.pk, "moment_version": moment.version, "zone": moment.zone}
    row["not_after"] = moment.starts_at
    dues = [(days, told_at(moment.local_date, days, moment.zone)) for days in days_before]
    if moment.unconfirmed_at:
        first = min(due_at for _days, due_at in dues)
        since = moment.unconfirmed_at if versions else max(first, moment.unconfirmed_at)
        yield reader.wants(lead=NOT_SURE, due_at=since, **row)
        return
    for days, due_at in dues:
        yield reader.wants(lead=f"{days}d", due_at=due_at, **row)
    if versions and min(versions) < moment.version:
        moved = max((one.changed_at for one in event.former_dates.all()), default=event.case.opened_at)
        yield reader.wants(lead=MOVED, due_at=moved, **row)


def _called_off(now, told, called):
    """Whoever was told a date, and is not called to it any more, hears at once that something changed."""
    people = _people_of(recipient for _about, recipient in told)
    open_cases = set(
        Case.objects.open().filter(person__in=people.values()).values_list("person_id", flat=True)
    )
    readers, families = readers_of(open_cases), families_of(open_cases)
    for (about, recipient), versions in told.items():
        person_id = people.get(recipient)
        if person_id not in open_cases or person_id in called[about]:
            continue
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
                )


def _people_of(recipients):
    """{recipient: person id} for "person:…" and "trusted:…"."""
    ids = {recipient: UUID(recipient.partition(":")[2]) for recipient in recipients}
    named = dict(TrustedPerson.objects.filter(pk__in=ids.values()).values_list("pk", "person_id"))
    return {recipient: named.get(pk, pk) for recipient, pk in ids.items()}
