"""What comes again and again has its next time on the timeline, expected and not confirmed. It is derived, as deadlines are: in
the transaction of every change and by the hourly task, from the patterns and what is known; done twice, it changes nothing."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.hooks import hooks
from clinic.security import audit
from clinic.words import dates

from . import engine
from .business_days import our_calendar
from .dates import Certainty
from .kinds import kinds
from .models import Event, Moment, Source
from .moments import NoSuchHour, starts_at

SLOT = "expected_on"  # in an event's details: which time of its pattern it is, wherever it moved since


def follow(case, *, today=None):
    """Everything that follows from the case's dates: the next times of its patterns, and its deadlines. The caller holds the
    case's lock. Returns how many deadlines changed."""
    for pattern in case.patterns.select_related("case", "place"):
        propose(pattern, today=today or timezone.localdate())
    return engine.store(case, today=today)


def propose(pattern, *, today):
    """Puts the pattern's next time onto the timeline, and takes away what it proposed before and nobody confirmed. A time that
    somebody wrote down themselves is taken as this pattern's; one for which company was planned stays where it was."""
    events = list(pattern.events.select_related("moment"))
    proposed = [event for event in events if _is_proposal(event)]
    known = [event for event in events if event not in proposed]
    wanted = _wanted(pattern, known, today)
    while wanted and (own := _written_by_hand(pattern, wanted)):
        own.pattern = pattern
        own.save(update_fields=["pattern"])
        known.append(own)
        wanted = _wanted(pattern, known, today)
    stands = [event for event in proposed if event.partial == wanted]
    for event in proposed:
        if event not in stands[:1] and not _has_company(event, today):
            _take_away(event)
    if wanted and not stands:
        _expect(pattern, wanted)


def holiday_words(when):
    """What to say of an expected day on which offices are closed, else ""."""
    if when.certainty != Certainty.EXPECTED or when.on is None:
        return ""
    if our_calendar().day_off(when.on) not in ("holiday", "closed"):
        return ""
    said = {"weekday": dates.weekday(when.on), "day": dates.day_and_month(when.on)}
    return _("That %(weekday)s, %(day)s, is a federal holiday. Please ask which day counts.") % said


def day_off_words(day):
    """What to say to whoever writes down an appointment on a day on which offices are closed, else ""."""
    off = our_calendar().day_off(day)
    if not off:
        return ""
    said = {"weekday": dates.weekday(day), "day": dates.plain_date(day)}
    if off in ("saturday", "sunday"):
        return (
            _("%(day)s is a %(weekday)s. Offices are usually closed then. Please look at the paper again.")
            % said
        )
    return _("%(day)s is a holiday. Offices are usually closed then. Please look at the paper again.") % said


def _wanted(pattern, known, today):
    if pattern.ended_at is not None:
        return None
    last = max((day for event in known if (day := _day_of(event))), default=None)
    return pattern.rhythm.next(after=last, not_before=today)


def _day_of(event):
    """The day from which the next time is counted; of a time that moved and has no new day, the day it was expected on."""
    slot = event.details.get(SLOT)
    return event.partial.earliest() or (date.fromisoformat(slot) if slot else None)


def _is_proposal(event):
    return event.partial.certainty == Certainty.EXPECTED


def _written_by_hand(pattern, wanted):
    """An event of this kind, at the time wanted, that belongs to no pattern."""
    others = pattern.case.events.filter(pattern__isnull=True).select_related("moment")
    return next(
        (
            event
            for event in others
            if event.kind == pattern.kind
            and not _is_proposal(event)
            and event.day
            and pattern.rhythm.same_time(event.day, wanted.earliest())
        ),
        None,
    )


def _has_company(event, today):
    """Somebody was to go along, the day has passed, and no report says how it went: then it is kept."""
    if event.moment is None or event.moment.local_date >= today:
        return False
    return any(tell([event.moment]) for tell in hooks("company"))


def _expect(pattern, when):
    kind = kinds()[pattern.kind]
    event = Event(
        case=pattern.case,
        holder_id=pattern.holder_id,
        pattern=pattern,
        kind=pattern.kind,
        when=when.to_text(),
        title=pattern.note,
        details={SLOT: when.earliest().isoformat()},
        source=Source.PERSON,
        written_by=pattern.written_by,
    )
    if kind.is_appointment and when.on:
        event.moment = _own_moment(kind, pattern, when.on)
    event.save(force_insert=True)
    audit.record(actor=None, verb="event.expect", target=event)


def _own_moment(kind, pattern, day):
    """Not shared with anybody who is called to the same place: theirs may be certain, this is not."""
    zone = pattern.place.zone if pattern.place else timezone.get_default_timezone_name()
    at = pattern.rhythm.at
    try:
        begins = starts_at(day, at, zone)
    except NoSuchHour:
        at, begins = None, starts_at(day, None, zone)
    return Moment.objects.create(
        coarse=kind.coarse,
        place=pattern.place,
        local_date=day,
        local_time=at,
        zone=zone,
        starts_at=begins,
        unconfirmed_at=timezone.now(),
    )


def _take_away(event):
    moment = event.moment
    audit.record(actor=None, verb="event.expect_no_more", target=event)
    event.delete()
    if moment is not None and not moment.events.exists():
        moment.cancelled_at = timezone.now()
        moment.save(update_fields=["cancelled_at"])
