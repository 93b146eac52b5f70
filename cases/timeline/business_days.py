"""Which days count: federal legal holidays with their observed days, and office closures of our own table.

Sources: 5 USC 6103(a)-(b), EO 11582 section 3; 8 CFR 1.2 and 1001.1(h) ("day"). State holidays do not count.
Two questions that are not to be mixed: a *legal day off* moves a last legal day; an office that is *closed*
only makes "do it by" earlier, unless its row in `closures.yaml` says that deadlines moved.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache
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

    def day_off(self, day):
        """Why a last legal day cannot be this day: "saturday", "sunday", "holiday", "closed", or ""."""
        if day.weekday() >= SATURDAY:
            return "saturday" if day.weekday() == SATURDAY else "sunday"
        if day in federal_holidays(day.year):
            return "holiday"
        return "closed" if any(closure.moves_deadlines for closure in self._closures_on(day)) else ""

    def is_business_day(self, day):
        """Monday to Friday, no legal holiday, the office not closed: a day on which one can do something."""
        return not self.day_off(day) and not self._closures_on(day)

    def next_business_day(self, day):
        """The first day on or after `day` that is no legal day off; closures that move nothing count."""
        while self.day_off(day):
            day += ONE_DAY
        return day

    def previous_business_day(self, day):
        """The last day on or before `day` on which the office is open."""
        while not self.is_business_day(day):
            day -= ONE_DAY
        return day

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

    def _closures_on(self, day):
        return [
            closure
            for closure in self.closures
            if closure.day == day and closure.office in (EVERYWHERE, self.office)
        ]


@lru_cache
def known_closures():
    rows = yaml.safe_load(Path(__file__).with_name("closures.yaml").read_text(encoding="utf-8"))
    return tuple(Closure(**row) for row in rows)


def our_calendar(office=""):
    """The federal calendar with the closures we know of; `office`, the key of a place, adds its own."""
    return Calendar(closures=known_closures(), office=office)
