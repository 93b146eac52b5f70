"""What stands on the two sheets we hand over, as plain values: whoever fills them knows the case; this module
and its templates (`templates/print/carry.html`, `home.html`) know only paper.

Texts that belong to one person (a place, a step, a goal) come in that person's language. What an official
paper calls by an English name comes with that name (`english`), printed in brackets after the translation.
Everything here is printed and carried past guards: first name or none, no A-number, no volunteer's name.
"""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from cases.plans import drawings
from clinic.words.dates import season_and_year

OFFICES = {
    "court": (gettext_lazy("Immigration court"), "Immigration court"),
    "ice": (gettext_lazy("ICE check-in"), "ICE check-in"),
    "isap": (gettext_lazy("ISAP office visit"), "ISAP office visit"),
}
SHORT_NAMES = {"court": pgettext_lazy("bead", "Court"), "ice": "ICE", "isap": "ISAP"}
COURT_LINE = "1-800-898-7180"


class NotForPaper(ValueError):
    """A sheet that would mislead: an office left out, or a deadline nobody answers for."""


class Sure(StrEnum):
    """How sure we are of a date. What is not known is not drawn."""

    EXACT = "exact"
    DAY = "day"  # the day, but not the hour
    MONTH = "month"  # `on` is any day of that month
    YEAR = "year"
    SEASON = "season"  # `on` is its first day
    ABOUT = "about"  # about that month
    MOVED = "moved"  # a new date, not confirmed
    TO_BE_SET = "to be set"  # the office says it will set one
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Phone:
    words: str
    number: str
    english: str = ""


@dataclass(frozen=True)
class ToBring:
    icon: str  # a name out of drawings.THINGS_TO_BRING
    words: str

    @property
    def drawing(self):
        return drawings.bring_icon(self.icon)


@dataclass(frozen=True)
class SheetHead:
    """What every sheet carries: `number` is the handout's ("0412-3"), `printed_on` the clinic's local day."""

    number: str
    printed_on: date
    clinic_name: str
    clinic_phone: str
    first_name: str = ""
    card: str = ""
    free_lawyers: tuple[Phone, ...] = ()

    @property
    def printed(self):
        return short_day(self.printed_on)


@dataclass(frozen=True)
class DateBlock:
    """The next date with one office; `on` is None when we do not know it, which is a block all the same.

    `on` and `at` are local to the office, and `zone` says so in words ("New York time"). `what` is the kind
    of appointment where known, `what_english` as the notice calls it. `source` ends "Checked on … with:".
    `going` counts the people who have said yes; `company` is False when none was wanted.
    """

    office: str
    on: date | None = None
    at: time | None = None
    sure: Sure = Sure.EXACT
    zone: str = ""
    place: str = ""
    what: str = ""
    what_english: str = ""
    company: bool = True
    going: int = 0
    expected: bool = False  # it comes again and again; nobody confirmed it this time
    also: str = ""  # what else that office waits for
    was: str = ""  # of a moved day: which it was, and to keep both free
    meet_at: time | None = None
    meet_where: str = ""
    bring: tuple[ToBring, ...] = ()
    checked_on: date | None = None
    source: str = ""

    def __post_init__(self):
        if self.office not in OFFICES:
            raise NotForPaper(f"There is no office {self.office!r}.")

    @property
    def is_known(self):
        return self.on is not None and self.sure not in (Sure.UNKNOWN, Sure.TO_BE_SET)

    @property
    def has_a_day(self):
        return self.is_known and self.sure in (Sure.EXACT, Sure.DAY, Sure.MOVED)

    @property
    def has_an_hour(self):
        return self.has_a_day and self.at is not None and self.sure != Sure.DAY

    @property
    def title(self):
        """ "Court: individual hearing" where we know the kind, else the office's usual name."""
        return f"{SHORT_NAMES[self.office]}: {self.what}" if self.what else OFFICES[self.office][0]

    @property
    def english(self):
        return self.what_english if self.what else OFFICES[self.office][1]

    @property
    def office_name(self):
        return SHORT_NAMES[self.office]

    @property
    def when(self):
        return when_in_words(self.on, self.sure)

    @property
    def hour(self):
        return hour_in_words(self.at)

    @property
    def moved(self):
        return self.sure == Sure.MOVED

    @property
    def to_be_set(self):
        return self.sure == Sure.TO_BE_SET

    @property
    def company_in_words(self):
        if self.going:
            return ngettext("%(n)s person goes with you", "%(n)s people go with you", self.going) % {
                "n": self.going
            }
        return _("We are looking for 2 people to go with you.") if self.company else ""

    @property
    def meeting_in_words(self):
        """Where and when to meet the people who go along; empty while nobody does."""
        hour = hour_in_words(self.meet_at) if self.meet_at else ""
        return ", ".join(filter(None, (hour, self.meet_where))) if self.going else ""

    @property
    def checked_in_words(self):
        if self.checked_on:
            return _("Checked on %(date)s with: %(source)s.") % {
                "date": short_day(self.checked_on),
                "source": self.source,
            }
        return (
            _("Not checked yet. It comes from: %(source)s.") % {"source": self.source} if self.source else ""
        )

    @property
    def office_icon(self):
        return drawings.office_icon(self.office)

    @property
    def people_icon(self):
        return drawings.people_icon()

    @property
    def calendar(self):
        if not self.is_known or self.sure in (Sure.YEAR, Sure.SEASON):
            return drawings.unknown_calendar(
                str(self.on.year) if self.is_known and self.sure == Sure.YEAR else ""
            )
        return drawings.month_calendar(
            self.on.year,
            self.on.month,
            ringed=self.on.day if self.has_a_day else None,
            confirmed=not (self.moved or self.expected),
        )

    @property
    def clock(self):
        return drawings.clock(self.at)


