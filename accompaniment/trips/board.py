"""What the coordinator sees: the hearings and check-ins of the next weeks, and who goes to each. Rows for pages and paper.

A moment needs no trip to be on the board: what somebody told us tonight is there at once.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.timeline.kinds import kinds, what_to_bring
from cases.timeline.models import Event, Moment
from clinic.people.languages import language_named
from clinic.people.models import Person
from clinic.words import dates

from .models import SEATS, Answer, Ask, Trip

WEEKS = 4
GRID_DAYS = 14
NEAR_DAYS = 7
MOST_DOTS = 4
ICONS = {
    "letter": "mail",
    "folder": "papers",
    "numbers": "phone",
    "medicine": "pill",
    "water": "bag",
}  # on screen


@dataclass
class Appointment:
    """A moment ahead, whoever is called to it, and whoever goes along."""

    moment: Moment
    events: list
    trip: Trip | None = None
    asks: list = field(default_factory=list)  # standing ones, each with its volunteer
    whom_to_call_open: list = field(default_factory=list)  # people nobody has asked yet
    anchor: str = ""

    @property
    def on(self):
        return self.moment.local_date

    @property
    def at(self):
        return self.moment.local_time

    @property
    def people(self):
        return list({event.case.person_id: event.case.person for event in self.events}.values())

    @property
    def names(self):
        return get_text_list([person.called for person in self.people], _("and"))

    @property
    def office(self):
        """court, ice, isap or other: which colour and icon."""
        offices = {kinds()[event.kind].office for event in self.events if event.kind in kinds()}
        known = offices & {"court", "ice", "isap"}
        return known.pop() if len(known) == 1 else "other"

    @property
    def office_words(self):
        words = {"court": pgettext("office", "Court"), "ice": "ICE", "isap": "ISAP"}
        return words.get(self.office) or self.kind_words

    @property
    def kind_words(self):
        named = {kinds()[event.kind].words().name for event in self.events if event.kind in kinds()}
        return get_text_list(sorted(named), _("and")) or _("Appointment")

    @property
    def what_words(self):
        return _("%(office)s with %(names)s") % {"office": self.office_words, "names": self.names}

    @property
    def place_words(self):
        """Street and room, as one reads it at the door."""
        place = self.moment.place
        if place is None:
            return _("Place not known")
        room = next((event.room_words for event in self.events if event.room), "") or place.room_words
        return ", ".join(part for part in (place.street or place.name, room) if part)

    @property
    def place_short(self):
        return self.moment.place.short if self.moment.place else ""

    @property
    def languages(self):
        return sorted({person.language for person in self.people})

    @property
    def language_words(self):
        return ", ".join(language_named(code) for code in self.languages)

    @property
    def going(self):
        return [one for one in self.asks if one.answer == Answer.YES]

    @property
    def waiting(self):
        return [one for one in self.asks if one.answer == Answer.ASKED]

    @property
    def said_no(self):
        return [one for one in self.asks if one.answer == Answer.NO]

    @property
    def needed(self):
        return SEATS

    @property
    def is_full(self):
        return len(self.going) >= SEATS

    @property
    def is_confirmed(self):
        return bool(self.trip and self.trip.confirmed_at and self.going and not self.whom_to_call_open)

    @property
    def can_be_confirmed(self):
        return bool(self.going and not self.whom_to_call_open and not self.is_confirmed)

    @property
    def nobody_yet(self):
        """ "In 4 days, nobody yet", within a week."""
        days = (self.on - timezone.localdate()).days
        if self.going or days > NEAR_DAYS:
            return ""
        left = dates.days_left(self.on, timezone.localdate())
        return _("%(days)s, nobody yet") % {"days": left[:1].upper() + left[1:]}

    @property
    def asked_words(self):
        """ "Beth was asked on Friday, no answer yet"."""
        return [
            _("%(who)s was asked on %(day)s, no answer yet")
            % {"who": one.volunteer.called, "day": dates.weekday(timezone.localdate(one.asked_at))}
            for one in self.waiting
        ]

    @property
    def names_of_going(self):
        return ", ".join(one.volunteer.called for one in self.going)

    @property
    def bring(self):
        """Everything to bring, once each."""
        things = {thing.id: thing for event in self.events for thing in what_to_bring(event.kind)}
        return [{"icon": ICONS.get(thing.icon, thing.icon), "text": thing.text} for thing in things.values()]

    @property
    def signal(self):
        """ "2 people, Thu Dec 3, 8:00, 290 Broadway, Spanish": no name, nothing of what for."""
        needed = max(SEATS - len(self.going), 0)
        meet = (self.trip.meet_at if self.trip else None) or self.at
        parts = [
            ngettext("%(n)s person", "%(n)s people", needed) % {"n": needed},
            f"{dates.short_weekday(self.on)} {dates.day_and_month(self.on)}",
            f"{meet.hour}:{meet.minute:02}" if meet else "",
            self.place_short,
            self.language_words,
        ]
        return ", ".join(part for part in parts if part)


@dataclass
class Board:
    appointments: list
    first: object
    last: object

    @property
    def gaps(self):
        return [one for one in self.appointments if not one.is_full]

    @property
    def full(self):
        return [one for one in self.appointments if one.is_full]

    @property
    def first_words(self):
        return dates.day_and_month(self.first)

    @property
    def last_words(self):
        return dates.day_and_month(self.last)

    @property
    def with_nobody(self):
        return sum(not one.going for one in self.appointments)

    @property
    def with_one(self):
        return sum(len(one.going) == 1 for one in self.appointments)

    @property
    def fortnight(self):
        """Two rows of seven days, from today: {on, going, needed, dots, is_gap, is_today, anchor}."""
        days = [self.first + timedelta(days=n) for n in range(GRID_DAYS)]
        by_day = {}
        for one in self.appointments:
            by_day.setdefault(one.on, []).append(one)
        cells = [_cell(day, by_day.get(day, [])) for day in days]
        return [cells[:7], cells[7:]]


def _cell(day, that_day):
    going, needed = sum(min(len(one.going), SEATS) for one in that_day), SEATS * len(that_day)
    dots = [seat < going for seat in range(needed)] if needed <= MOST_DOTS else []
    return {
        "on": day,
        "trips": that_day,
        "going": going,
        "needed": needed,
        "dots": dots,
        "is_gap": going < needed,
        "is_today": day == timezone.localdate(),
        "anchor": f"day-{day.isoformat()}",
    }


def board(user, *, weeks=WEEKS, today=None):
    """Everything ahead that this user may see, gaps and full ones soonest first; the same number of queries for 1 and 50."""
    today = today or timezone.localdate()
    last = today + timedelta(weeks=weeks) - timedelta(days=1)
    moments = Moment.objects.filter(cancelled_at__isnull=True, local_date__range=(today, last))
    appointments = appointments_of(moments, user)
    _anchor(
        [*(one for one in appointments if not one.is_full), *(one for one in appointments if one.is_full)]
    )
    return Board(appointments, today, last)


def appointment_of(moment, user=None, *, also_closed=False):
    """One appointment. With a user, only whom that user may see; without, everybody who is called to it."""
    found = appointments_of(Moment.objects.filter(pk=moment.pk), user, also_closed=also_closed)
    return found[0] if found else Appointment(moment, [], getattr(moment, "trip", None))


def appointments_of(moments, user=None, *, also_closed=False):
    """The appointments of these moments to which somebody with an open case is called, soonest first. `also_closed`: those
    too of which every case is closed, for what has to be answered all the same; nobody whose record is shut is named."""
    called = Event.objects.visible_to(user) if user is not None else Event.objects.all()
    called = called if also_closed else called.filter(case__closure__isnull=True)
    called = called.select_related("case__person").order_by("written_at")
    standing = Ask.objects.standing().select_related("volunteer")
    moments = (
        moments.filter(events__isnull=False)
        .distinct()
        .select_related("place", "trip", "trip__meeting_place")
        .prefetch_related(Prefetch("events", called), Prefetch("trip__asks", standing))
        .order_by("starts_at", "pk")
    )
    found = [_appointment(moment) for moment in moments]
    found = [one for one in found if one.events or also_closed]
    unasked = _not_asked_whom_to_call([person for one in found for person in one.people])
    for one in found:
        one.whom_to_call_open = [person for person in one.people if person.pk in unasked]
    return found


def _appointment(moment):
    trip = getattr(moment, "trip", None)
    asks = []
    if (
        trip is not None and trip.moment_version == moment.version
    ):  # a trip that moved has nobody until it is followed
        asks = list(trip.asks.all())
    return Appointment(moment, list(moment.events.all()), trip, asks)


def _not_asked_whom_to_call(people):
    ids = {person.pk for person in people}
    answered = Person.objects.filter(
        Q(trusted__ended_at__isnull=True, trusted__isnull=False) | Q(tell_nobody__isnull=False), pk__in=ids
    )
    return ids - set(answered.values_list("pk", flat=True))


def _anchor(appointments):
    seen = Counter()
    for one in appointments:
        one.anchor = "" if seen[one.on] else f"day-{one.on.isoformat()}"
        seen[one.on] += 1
