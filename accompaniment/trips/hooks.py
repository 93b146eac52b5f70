"""What volunteers are told, and what moved since somebody's last visit (settings.HOOKS)."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.timeline.models import Event
from clinic.outbox import texts
from clinic.outbox.models import Channel
from clinic.outbox.wanted import Letter, NotNow, Wanted
from clinic.words import dates

from . import services
from .models import Answer, Ask

DAY_BEFORE_AT, MORNING_AT = time(17), time(6, 30)


def wanted_messages(now):
    """Wanted rows for volunteers: asked; and once the trip is confirmed: confirmed, the day before, that morning."""
    ahead = Ask.objects.standing().filter(
        trip__moment__starts_at__gt=now,
        trip__moment__cancelled_at__isnull=True,
        volunteer__email__isnull=False,
    )
    for asked in ahead.select_related("trip__moment", "volunteer"):
        if asked.trip.moment_version == asked.trip.moment.version:
            yield from _wanted_of(asked)


def render_ask(message):
    """The Letter that asks a volunteer; NotNow when it has been answered, withdrawn or moved in between."""
    asked = (
        Ask.objects.standing()
        .filter(pk=message.about)
        .select_related("trip__moment__place", "volunteer")
        .first()
    )
    if asked is None or asked.answer != Answer.ASKED or not _still_stands(asked.trip, message):
        raise NotNow("no longer asked")
    return _letter("ask", asked)


def render_trip(message):
    """The Letter that tells a volunteer where he goes; NotNow when he no longer does, or the date moved."""
    volunteer = message.recipient.removeprefix("user:")
    asked = (
        Ask.objects.going()
        .filter(trip=message.about, volunteer=volunteer)
        .select_related("trip__moment__place", "volunteer")
        .first()
    )
    if asked is None or asked.trip.confirmed_at is None or not _still_stands(asked.trip, message):
        raise NotNow("no longer going")
    return _letter("going", asked)


def since_last_time(person, since):
    """[line]: who came along since then, and who comes along next."""
    return [*_went_along(person, since), *_comes_along(person)]


def _wanted_of(asked):
    trip = asked.trip
    common = {
        "moment_version": trip.moment.version,
        "recipient": f"user:{asked.volunteer_id}",
        "channel": Channel.EMAIL,
        "contact_id": None,
    }
    ends = trip.moment.starts_at
    if asked.answer == Answer.ASKED:
        yield Wanted(
            topic="ask", about=asked.pk, lead="asked", due_at=asked.asked_at, not_after=ends, **common
        )
    if asked.answer == Answer.YES and trip.confirmed_at:
        begins = max(asked.answered_at, trip.confirmed_at)
        for lead, due_at in (("confirmed", begins), *_leads(trip)):
            if due_at >= begins:  # who says yes the evening before hears it once
                yield Wanted(topic="trip", about=trip.pk, lead=lead, due_at=due_at, not_after=ends, **common)


def _leads(trip):
    zone = services.zone_of(trip.moment)
    day = trip.moment.local_date
    yield "day_before", datetime.combine(day - timedelta(days=1), DAY_BEFORE_AT, zone)
    yield "that_morning", datetime.combine(day, MORNING_AT, zone)


def _still_stands(trip, message):
    versions = {trip.moment.version, trip.moment_version, message.moment_version}
    return len(versions) == 1 and not services.is_off(trip.moment) and trip.moment.starts_at > timezone.now()


def _letter(key, asked):
    moment, language = asked.trip.moment, asked.volunteer.language
    at = asked.trip.meet_at or moment.local_time
    words = texts.render(
        key,
        texts.EMAIL,
        language,
        weekday=dates.weekday(moment.local_date, language),
        date=dates.day_and_month(moment.local_date, language),
        time=dates.clock(at, language) if at else "",
        place=moment.place.short if moment.place else "",
        clinic_phone=settings.CLINIC_PHONE,
    )
    return Letter(to=asked.volunteer.email, subject=words.subject, body=words.body, language=language)


def _went_along(person, since):
    went = _moments_of(person, moment__starts_at__range=(since, timezone.now()))
    for moment, going in went:
        if going:
            said = ngettext(
                "%(n)s person went along on %(day)s.", "%(n)s people went along on %(day)s.", going
            )
            yield said % {"n": going, "day": dates.long_date(moment.local_date)}


def _comes_along(person):
    for moment, going in _moments_of(person, moment__starts_at__gt=timezone.now()):
        yield _("%(day)s: %(n)s of 2 people go along.") % {
            "day": dates.long_date(moment.local_date),
            "n": going,
        }


def _moments_of(person, **when):
    """(moment, how many go) of the trips planned for this person."""
    events = Event.objects.filter(case__person=person, moment__trip__isnull=False, **when)
    for event in events.select_related("moment__trip").order_by("moment__starts_at"):
        yield event.moment, event.moment.trip.asks.going().count()