@dataclass(frozen=True)
class CarrySheet:
    """The sheet to carry: a block each for court, ICE and ISAP, known or not. A fourth takes another page.

    `always` is what to bring whichever of the dates it is: said once, so that three dates stay on one page.
    """

    head: SheetHead
    dates: tuple[DateBlock, ...]
    numbers: tuple[Phone, ...] = ()
    always: tuple[ToBring, ...] = ()

    def __post_init__(self):
        if missing := OFFICES.keys() - {block.office for block in self.dates}:
            raise NotForPaper(f"Without a block for: {', '.join(sorted(missing))}.")

    court_line = COURT_LINE

    @property
    def is_full(self):
        """More is said of its dates than a page has room for at its usual size: then it is set closer."""
        more = [one for one in self.dates if one.was or one.also or (one.is_known and not one.has_a_day)]
        return bool(more)

    @property
    def soonest_first(self):
        """Her next date is in the first third of the page; what nobody knows comes last."""
        return sorted(
            self.dates, key=lambda block: (not block.is_known, block.on or date.max, block.at or time.max)
        )


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened or will. `when` is the date in words, as sure as it is ("about March 2021")."""

    when: str
    what: str
    kind: str = "story"  # story, court, ice or isap
    english: str = ""
    ahead: bool = False

    is_deadline = False

    @property
    def bead(self):
        return drawings.bead(self.kind, ahead=self.ahead)


@dataclass(frozen=True)
class DueLine:
    """A deadline on paper: only one a lawyer has checked, or one printed on an official notice. `practice`: on a demo
    the tick is not a lawyer's, and the paper says so."""

    what: str
    do_by: date | None
    last_day: date
    checked_by_lawyer: bool = False
    on_notice: bool = False
    english: str = ""
    passed: bool = False
    practice: bool = False
    now: str = ""  # what to do where no day to aim at lies ahead
    may_be: str = ""  # between which days the last one is, where nobody knows it

    is_deadline = True

    def __post_init__(self):
        if not (self.checked_by_lawyer or self.on_notice):
            raise NotForPaper("No lawyer has checked this deadline and no notice says it.")

    @property
    def bead(self):
        return drawings.bead("deadline", ahead=not self.passed)

    @property
    def when(self):
        return _("now") if self.may_be else short_day(self.do_by or self.last_day)

    @property
    def do_by_in_words(self):
        return long_day(self.do_by) if self.do_by else ""

    @property
    def last_day_in_words(self):
        return long_day(self.last_day)


@dataclass(frozen=True)
class MissingPaper:
    name: str
    english: str = ""
    note: str = ""
    asked_on: date | None = None

    @property
    def asked(self):
        return short_day(self.asked_on) if self.asked_on else ""


@dataclass(frozen=True)
class PlanStep:
    """A step, in the first person. `who` is a role ("the clinic"), never a volunteer's name; empty is me."""

    what: str
    who: str = ""
    by: date | None = None
    done: bool = False

    @property
    def by_in_words(self):
        return short_day(self.by) if self.by else ""

    @property
    def box(self):
        return drawings.tick_box(ticked=self.done)


@dataclass(frozen=True)
class HelpNearby:
    name: str
    what: str = ""
    phone: str = ""


@dataclass(frozen=True)
class HomeSheet:
    """The sheet to leave at home. `story` holds lines and deadlines together, already in order of their days.

    `options` are words of legal options a lawyer has signed for this case; a person who has a lawyer gets
    questions and dates only, so there they do not print.
    """

    head: SheetHead
    story: tuple[StoryLine | DueLine, ...] = ()
    missing: tuple[MissingPaper, ...] = ()
    questions: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    has_lawyer: bool = False
    goal: str = ""
    steps: tuple[PlanStep, ...] = ()
    help_nearby: tuple[HelpNearby, ...] = ()

    @property
    def is_short(self):
        """Whether papers and questions fit side by side; long lists break over pages better one by one."""
        return max(len(self.missing), len(self.questions) + len(self.signed_options)) <= 4

    @property
    def signed_options(self):
        return () if self.has_lawyer else self.options

    @property
    def box(self):
        return drawings.tick_box()


def long_day(day):
    """The one long form: "Tuesday, December 8, 2026" / "martes, 8 de diciembre de 2026"."""
    return date_format(day, pgettext("date format", "l, F j, Y"))


def short_day(day):
    """Without the weekday: "December 8, 2026". The month is always a word, because 8/12 means two days."""
    return date_format(day, pgettext("date format", "F j, Y"))


def hour_in_words(at):
    """ "9:00 a.m."; twelve is said as noon, and nothing is ever at midnight."""
    return _("12:00 noon") if (at.hour, at.minute) == (12, 0) else date_format(at, "g:i a")


def when_in_words(on, sure):
    """A date as surely as it is known; a day is never made up."""
    if on is None or sure in (Sure.UNKNOWN, Sure.TO_BE_SET):
        return ""
    if sure == Sure.SEASON:
        return season_and_year(on)
    month = date_format(on, "YEAR_MONTH_FORMAT")
    return {
        Sure.MONTH: _("%(month)s (day not known)") % {"month": month},
        Sure.ABOUT: _("about %(month)s") % {"month": month},
        Sure.YEAR: _("%(year)s (month not known)") % {"year": on.year},
    }.get(sure) or long_day(on)
