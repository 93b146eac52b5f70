"""What the day brings to the coordinator's desk (settings.HOOKS)."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.trips import board
from accompaniment.trips import services as trips
from cases.timeline.models import Moment
from clinic.outbox.models import Task
from clinic.panels import Panel
from clinic.people.models import Person
from clinic.words import dates

from .models import Alarm, Tap, TapKind
from .services import TELL_FAMILY, shut_on


@dataclass
class TodayRow:
    appointment: board.Appointment
    taps: list

    @property
    def last(self):
        return self.taps[-1] if self.taps else None

    @property
    def words(self):
        """ "Went in, 8:52 a.m."."""
        at = self.last.tapped_at.astimezone(trips.zone_of(self.appointment.moment))
        return f"{self.last.get_kind_display()}, {dates.clock(at.time())}"

    @property
    def tone(self):
        return {TapKind.OUT: "done", TapKind.NOT_OUT: "urgent", TapKind.TAKEN: "alarm"}.get(
            self.last.kind, ""
        )


@dataclass
class AlarmRow:
    """`shut`: ids of people on the trip whose record is closed to this user, and may be opened with a reason."""

    alarm: Alarm
    appointment: board.Appointment
    shut: list

    @property
    def what(self):
        return self.appointment.what_words if self.appointment.events else _("Closed record")

    @property
    def who(self):
        return self.appointment.names or _("Closed record")


@dataclass
class FamilyRow:
    """`person`: None where the record is closed to this user."""

    task: Task
    person: Person | None


def desk_panels(request):
    """[Panel]: open alarms on top, then today's trips with who is in and who is out, then families to tell."""
    found = [_alarms(request.user), _today(request.user), _families(request.user)]
    return [panel for panel in found if panel]


def _alarms(user):
    alarms = list(Alarm.objects.visible_to(user).open().select_related("trip").order_by("opened_at"))
    moments = Moment.objects.filter(trip__in=[alarm.trip_id for alarm in alarms])
    found = board.appointments_of(moments, user, also_closed=True) if alarms else []
    by_trip, shut = {one.trip.pk: one for one in found}, shut_on([alarm.trip_id for alarm in alarms], user)
    rows = [
        AlarmRow(alarm, by_trip[alarm.trip_id], shut[alarm.trip_id])
        for alarm in alarms
        if alarm.trip_id in by_trip
    ]
    if rows:
        return _panel("alarms", _("Call now"), rows, order=0)


def _today(user):
    moments = Moment.objects.filter(cancelled_at__isnull=True, local_date=timezone.localdate())
    found = board.appointments_of(moments, user)
    taps = {}
    ids = [one.trip.pk for one in found if one.trip]
    today = Tap.objects.standing().filter(trip__in=ids, tapped_at__date=timezone.localdate())
    for tap in today.order_by("tapped_at"):
        taps.setdefault(tap.trip_id, []).append(tap)
    rows = [TodayRow(one, taps.get(one.trip.pk, []) if one.trip else []) for one in found]
    if rows:
        return _panel("today", _("Today's visits"), rows, order=10)


def _families(user):
    tasks = list(Task.objects.open().filter(kind=TELL_FAMILY).order_by("made_at"))
    ids = {task.person_id for task in tasks}
    people = Person.objects.visible_to(user).in_bulk(ids)
    shut = set(Person.objects.closed_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    rows = [
        FamilyRow(task, people.get(task.person_id))
        for task in tasks
        if task.person_id in people.keys() | shut
    ]
    if rows:
        return _panel("families", _("Tell the family"), rows, order=20)


def _panel(key, title, rows, *, order):
    template = f"accompaniment/outing/_{key}_panel.html"
    return Panel(key, title, template, {"rows": rows}, order=order, count=len(rows))
