"""The call sheet and what may be said to whom: lines for the coordinator, in the order they are called."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.trips import board, words
from accompaniment.trips import services as trips
from cases.casefile.models import Lawyer
from cases.timeline.models import Event
from clinic.people import services as people
from clinic.people.languages import language_named
from clinic.people.models import MayKnow, Person
from clinic.resources.catalogue import resources
from clinic.words import dates

from . import services
from .models import Alarm, AlarmWhy, Call, CallResult, TapKind

LAWYER, HOTLINE, LOCATOR = "lawyer", "hotline", "locator"
CALL_AGAIN = timedelta(hours=2)
FREE_LAWYERS, DETENTION = "nyc-hotline", "detention-hotline"


@dataclass
class Line:
    """One call: whom, on which number, what to say; and what came of it."""

    to: str
    person: Person
    title: str
    phone: str = ""
    may_know: str = ""
    say: tuple = ()  # sentences, in the language of who listens
    language: str = ""
    note: str = ""
    is_call: bool = True
    order: int = 0
    last: Call | None = None
    is_now: bool = False

    @property
    def is_done(self):
        return bool(self.last and self.last.result == CallResult.REACHED)

    @property
    def buttons(self):
        """(value, words) of the two buttons; the locator is looked at, not called."""
        if self.to == LOCATOR:
            return (CallResult.REACHED, _("Found")), (CallResult.NO_ANSWER, _("Not there yet"))
        return tuple((result, result.label) for result in CallResult)

    @property
    def last_words(self):
        return dict(self.buttons)[self.last.result]


@dataclass
class OnFile:
    """What one person's file says, for whoever asks on the phone."""

    person: Person
    lawyer: Lawyer | None
    lines: list
    not_called: list  # family whose consent does not reach so far
    was_asked: bool = True  # whom to call

    @property
    def a_number(self):
        digits = "".join(sign for sign in self.person.a_number if sign.isdigit())
        return f"A {digits[:-6]}-{digits[-6:-3]}-{digits[-3:]}" if len(digits) >= 7 else self.person.a_number

    @property
    def language(self):
        return language_named(self.person.language)

    @property
    def has_family(self):
        return bool(self.not_called) or any(line.to.startswith("trusted:") for line in self.lines)


@dataclass
class CallSheet:
    alarm: Alarm
    appointment: board.Appointment
    people: list  # OnFile, one a person
    said_by: str
    said_at: object
    minutes: int
    now: object
    out_at: object = None  # when somebody tapped "out" all the same
    shut: list = field(default_factory=list)  # ids of people whose record is closed to who looks

    @property
    def names(self):
        return self.appointment.names or _("Closed record")

    @property
    def is_taken(self):
        return self.alarm.why == AlarmWhy.TAKEN

    @property
    def zone(self):
        return trips.zone_of(self.appointment.moment)


