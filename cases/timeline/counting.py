"""From day 0 to the last day, as one version of a rule counts. How days are counted in law: `deadlines.py`."""

import calendar as months
from datetime import date, timedelta
from typing import NamedTuple

from cases.timeline.rule import Compute, Version

EVERY_MONTH_HAS = 28  # days


class Count(NamedTuple):
    """Where a count landed, where it is after the shift, and the last day, after it rolled.

    `off`: why it rolled. `opens`: the first day of a window. `capped`: the printed day, where the law gives fewer
    days than it.
    """

    version: Version
    compute: Compute
    day_zero: date
    n: int
    landed: date
    shifted: date
    last: date
    off: str = ""
    opens: date | None = None
    capped: date | None = None


def count(version, day_zero, calendar, *, n=None, extra=0, printed=None):
    """Counts from `day_zero`. `n`: instead of the version's own number; `extra`: days more, for the mail; `printed`:
    the day a window closes on, where its paper prints that."""
    compute, opens = version.compute, None
    if compute.op == "window":
        opens = landing(compute.opens, day_zero, calendar)
        compute = compute.closes
        day_zero = printed if compute.op == "printed" else day_zero
    n = compute.n if n is None else n
    if extra and compute.op == "add":
        n += extra
    landed = land(compute, n, day_zero, calendar)
    shifted = landed + timedelta(compute.shift_days) if compute.shift_days else landed
    last = calendar.roll(shifted, compute.roll)
    off = (calendar.day_off(shifted) or "closed") if last != shifted else ""
    return Count(version, compute, day_zero, n, landed, shifted, last, off, opens)


def capped(found, paper_day, extra, calendar):
    """The same count, no later than the law allows: so many days after the day of the paper."""
    days = found.compute.max_days + extra
    limit = paper_day + timedelta(days)
    last = calendar.roll(limit, found.compute.roll)
    if last >= found.last:
        return found
    off = (calendar.day_off(limit) or "closed") if last != limit else ""
    return Count(
        found.version,
        found.compute,
        paper_day,
        days,
        limit,
        limit,
        last,
        off,
        found.opens,
        capped=found.landed,
    )


def landing(compute, day_zero, calendar):
    """The day a compute of its own lands on: the first day of a window, or our aim."""
    return land(compute, compute.n, day_zero, calendar) + timedelta(compute.shift_days)


def land(compute, n, day_zero, calendar):
    if compute.op in ("fixed", "printed"):
        return day_zero
    if compute.unit == "business_days":
        return calendar.add_business_days(day_zero, n)
    n = -n if compute.op == "subtract" else n
    if compute.unit == "days":
        return day_zero + timedelta(n)
    return add_months(day_zero, n * 12 if compute.unit == "years" else n)


def add_months(day, n):
    """The same day n months later. A month that has no such day ends on its last: a year from February 29 is
    February 28."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if day.day <= EVERY_MONTH_HAS:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
