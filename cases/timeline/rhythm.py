"""How often something comes again: "every 2 weeks, on Tuesday", "every Monday", "every year". Pure: days in, days out.

Weeks and days give a day; months a day only where a weekday is said ("the second Tuesday"); else months and years give the
month and no more, because nobody said the day.
"""

import calendar
import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from clinic.words import dates as words

from .dates import PartialDate

MONDAY = datetime.date(2026, 1, 5)
WEEK = datetime.timedelta(weeks=1)


class Unit(StrEnum):
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Rhythm:
    """`weekday`: 0 for Monday, or None. `starts`, `ends`: the first and the last day it can be on; `at`: the hour."""

    every: int
    unit: Unit
    weekday: int | None
    starts: datetime.date
    ends: datetime.date | None = None
    at: datetime.time | None = None

    def next(self, *, after=None, not_before):
        """The next time as a PartialDate, expected and not confirmed; None once it has ended. `after`: the day of the last time
        that is known; later times are counted from there, as the office does after a visit that moved."""
        found = self._first() if after is None else self._step(after)
        while self._expected(found).latest() < not_before:
            found = self._step(found)
        when = self._expected(found)
        return None if self.ends and when.earliest() > self.ends else when

    def same_time(self, one, other):
        """Whether two days are the same time of this rhythm: one day, one week, or one month."""
        if self.unit == Unit.WEEKS:
            return _week(one) == _week(other)
        if self.unit == Unit.DAYS:
            return one == other
        return (one.year, one.month) == (other.year, other.month)

    def words(self):
        """ "every 2 weeks, on Tuesday"."""
        said = {
            Unit.DAYS: ngettext("every day", "every %(n)s days", self.every),
            Unit.WEEKS: ngettext("every week", "every %(n)s weeks", self.every),
            Unit.MONTHS: ngettext("every month", "every %(n)s months", self.every),
            Unit.YEARS: ngettext("every year", "every %(n)s years", self.every),
        }[self.unit] % {"n": self.every}
        if not self._has_weekday:
            return said
        named = words.weekday(MONDAY + datetime.timedelta(days=self.weekday))
        if self.unit == Unit.WEEKS:
            return _("%(often)s, on %(weekday)s") % {"often": said, "weekday": named}
        return _("%(often)s, on the %(which)s %(weekday)s") % {
            "often": said,
            "which": _which_words()[self._which],
            "weekday": named,
        }

    def to_data(self):
        return {
            "every": self.every,
            "unit": self.unit,
            "weekday": self.weekday,
            "starts": self.starts.isoformat(),
            "ends": self.ends.isoformat() if self.ends else "",
            "at": self.at.isoformat("minutes") if self.at else "",
        }

    @classmethod
    def from_data(cls, data):
        return cls(
            data["every"],
            Unit(data["unit"]),
            data["weekday"],
            datetime.date.fromisoformat(data["starts"]),
            datetime.date.fromisoformat(data["ends"]) if data["ends"] else None,
            datetime.time.fromisoformat(data["at"]) if data["at"] else None,
        )

    @property
    def _has_weekday(self):
        return self.weekday is not None and self.unit in (Unit.WEEKS, Unit.MONTHS)

    @property
    def _which(self):
        """Which such weekday of its month the first one is: 0 for the first; a fifth is the last."""
        return (self._first().day - 1) // 7

    def _first(self):
        if not self._has_weekday:
            return self.starts
        return self.starts + datetime.timedelta(days=(self.weekday - self.starts.weekday()) % 7)

    def _step(self, day):
        if self.unit == Unit.DAYS:
            return day + datetime.timedelta(days=self.every)
        if self.unit == Unit.WEEKS:
            on = self.weekday if self._has_weekday else day.weekday()
            return _week(day) + datetime.timedelta(weeks=self.every, days=on)
        year, month = divmod(day.year * 12 + day.month - 1 + self.every * self._months, 12)
        if self._has_weekday:
            return self._weekday_of(year, month + 1)
        return datetime.date(year, month + 1, 1)

    @property
    def _months(self):
        return 12 if self.unit == Unit.YEARS else 1

    def _weekday_of(self, year, month):
        days = [
            datetime.date(year, month, day)
            for day in range(1, calendar.monthrange(year, month)[1] + 1)
            if datetime.date(year, month, day).weekday() == self.weekday
        ]
        return days[min(self._which, len(days) - 1)]

    def _expected(self, day):
        exact = self._has_weekday or self.unit in (Unit.DAYS, Unit.WEEKS)
        return PartialDate.expected(day.year, day.month, day.day if exact else None)


def _week(day):
    return day - datetime.timedelta(days=day.weekday())


def _which_words():
    return [
        pgettext("of the month", "first"),
        pgettext("of the month", "second"),
        pgettext("of the month", "third"),
        pgettext("of the month", "fourth"),
        pgettext("of the month", "last"),
    ]