def call_sheet(alarm, user, now=None):
    """Everything of one alarm, as this user may see it. Opens the files of everybody on the trip."""
    now = now or timezone.now()
    appointment = board.appointment_of(alarm.trip.moment, user, also_closed=True)
    tap = services.taps_of_the_day(alarm.trip).filter(kind__in=services.ALARMS).last()
    sheet = CallSheet(
        alarm=alarm,
        appointment=appointment,
        people=[],
        said_by=tap.tapped_by.called if tap else "",
        said_at=tap.tapped_at if tap else alarm.opened_at,
        minutes=max(0, int((now - alarm.opened_at).total_seconds() // 60)),
        now=now,
        shut=services.shut_on([alarm.trip_id], user)[alarm.trip_id],
    )
    made = _calls_since(alarm)
    if came_out := services.taps_of_the_day(alarm.trip).filter(kind=TapKind.OUT).first():
        sheet.out_at = came_out.tapped_at
    for person in appointment.people:
        sheet.people.append(_on_file(sheet, person, made))
    _number([line for one in sheet.people for line in one.lines])
    return sheet


def family_lines(tap, person):
    """What may be told after "out", one line a trusted person; whose consent does not reach so far is no call."""
    next_day = _next_day(person, tap.trip.moment)
    lines = [_came_out(one, person, tap, next_day) for one in people.whom_to_tell(person) or ()]
    called = Call.objects.filter(trip=tap.trip, person=person, called_at__gte=tap.tapped_at)
    made = {call.to: call for call in called.order_by("called_at")}
    for line in lines:
        line.last = made.get(line.to)
    _number([line for line in lines if line.is_call])
    return lines


def _calls_since(alarm):
    return {
        (call.person_id, call.to): call
        for call in Call.objects.filter(trip=alarm.trip, called_at__gte=alarm.opened_at).order_by("called_at")
    }


def _on_file(sheet, person, made):
    of_the_latest_case = ("case__closure__closed_at", "case__opened_at")
    lawyer = Lawyer.objects.filter(case__person=person).order_by(*of_the_latest_case).last()
    named = people.whom_to_tell(person)
    family = [_family(one, person, sheet, lawyer) for one in named or ()]
    lines = [_lawyer(person, lawyer, sheet), _hotline(person, sheet), *(one for one in family if one.is_call)]
    if sheet.is_taken:
        lines.append(_locator(person))
    for line in lines:
        line.last = made.get((person.pk, line.to))
    return OnFile(person, lawyer, lines, [one for one in family if not one.is_call], named is not None)


def _lawyer(person, lawyer, sheet):
    if lawyer:
        title = _("Lawyer: %(name)s") % {"name": lawyer.name}
        return Line(LAWYER, person, title, lawyer.phone, say=(_to_lawyer(sheet),))
    hotline = resources()[FREE_LAWYERS]
    title = _("No lawyer on file: %(hotline)s") % {"hotline": hotline.words().name}
    return Line(LAWYER, person, title, hotline.phone, say=(_to_lawyer(sheet),), note=_unchecked(hotline))


def _to_lawyer(sheet):
    known = {"place": sheet.appointment.place_words, "time": _clock(sheet.said_at, sheet)}
    if sheet.is_taken:
        said = _(
            "At %(time)s a person from our clinic was taken at %(place)s. I have the A-number. Can you file today?"
        )
        return said % known
    said = _(
        "A person from our clinic went in at %(place)s and has not come out by %(time)s. Can you find out?"
    )
    return said % {**known, "time": _clock(sheet.now, sheet)}


def _hotline(person, sheet):
    hotline = resources()[DETENTION]
    return Line(HOTLINE, person, hotline.words().name, hotline.phone, note=_unchecked(hotline))


def _locator(person):
    say = next(line for line in words.first_hours() if line.id == "locate").words().text
    return Line(LOCATOR, person, _("Look in the ICE Detainee Locator"), note=say)


def _family(one, person, sheet, lawyer):
    is_call = one.may_know == MayKnow.HELD
    said = _held(one, person, sheet, lawyer) if is_call else ()
    note = "" if is_call else _("Do not call with this.")
    return _trusted_line(one, person, is_call=is_call, say=said, note=note)


def _held(one, person, sheet, lawyer):
    opening = words.calls()["opening"].said(one.language)
    if not sheet.is_taken:
        return opening, _not_out(one, person, sheet)
    again = dates.clock(_local(sheet.now + CALL_AGAIN, sheet), one.language)
    held = words.calls()["held"].said(
        one.language,
        first_name=person.called,
        time=dates.clock(_local(sheet.said_at, sheet), one.language),
        lawyer=lawyer.name if lawyer else _a_lawyer(one.language),
        again=again,
    )
    return opening, held, words.calls()["scam"].said(one.language)


def _not_out(one, person, sheet):
    with dates.speaking(one.language):
        return _(
            "%(name)s has not come out yet. We do not know why. We are asking now. I will call you again by %(again)s."
        ) % {
            "name": person.called,
            "again": dates.the_clock(_local(sheet.now + CALL_AGAIN, sheet), one.language),
        }


def _a_lawyer(language):
    with dates.speaking(language):
        return _("a lawyer")


def _came_out(one, person, tap, next_day):
    known = {
        "first_name": person.called,
        "time": dates.clock(_at_the_place(tap.tapped_at, tap.trip.moment), one.language),
        "date": dates.long_date(next_day, one.language) if next_day else "",
    }
    may_hear = one.may_know in services.MAY_HEAR_HOW_IT_WENT
    if not may_hear:
        return _trusted_line(one, person, is_call=False, note=_("Do not call with this."))
    sentence = words.calls()["out-next" if next_day else "out"]
    said = (words.calls()["opening"].said(one.language), sentence.said(one.language, **known))
    return _trusted_line(one, person, say=said)


def _trusted_line(one, person, **more):
    title = ", ".join(part for part in (one.name, one.relation) if part)
    return Line(
        f"trusted:{one.pk}", person, title, one.phone,
        may_know=MayKnow(one.may_know).label, language=one.language, **more,
    )  # fmt: skip


def _next_day(person, moment):
    """The next day after this visit that is on file, for whoever may know it."""
    ahead = Event.objects.filter(case__person=person, moment__local_date__gt=moment.local_date)
    event = (
        ahead.filter(moment__cancelled_at__isnull=True)
        .select_related("moment")
        .order_by("moment__starts_at")
        .first()
    )
    return event.moment.local_date if event else None


def _number(lines):
    for order, line in enumerate(lines, start=1):
        line.order = order
    if waiting := next((line for line in lines if not line.is_done), None):
        waiting.is_now = True


def _unchecked(resource):
    return "" if resource.checked_on else _("Nobody has checked this number yet.")


def _clock(moment, sheet):
    return dates.the_clock(_local(moment, sheet))


def _local(at, sheet):
    return _at_the_place(at, sheet.appointment.moment)


def _at_the_place(at, moment):
    return at.astimezone(trips.zone_of(moment)).time()
