"""Who goes with whom to what: appointments are added, volunteers asked, answers taken, trips confirmed and followed."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases.casefile import services as casefile
from cases.timeline import services as timeline
from cases.timeline.models import Event, Source
from clinic.people import services as people
from clinic.people.models import Person, Role
from clinic.security import audit

from . import briefings
from .models import SEATS, Answer, Ask, Trip

MEET_BEFORE = timedelta(minutes=30)
OUT_AFTER = timedelta(hours=2, minutes=30)
DAY_STARTS, DAY_ENDS = time(8), time(17)  # where the hour is not known, the whole office day is taken


class NotAnAccompanier(Exception):
    """Only somebody on the roster can be asked."""


class AlreadyAsked(Exception):
    """This volunteer has been asked to this trip."""


class NoLongerAsked(Exception):
    """The trip was called off, or moved to another day, since this volunteer was asked."""


class AlreadyOver(Exception):
    """The day of the trip is over."""


class TripIsFull(Exception):
    """Both seats are taken."""


class AlreadyElsewhere(Exception):
    """This volunteer goes somewhere else at that time."""


class NobodyGoes(Exception):
    """There is nobody to confirm."""


class WhomToCallIsOpen(Exception):
    """Nobody has asked yet whom to call, for one of the people of this trip."""


class OutBeforeMeeting(Exception):
    """They would be out before they meet."""


@transaction.atomic
def plan_trip(moment, *, by):
    """The trip for this moment; made when there is none, with the usual hours to meet and to be out."""
    hours = usual_hours(moment)
    trip, made = Trip.objects.get_or_create(
        moment=moment, defaults={"made_by": by, "moment_version": moment.version, **hours}
    )
    if made:
        audit.record(actor=by, verb="trip.plan", target=trip)
    return trip


def add_appointment(
    *,
    by,
    person_id,
    called,
    kind,
    when,
    language,
    at=None,
    place=None,
    room="",
    trusted=None,
    page_language="es",
):
    """Company without an interview: makes person, case, event, moment and trip at once. Returns the trip.

    `when` is a PartialDate with a whole day, `at` the local time on the paper. `trusted`: None (nobody has asked yet), or
    what `name_trusted` takes; an empty list says that nobody is to be told. `person_id` comes from the form, so that a
    second post of the same form finds what the first one made.
    """
    told = {
        "called": called,
        "kind": kind,
        "when": when,
        "language": language,
        "at": at,
        "place": place,
        "room": room,
        "trusted": trusted,
        "page_language": page_language,
    }
    try:
        return _trip_of(person_id) or _add_appointment(by=by, person_id=person_id, **told)
    except IntegrityError:
        if trip := _trip_of(person_id):
            return trip
        raise


@transaction.atomic
def _add_appointment(*, by, person_id, called, kind, when, language, at, place, room, trusted, page_language):
    person = people.meet_person(
        id=person_id, called=called, language=language, page_language=page_language, by=by
    )
    if trusted is not None:
        people.name_trusted(person, trusted, by=by)
    case = casefile.open_case(person, by=by)
    event = timeline.add_event(
        case, by=by, kind=kind, when=when, source=Source.VOLUNTEER, local_time=at, place=place, room=room
    )
    trip = plan_trip(event.moment, by=by)
    briefings.settle(by=by, volunteers=_going(trip))
    return trip


def _trip_of(person_id):
    return Trip.objects.filter(moment__events__case__person=person_id).order_by("made_at").first()


@transaction.atomic
def ask(trip, volunteer, *, by):
    """Asks a volunteer to go. Raises NotAnAccompanier, NoLongerAsked, AlreadyAsked, TripIsFull, AlreadyElsewhere."""
    trip = _locked(trip)
    if is_off(trip.moment):
        raise NoLongerAsked
    if not volunteer.is_active or not volunteer.has_role(Role.ACCOMPANIER):
        raise NotAnAccompanier
    if trip.asks.standing().filter(volunteer=volunteer).exists():
        raise AlreadyAsked
    if not _free_seats(trip):
        raise TripIsFull
    hours = busy_hours(trip)
    if Ask.objects.going().filter(volunteer=volunteer, busy__overlap=hours).exists():
        raise AlreadyElsewhere
    asked = Ask.objects.create(trip=trip, volunteer=volunteer, asked_by=by, busy=hours)
    audit.record(actor=by, verb="ask.make", target=trip, targets=[volunteer])
    return asked


@transaction.atomic
def answer(asked, said, *, by):
    """Writes down a volunteer's yes or no; a yes takes a seat and opens the briefing, a no after a yes gives it back. After the
    day of the trip only somebody else can still write it down: a yes then lets who went along write their report.

    Raises NoLongerAsked, AlreadyOver, TripIsFull, AlreadyElsewhere.
    """
    trip = _locked(asked.trip)
    asked = Ask.objects.select_for_update().get(pk=asked.pk)
    if asked.withdrawn_at:
        raise NoLongerAsked
    if asked.answer == said:
        return asked
    if by.pk == asked.volunteer_id and trip.moment.local_date < timezone.localdate(
        timezone=zone_of(trip.moment)
    ):
        raise AlreadyOver
    asked.seat = None
    if said == Answer.YES:
        free = _free_seats(trip)
        if not free:
            raise TripIsFull
        asked.seat = min(free)
    asked.answer, asked.answered_at = said, timezone.now()
    _save_seat(asked)
    _unconfirm_if_empty(trip)
    briefings.settle(by=by, volunteers=[asked.volunteer_id])
    audit.record(actor=by, verb="ask.answer", target=trip, targets=[asked.volunteer], fields=["answer"])
    return asked


@transaction.atomic
def withdraw(asked, *, by):
    """Somebody is no longer asked, or need not go: the seat is free and the briefing closed."""
    trip = _locked(asked.trip)
    asked = Ask.objects.select_for_update().get(pk=asked.pk)
    if asked.withdrawn_at is None:
        _withdraw(asked)
        _unconfirm_if_empty(trip)
        briefings.settle(by=by, volunteers=[asked.volunteer_id])
        audit.record(actor=by, verb="ask.withdraw", target=trip, targets=[asked.volunteer])
    return asked


@transaction.atomic
def confirm(trip, *, by):
    """The people going are told that it stands. Raises NoLongerAsked, NobodyGoes, WhomToCallIsOpen."""
    trip = _locked(trip)
    if is_off(trip.moment):
        raise NoLongerAsked
    if not trip.asks.going().exists():
        raise NobodyGoes
    if any(people.whom_to_tell(person) is None for person in people_of(trip.moment)):
        raise WhomToCallIsOpen
    if trip.confirmed_at is None:
        trip.confirmed_at, trip.confirmed_by = timezone.now(), by
        trip.save(update_fields=["confirmed_at", "confirmed_by"])
        audit.record(actor=by, verb="trip.confirm", target=trip)
    return trip


@transaction.atomic
def set_meeting(trip, *, by, meeting_point="", meet_at=None, out_at=None):
    """Where and when people meet, and the local time of silence. Raises OutBeforeMeeting, and AlreadyElsewhere where the
    new hours bring somebody who goes into two places."""
    trip = _locked(trip)
    trip.meeting_point, trip.meet_at = meeting_point, meet_at
    trip.out_by = _moment_of(trip.moment, out_at) if out_at else usual_hours(trip.moment)["out_by"]
    hours = busy_hours(trip)
    if hours[0] >= hours[1]:
        raise OutBeforeMeeting
    trip.save(update_fields=["meeting_point", "meet_at", "out_by"])
    for asked in trip.asks.standing():
        asked.busy = hours
        _save_seat(asked)
    audit.record(actor=by, verb="trip.meeting", target=trip, fields=["meeting_point", "meet_at", "out_by"])
    return trip


@transaction.atomic
def follow(trip, *, by=None):
    """The date moved or fell away: nobody goes to the old one, and whoever had been asked is asked for the new one."""
    return _locked(trip, by=by)


def follow_all():
    """The sweep: every trip whose date moved, or to which nobody is called any more, and every briefing that no longer
    stands as it is. Returns how many trips were followed."""
    called = Event.objects.filter(moment=OuterRef("moment"), case__closure__isnull=True)
    asked = Ask.objects.standing().filter(trip=OuterRef("pk"))
    off = Trip.objects.filter(
        Exists(asked),
        Q(moment__cancelled_at__isnull=False) | ~Exists(called),
        moment__local_date__gte=timezone.localdate(),
    )
    stale = {trip.pk: trip for trip in (*Trip.objects.moved(), *off)}.values()
    for trip in stale:
        follow(trip)
    with transaction.atomic():
        briefings.settle(by=None)
    return len(stale)


def _locked(trip, by=None):
    """The trip, held until the end of the transaction and true to its date."""
    trip = Trip.objects.select_for_update(of=("self",)).select_related("moment").get(pk=trip.pk)
    if is_off(trip.moment):
        if _call_off(trip):
            audit.record(actor=by, verb="trip.call_off", target=trip)
    elif trip.moment_version != trip.moment.version:
        _move(trip)
        audit.record(actor=by, verb="trip.move", target=trip)
    return trip


def _call_off(trip):
    asked = list(trip.asks.standing().select_for_update())
    for one in asked:
        _withdraw(one)
    _unconfirm_if_empty(trip)
    briefings.settle(by=None, volunteers=[one.volunteer_id for one in asked])
    return asked


def _move(trip):
    asked = list(trip.asks.standing().select_for_update())
    for one in asked:
        _withdraw(one)
    trip.moment_version = trip.moment.version
    for name, value in usual_hours(trip.moment).items():
        setattr(trip, name, value)
    trip.save(update_fields=["moment_version", "meet_at", "out_by"])
    _unconfirm_if_empty(trip)
    hours = busy_hours(trip)
    for one in asked:
        if one.answer != Answer.NO:
            Ask.objects.create(
                trip=trip, volunteer_id=one.volunteer_id, asked_by_id=one.asked_by_id, busy=hours
            )
    briefings.settle(by=None, volunteers=[one.volunteer_id for one in asked])


def is_off(moment):
    """Nobody with an open case is called to it any more."""
    return moment.cancelled_at is not None or not open_events(moment).exists()


def open_events(moment):
    return Event.objects.filter(moment=moment, case__closure__isnull=True)


def people_of(moment):
    """Whom the trip goes with."""
    calls = open_events(moment).values("case__person")
    return list(Person.objects.filter(pk__in=calls).order_by("met_at"))


def usual_hours(moment):
    """{"meet_at": local time or None, "out_by": moment}: half an hour before; two and a half hours after, or closing time."""
    if moment.local_time is None:
        return {"meet_at": None, "out_by": _moment_of(moment, DAY_ENDS)}
    starts = _moment_of(moment, moment.local_time)
    before = max(starts - MEET_BEFORE, _moment_of(moment, time(0)))
    return {"meet_at": before.astimezone(zone_of(moment)).time(), "out_by": starts + OUT_AFTER}


def busy_hours(trip):
    """(from, until): when whoever goes is taken, so that nobody is in two places."""
    meets = trip.meet_at or trip.moment.local_time or DAY_STARTS
    return _moment_of(trip.moment, meets), trip.out_by or usual_hours(trip.moment)["out_by"]


def zone_of(moment):
    return ZoneInfo(moment.zone)


def _moment_of(moment, at):
    return datetime.combine(moment.local_date, at, zone_of(moment))


def _free_seats(trip):
    taken = trip.asks.going().values_list("seat", flat=True)
    return set(range(1, SEATS + 1)) - set(taken)


def _going(trip):
    return list(trip.asks.going().values_list("volunteer", flat=True))


def _withdraw(asked):
    asked.withdrawn_at = timezone.now()
    asked.save(update_fields=["withdrawn_at"])


def _unconfirm_if_empty(trip):
    if trip.confirmed_at and not trip.asks.going().exists():
        trip.confirmed_at = trip.confirmed_by = None
        trip.save(update_fields=["confirmed_at", "confirmed_by"])


def _save_seat(asked):
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError as clash:
        said = {"volunteer_is_in_one_place_at_a_time": AlreadyElsewhere, "seat_is_taken_once": TripIsFull}
        if error := said.get(clash.__cause__.diag.constraint_name):
            raise error from clash
        raise
