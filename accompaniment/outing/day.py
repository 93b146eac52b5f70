"""What a volunteer sees: the trips he is asked to, the ones he goes to, the briefing, the buttons of the day."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accompaniment.trips import board, briefings
from accompaniment.trips import services as trips
from accompaniment.trips.models import Answer, Ask, Trip
from cases.timeline.models import Moment
from clinic.words import dates

from . import services
from .models import TapKind

SHOWN_AFTER_DAYS = 1
FIRST_COME = (TapKind.MET, TapKind.IN, TapKind.OUT)


@dataclass
class MyTrip:
    asked: Ask
    appointment: board.Appointment
    is_briefed: bool

    @property
    def trip(self):
        return self.appointment.trip

    @property
    def is_going(self):
        return self.asked.answer == Answer.YES

    @property
    def is_today(self):
        return services.is_the_day(self.trip)

    @property
    def is_over(self):
        return services.local_day(self.appointment.moment) > self.appointment.on

    @property
    def briefed_from(self):
        return briefings.window(self.appointment.moment)[0].astimezone(timezone.get_current_timezone()).date()


def my_trips(user):
    """Every trip this volunteer is asked to or goes to, soonest first; those of yesterday stay for the report."""
    first = timezone.localdate() - timedelta(days=SHOWN_AFTER_DAYS)
    asks = Ask.objects.standing().filter(volunteer=user).exclude(answer=Answer.NO)
    mine = {
        one.trip_id: one for one in asks.filter(trip__moment__local_date__gte=first).select_related("trip")
    }
    moments = Moment.objects.filter(trip__in=mine, cancelled_at__isnull=True)
    briefed = set(Trip.objects.briefed_to(user).values_list("pk", flat=True))
    return [
        MyTrip(mine[one.trip.pk], one, one.trip.pk in briefed)
        for one in board.appointments_of(moments)
        if one.trip.moment_version == one.moment.version
    ]


@dataclass
class Day:
    """The buttons: what is done, what may come next."""

    trip: Trip
    taps: list
    is_today: bool

    @property
    def kinds(self):
        return {tap.kind for tap in self.taps}

    @property
    def next_kinds(self):
        """The one expected first; after it what can be tapped when somebody forgot a button. Empty once they are out."""
        if TapKind.OUT in self.kinds:
            return []
        done = max((FIRST_COME.index(kind) for kind in self.kinds & set(FIRST_COME)), default=-1)
        return list(FIRST_COME[done + 1 :])[:2]

    @property
    def can_be_missing(self):
        """Whether "not out" can be said: they have met, and nobody has come out."""
        return bool(self.taps) and not self.kinds & {TapKind.OUT, TapKind.NOT_OUT, TapKind.TAKEN}

    @property
    def can_be_taken(self):
        return not self.kinds & {TapKind.OUT, TapKind.TAKEN}

    @property
    def is_alarm(self):
        return bool(self.kinds & {TapKind.NOT_OUT, TapKind.TAKEN}) and not self.is_out

    @property
    def is_out(self):
        return TapKind.OUT in self.kinds

    @property
    def is_quiet(self):
        """The hour of silence is over and nothing was said."""
        return not self.taps and self.trip.out_by is not None and self.trip.out_by <= timezone.now()

    @property
    def last(self):
        return self.taps[-1] if self.taps else None

    @property
    def on_words(self):
        """ "Tuesday, Dec 8": no year, so that the three buttons fit a small phone."""
        on = self.trip.moment.local_date
        return f"{dates.weekday(on)}, {dates.day_and_month(on)}"

    @property
    def out_by_words(self):
        """ "11:30" / "las 11:30": on one line of a button."""
        at = self.trip.out_by.astimezone(trips.zone_of(self.trip.moment)).time() if self.trip.out_by else None
        return dates.the_clock(at).removesuffix(" a.m.").removesuffix(" p.m.") if at else ""


def day_of(trip):
    taps = list(services.taps_of_the_day(trip).select_related("tapped_by"))
    return Day(trip, taps, services.is_the_day(trip))
