"""A court's whole day is moved: a storm, a closure."""

from django.db import transaction

from cases.timeline import services as timeline
from cases.timeline import telling
from cases.timeline.models import Event, Moment, Source
from clinic.security import audit

from .models import MovedDay


class NobodyIsCalled(Exception):
    """Nobody is called to this place on this day; somebody may have moved it a moment ago."""


def moments_on(place, day):
    """What takes place there on that day."""
    return Moment.objects.filter(place=place, local_date=day, cancelled_at__isnull=True)


def events_on(place, day):
    """Whoever is called there on that day, by the hour, in open cases."""
    events = Event.objects.filter(moment__in=moments_on(place, day), case__closure__isnull=True)
    return events.select_related("case__person", "moment").order_by("moment__starts_at", "case_id")


@transaction.atomic
def move_day(place, day, *, by, source, to_day=None):
    """Moves everything at this place on this day to the same hours of `to_day`, or to a day nobody knows yet; all of it or
    none. Only a paper makes the new day certain. Whoever is called there is owed a phone call. Pressed twice at once, the
    second finds nobody there any more. Raises NobodyIsCalled, timeline.NoSuchHour. Returns the MovedDay."""
    timeline.lock_cases(moments_on(place, day).values("events__case_id"))
    moments = list(
        moments_on(place, day).select_for_update(of=("self",)).select_related("place").order_by("pk")
    )
    events = list(events_on(place, day))
    if not events:
        raise NobodyIsCalled
    moved = MovedDay.objects.create(place=place, day=day, to_day=to_day, source=source, moved_by=by)
    for moment in moments:
        _move(moment, by, source, to_day)
    called = Event.objects.select_related("case__person", "moment").in_bulk([event.pk for event in events])
    for event in called.values():
        telling.owe_telling(event, occasion=moved.pk, script="" if to_day else telling.CLOSED)
    audit.record(actor=by, verb="court_day.move", target=moved)
    return moved


def _move(moment, by, source, to_day):
    if to_day is None:
        return timeline.call_off(moment, by=by, source=source)
    return timeline.move_moment(
        moment,
        by=by,
        local_date=to_day,
        local_time=moment.local_time,
        place=moment.place,
        source=source,
        confirmed=source == Source.PAPER,
    )
