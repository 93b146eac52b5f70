"""Which days count: federal legal holidays with their observed days, and office closures of our own table.

Sources: 5 USC 6103(a)-(b), EO 11582 section 3; 8 CFR 1.2 and 1001.1(h) ("day"). State holidays do not count.
Two questions that are not to be mixed: a *legal day off* moves a last legal day; an office that is *closed*
only makes "do it by" earlier, unless its row in `closures.yaml` says that deadlines moved.
"""

import datetime
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import holidays
import yaml

ONE_DAY = datetime.timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
EVERYWHERE = "federal"


@lru_cache(maxsize=512)
def federal_holidays(year):
    """Legal holidays and their observed days that fall in `year`.

    One look-up a year misses December 31 when New Year's Day is a Saturday, so ours is by the day's own year.
    """
    return frozenset(day for day in holidays.US(years=(year, year + 1), expand=False) if day.year == year)


@dataclass(frozen=True)
class Closure:
    office: str
    day: datetime.date
    kind: str
    moves_deadlines: bool
    source: str
    read_on: datetime.date


@dataclass(frozen=True)
class Calendar:
    """The days of one office (or of all, without `office`). Local dates; nothing here knows a time."""

    closures: tuple[Closure, ...] = ()
    office: str = ""

    @cached_property
    def _closed(self):
        """{day: did deadlines move?} of the closures that concern this office."""
        ours = sorted(
            (closure for closure in self.closures if closure.office in (EVERYWHERE, self.office)),
            key=lambda closure: closure.moves_deadlines,
        )
        return {closure.day: closure.moves_deadlines for closure in ours}

    @cached_property
    def _known_off(self):
        return {}

    @cached_property
    def _years(self):
        return {}

    def day_off(self, day):
        """Why a last legal day cannot be this day: "saturday", "sunday", "holiday", "closed", or ""."""
        off = self._known_off.get(day)
        if off is None:
            off = self._known_off[day] = self._why_off(day)
        return off

    def _why_off(self, day):
        if day.weekday() >= SATURDAY:
            return "saturday" if day.weekday() == SATURDAY else "sunday"
        if day in federal_holidays(day.year):
            return "holiday"
        return "closed" if self._closed.get(day) else ""

    def is_business_day(self, day):
        """Monday to Friday, no legal holiday, the office not closed: a day on which one can do something."""
        return not self.day_off(day) and day not in self._closed

    def next_business_day(self, day):
        """The first day on or after `day` that is no legal day off; closures that move nothing count."""
        while self.day_off(day):
            day += ONE_DAY
        return day

    def previous_business_day(self, day):
        """The last day on or before `day` on which the office is open."""
        if self.is_business_day(day):
            return day
        return self.business_days_before(day, 1)

    def roll(self, day, how):
        """`how`: "next_business_day", "previous_business_day" or "none"."""
        if how == "next_business_day":
            return self.next_business_day(day)
        return self.previous_business_day(day) if how == "previous_business_day" else day

    def add_business_days(self, day, n):
        """The n-th day after `day` (day 0) that is no legal day off."""
        for _ in range(n):
            day = self.next_business_day(day + ONE_DAY)
        return day

    def business_days_before(self, day, n):
        """The n-th day before `day` (day 0) on which the office is open; n is at least 1."""
        year = day.year
        place = bisect_left(self._open_days(year), day) - n
        while place < 0:
            year -= 1
            place += len(self._open_days(year))
        return self._open_days(year)[place]

    def _open_days(self, year):
        """The days of a year on which the office is open, in order."""
        if year not in self._years:
            days = (datetime.date(year, 1, 1) + datetime.timedelta(n) for n in range(366))
            self._years[year] = [day for day in days if day.year == year and self.is_business_day(day)]
        return self._years[year]


@lru_cache
def known_closures():
    rows = yaml.safe_load(Path(__file__).with_name("closures.yaml").read_text(encoding="utf-8"))
    return tuple(Closure(**row) for row in rows)


@lru_cache(maxsize=128)
def our_calendar(office=""):
    """The federal calendar with the closures we know of; `office`, the key of a place, adds its own. One for all cases:
    it remembers the days it has looked up."""
    return Calendar(closures=known_closures(), office=office)
