"""What people hear of the day itself: that two go along, where they meet; and whom they named, each what they may know."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.utils import timezone

from accompaniment.trips import services as trips
from accompaniment.trips.models import SEATS, Trip
from cases.reminders.letters import letter_to, reader_of
from cases.reminders.wanted import families_of, readers_of
from cases.timeline.models import Event
from clinic.outbox.models import Message
from clinic.outbox.wanted import NotNow
from clinic.people.models import MayKnow

from .models import Tap, TapKind
from .services import MAY_HEAR_HOW_IT_WENT

MORNING_AT = time(6, 30)
HORIZON = timedelta(days=30)
BREATH = timedelta(minutes=2)  # a tap by mistake is taken back in this time
STILL_NEWS = timedelta(hours=18)  # who came out as the quiet hours begin is news until noon, for a phone too
LATELY = timedelta(hours=12)
CONFIRMED, THAT_MORNING, FEWER = "confirmed", "that_morning", "fewer"
MAY_HEAR = {
    TapKind.OUT: MAY_HEAR_HOW_IT_WENT,
    TapKind.NOT_OUT: (MayKnow.HELD,),
    TapKind.TAKEN: (MayKnow.HELD,),
}
OUT_THAT_DAY = "family_was_out"
SAID_OF = {TapKind.OUT: "family_out", TapKind.NOT_OUT: "family_call", TapKind.TAKEN: "family_call"}


def wanted_messages(now):
    """Wanted rows for people somebody goes along with, and for those they named."""
    yield from _company(now)
    yield from _how_it_went(now)


def render_company(message):
    """The Letter that says who many go along; NotNow where that is not so any more, or the date moved."""
    trip = Trip.objects.filter(pk=message.about).select_related("moment__place", "meeting_place").first()
    to = reader_of(message)
    if trip is None or trip.moment.version != message.moment_version or trips.is_off(trip.moment):
        raise NotNow("called off")
    if trip.moment.starts_at <= timezone.now():
        raise NotNow("past")
    if to.person not in trips.people_of(trip.moment):
        raise NotNow("called off")
    if (message.lead == FEWER) == _two_go_to(trip):
        raise NotNow("changed since")
    key = {CONFIRMED: "company", THAT_MORNING: "same_day", FEWER: "changed"}[message.lead]
    is_today = timezone.localdate(timezone=trips.zone_of(trip.moment)) == trip.moment.local_date
    if message.lead == THAT_MORNING and not is_today:
        key = "company"  # told the evening before: the day is named
    at = trip.meet_at or trip.moment.local_time
    return letter_to(key, message, to, trip.moment.local_date, at, trip.meeting_place or trip.moment.place)


def render_outing(message):
    """The Letter to somebody the person named; NotNow where the tap was taken back, or they came out since."""
    tap = Tap.objects.standing().filter(pk=message.about).select_related("trip__moment").first()
    if tap is None or tap.kind not in SAID_OF:
        raise NotNow("taken back")
    to = reader_of(message, MAY_HEAR[tap.kind], also_at_night=tap.kind != TapKind.OUT)
    came_out = Tap.objects.standing().filter(trip=tap.trip, kind=TapKind.OUT, tapped_at__gt=tap.tapped_at)
    if tap.kind != TapKind.OUT and came_out.exists():
        raise NotNow("came out since")
    at = tap.tapped_at.astimezone(trips.zone_of(tap.trip.moment))
    key, is_today = SAID_OF[tap.kind], timezone.localdate(timezone=at.tzinfo) == at.date()
    if tap.kind == TapKind.OUT and not is_today:
        key = OUT_THAT_DAY
    return letter_to(key, message, to, at.date(), at.time())


def _company(now):
    near = Trip.objects.filter(
        moment__starts_at__range=(now, now + HORIZON), moment__cancelled_at__isnull=True
    ).select_related("moment")
    found = {trip.pk: trip for trip in near}
    two = set(_with_two(found).values_list("pk", flat=True))
    told = _told_of_company(now)
    called = _called_to(trip.moment_id for trip in found.values())
    readers = readers_of({person for people in called.values() for person in people})
    for trip in found.values():
        for person in called[trip.moment_id]:
            for reader in readers[person]:
                yield from _of_company(trip, reader, now, trip.pk in two, told)


def _of_company(trip, reader, now, is_whole, told):
    moment = trip.moment
    row = {"topic": "company", "about": trip.pk, "moment_version": moment.version, "zone": moment.zone}
    row["not_after"] = moment.starts_at
    if is_whole:
        morning = datetime.combine(moment.local_date, MORNING_AT, trips.zone_of(moment))
        yield reader.wants(lead=CONFIRMED, due_at=trip.confirmed_at, is_news=True, **row)
        once_more = reader.wants(lead=THAT_MORNING, due_at=max(morning, trip.confirmed_at), **row)
        if not _would_take_its_place(once_more, trip):
            yield once_more
    elif (trip.pk, reader.recipient, moment.version) in told:
        yield reader.wants(lead=FEWER, due_at=now, is_news=True, **row)


def _would_take_its_place(once_more, trip):
    """A phone that would ring too late that morning is rung the evening before: not where it was confirmed only then, since
    of two that are due the later alone is told."""
    is_before = once_more.due_at.astimezone(trips.zone_of(trip.moment)).date() < trip.moment.local_date
    return is_before and trip.confirmed_at > once_more.due_at - LATELY


def _with_two(trip_ids):
    confirmed = Trip.objects.filter(pk__in=trip_ids, confirmed_at__isnull=False)
    return confirmed.counted().filter(going__gte=SEATS)


def _two_go_to(trip):
    return _with_two([trip.pk]).exists()


def _told_of_company(now):
    rows = Message.objects.left().filter(topic="company", lead=CONFIRMED, not_after__gt=now)
    return set(rows.values_list("about", "recipient", "moment_version"))


def _called_to(moments):
    called = defaultdict(set)
    events = Event.objects.filter(moment__in=list(moments), case__closure__isnull=True)
    for moment, person in events.values_list("moment_id", "case__person_id"):
        called[moment].add(person)
    return called


def _how_it_went(now):
    news = Tap.objects.standing().filter(kind__in=SAID_OF, tapped_at__gt=now - STILL_NEWS)
    taps = list(news.select_related("trip__moment"))
    called = _called_to(tap.trip.moment_id for tap in taps)
    for tap in taps:
        people = called[tap.trip.moment_id]
        for readers in families_of(people, MAY_HEAR[tap.kind]).values():
            for reader in readers:
                yield reader.wants(
                    topic="outing",
                    about=tap.pk,
                    moment_version=1,
                    lead=tap.kind,
                    due_at=tap.tapped_at + BREATH,
                    not_after=tap.tapped_at + STILL_NEWS,
                    zone=tap.trip.moment.zone,
                    also_at_night=tap.kind != TapKind.OUT,
                )
