"""The day itself: one tap each, the alarm and its calls, telling the family."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accompaniment.trips import services as trips
from accompaniment.trips.models import Ask, Trip
from clinic.outbox import services as outbox
from clinic.outbox.models import Task
from clinic.people import cards
from clinic.people import services as people
from clinic.people.models import MayKnow, Person
from clinic.security import audit

from .models import Alarm, AlarmWhy, Call, Tap, TapKind

TELL_FAMILY = "tell_family"
MAY_HEAR_HOW_IT_WENT = (MayKnow.OUTCOME, MayKnow.HELD)
ALARMS = {TapKind.TAKEN: AlarmWhy.TAKEN, TapKind.NOT_OUT: AlarmWhy.NOT_OUT}
LISTENS_BACK = timedelta(hours=24)  # what a stopped clock did not hear is heard for a day


class NotToday(Exception):
    """The buttons are for the day of the visit."""


class CannotBeUndone(Exception):
    """Only the last tap can be taken back."""


@transaction.atomic
def tap(trip, kind, *, by):
    """One thing happened. "Taken" and "not out" open the call sheet at once; "taken" ends the cards, since a phone or a slip
    may now be in other hands; "out" asks the desk to tell the family.

    Tapped twice, or by both volunteers, it stands once. Raises NotToday.
    """
    trip = Trip.objects.select_for_update(of=("self",)).select_related("moment").get(pk=trip.pk)
    if not is_the_day(trip):
        raise NotToday
    if standing := taps_of_the_day(trip).filter(kind=kind).first():
        return standing
    trip.taps.standing().filter(kind=kind).update(undone_at=timezone.now())  # of a day before the date moved
    made = Tap.objects.create(trip=trip, kind=kind, tapped_by=by)
    audit.record(actor=by, verb="tap.make", target=trip, fields=[kind])
    if kind in ALARMS:
        open_alarm(trip, ALARMS[kind], by=by)
    if kind == TapKind.TAKEN:
        for person in trips.people_of(trip.moment):
            cards.end_card(person, by=by)
    if kind == TapKind.OUT:
        _ask_to_tell_families(made)
    return made


@transaction.atomic
def undo(tap, *, by):
    """Takes the last tap back. A call sheet stays open until the coordinator closes it. Raises CannotBeUndone."""
    trip = Trip.objects.select_for_update(of=("self",)).select_related("moment").get(pk=tap.trip_id)
    if taps_of_the_day(trip).last() != tap:
        raise CannotBeUndone
    tap.undone_at = timezone.now()
    tap.save(update_fields=["undone_at"])
    for task in Task.objects.open().filter(kind=TELL_FAMILY, about=tap.pk):
        outbox.finish_task(task, by=by)
    audit.record(actor=by, verb="tap.undo", target=trip, fields=[tap.kind])
    return tap


def shut_on(trips, user):
    """{trip id: [ids of people on it whose record is closed, and that this user may open with a reason]}."""
    shut = defaultdict(list)
    closed = Person.objects.closed_to(user).filter(cases__events__moment__trip__in=trips)
    for trip, person in closed.values_list("cases__events__moment__trip", "pk").distinct():
        shut[trip].append(person)
    return shut


def is_the_day(trip, now=None):
    """Whether it is the day of the visit where the visit is."""
    return local_day(trip.moment, now) == trip.moment.local_date


def local_day(moment, now=None):
    return (now or timezone.now()).astimezone(trips.zone_of(moment)).date()


def taps_of_the_day(trip):
    """The taps that stand, in order, of the day of the visit: a trip that moved begins anew."""
    starts = datetime.combine(trip.moment.local_date, time(0), trips.zone_of(trip.moment))
    return trip.taps.standing().filter(tapped_at__gte=starts).order_by("tapped_at")


@transaction.atomic
def open_alarm(trip, why, *, by=None):
    """The coordinator's call sheet; one a trip. "Taken" weighs more than why it was opened before."""
    alarm = Alarm.objects.select_for_update().open().filter(trip=trip).first()
    if alarm is None:
        alarm = Alarm.objects.create(trip=trip, why=why)
        audit.record(actor=by, verb="alarm.open", target=trip, fields=[why])
    elif why == AlarmWhy.TAKEN and alarm.why != why:
        alarm.why = why
        alarm.save(update_fields=["why"])
        audit.record(actor=by, verb="alarm.change", target=trip, fields=[why])
    return alarm


@transaction.atomic
def close_alarm(alarm, *, by):
    alarm = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if alarm.closed_at is None:
        alarm.closed_at, alarm.closed_by = timezone.now(), by
        alarm.save(update_fields=["closed_at", "closed_by"])
        audit.record(actor=by, verb="alarm.close", target=alarm.trip, fields=[alarm.why])
    return alarm


@transaction.atomic
def record_call(trip, person, *, by, to, result):
    """Somebody was called for this person: `to` is "lawyer", "hotline", "locator" or "trusted:<id>"."""
    call = Call(trip=trip, person=person, holder_id=person.pk, to=to, result=result, called_by=by)
    call.save(force_insert=True)
    audit.record(actor=by, verb="call.make", target=call, fields=[result])
    return call


@transaction.atomic
def told_family(task, *, by):
    """The family has heard, or nobody could be reached: the task leaves the desk."""
    return outbox.finish_task(task, by=by)


def listen_for_silence(now=None):
    """The sweep: somebody was to be out by now and nobody has said anything. Returns the alarms opened."""
    now = now or timezone.now()
    lately = now - 2 * LISTENS_BACK
    heard = Tap.objects.standing().filter(kind=TapKind.OUT, tapped_at__gte=lately)
    silent = Trip.objects.filter(
        out_by__lte=now,
        out_by__gt=now - LISTENS_BACK,
        pk__in=Ask.objects.going().values("trip"),
        moment__cancelled_at__isnull=True,
    ).exclude(
        Q(pk__in=heard.values("trip")) | Q(pk__in=Alarm.objects.filter(opened_at__gte=lately).values("trip"))
    )
    return [alarm for trip in silent if (alarm := _open_for_silence(trip))]


@transaction.atomic
def _open_for_silence(trip):
    """Looks again while it holds the trip: a tap may have come in between."""
    trip = Trip.objects.select_for_update(of=("self",)).select_related("moment").get(pk=trip.pk)
    has_word = taps_of_the_day(trip).filter(kind=TapKind.OUT).exists() or trip.alarms.open().exists()
    if has_word or trips.is_off(trip.moment) or trip.moment_version != trip.moment.version:
        return None
    return open_alarm(trip, AlarmWhy.SILENCE)


def _ask_to_tell_families(tap):
    for person in trips.people_of(tap.trip.moment):
        named = people.whom_to_tell(person)
        if any(one.may_know in MAY_HEAR_HOW_IT_WENT for one in named or ()):
            outbox.add_task(
                kind=TELL_FAMILY, about=tap.pk, occasion=str(person.pk), person=person,
                due_on=timezone.localdate(),
            )  # fmt: skip
