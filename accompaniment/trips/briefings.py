"""Opens and closes briefings: whoever goes with somebody may read the briefing from five days before until a day after."""

from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.utils import timezone

from cases.timeline.models import Event
from clinic.people import services as people
from clinic.people.models import Access, AccessWhy, Opens, Person, User

from .models import BRIEFED_FROM, BRIEFED_UNTIL, Ask


def window(moment):
    """(opens, closes): whole local days of the place, from five days before to the end of the day after."""
    zone = ZoneInfo(moment.zone)
    first = moment.local_date - BRIEFED_FROM
    last = moment.local_date + BRIEFED_UNTIL + timedelta(days=1)
    return datetime.combine(first, time(0), zone), datetime.combine(last, time(0), zone)


def settle(*, by, volunteers=None):
    """Makes the open briefings exactly those that the standing yeses give: of these volunteers, or of everybody.

    Told twice, it does nothing the second time; so the sweep may say it whenever it likes.
    """
    due, held = _due(volunteers), _held(volunteers)
    differing = {pair for pair in due.keys() | held.keys() if _ahead(due.get(pair)) != _ahead(held.get(pair))}
    users = User.objects.in_bulk({user for user, _person in differing})
    persons = Person.objects.in_bulk({person for _user, person in differing})
    for user, person in sorted(differing, key=str):
        if (user, person) in held:
            people.close_access(users[user], persons[person], why=AccessWhy.TRIP, by=by)
        for starts_at, ends_at in due.get((user, person), ()):
            people.open_access(
                users[user], persons[person], why=AccessWhy.TRIP, opens=Opens.BRIEFING, by=by,
                starts_at=starts_at, ends_at=ends_at,
            )  # fmt: skip


def _due(volunteers):
    """{(user id, person id): [(opens, closes)]}, in order, overlapping ones joined."""
    going = Ask.objects.going().filter(
        trip__moment__cancelled_at__isnull=True,
        trip__moment__local_date__gte=timezone.localdate() - BRIEFED_UNTIL - timedelta(days=1),
    )
    if volunteers is not None:
        going = going.filter(volunteer__in=volunteers)
    called = Event.objects.filter(case__closure__isnull=True).select_related("case")
    rows = []
    for asked in going.select_related("trip__moment").prefetch_related(
        Prefetch("trip__moment__events", called)
    ):
        opens, closes = window(asked.trip.moment)
        for event in asked.trip.moment.events.all():
            if closes > timezone.now():
                pair = (asked.volunteer_id, event.case.person_id)
                rows.append((pair, (max(opens, asked.answered_at), closes)))
    rows.sort(key=lambda row: (str(row[0]), row[1]))
    return {
        pair: _joined([times for _pair, times in of]) for pair, of in groupby(rows, key=lambda row: row[0])
    }


def _held(volunteers):
    access = Access.objects.filter(
        why=AccessWhy.TRIP, opens=Opens.BRIEFING, ends_at__gt=timezone.now()
    ).order_by("starts_at")
    if volunteers is not None:
        access = access.filter(user__in=volunteers)
    held = {}
    for row in access:
        held.setdefault((row.user_id, row.person_id), []).append((row.starts_at, row.ends_at))
    return held


def _ahead(windows):
    """What they open from now on: since when an open one has been open changes nothing."""
    now = timezone.now()
    return [(opens if opens > now else None, closes) for opens, closes in windows or ()]


def _joined(windows):
    joined = []
    for opens, closes in windows:
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined
