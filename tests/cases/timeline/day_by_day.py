"""The rules counted a second time, slowly and from their files: on a wall calendar, one day after the other.

Written against the text of the law and of the rule files, and shares no code with the engine. For a date that is only
partly known every day it can have been is counted.
"""

from collections import namedtuple
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

import cases.timeline

DAY = timedelta(days=1)
FILES = sorted((Path(cases.timeline.__path__[0]) / "rules").glob("*.yaml"))
ROWS = {row["id"]: row for path in FILES for row in yaml.safe_load(path.read_text(encoding="utf-8"))}

Due = namedtuple("Due", "key opens last aim latest latest_opens counts stopped")


def due(rule_id, days, *, by_mail="no", printed=None, base=None, otherwise=False, stop=None):
    """What the rule says of an event that happened on one of `days`: a Due, or None where no version was there.

    `base`: the days of the event it counts from, where that is another one; `stop`: the day something ends the count.
    """
    row = ROWS[rule_id]
    early = _every(row, days, base, printed, by_mail == "yes", otherwise)
    late = early if by_mail != "unknown" else _every(row, days, base, printed, True, otherwise)
    if not early:
        return None
    first = min(early, key=lambda got: got[0])
    latest = max(late, key=lambda got: (got[0], got[1]))
    _, zero, key, opens, last, landed = first
    counts = _by_key(row)[key]["compute"].get("counts", "last_day")
    if stop and days[0] <= stop <= latest[0]:
        return Due(key, None, None, None, None, None, counts, stop)
    last, at_latest = [
        min(day, printed) if _compares(row, key, printed) else day for day in (last, latest[0])
    ]
    aim = _aim(row, counts, zero, landed, first[0], last, opens)
    return Due(key, opens, last, aim, at_latest, latest[3], counts, None)


def _every(row, days, base, printed, mailed, otherwise):
    """(last day, day 0, version, and what `_one` says), for each day it can have been."""
    found = []
    for day in days:
        for zero in base or [day]:
            for version in row["versions"]:
                compute = version["compute"]
                start = printed if printed and compute["op"] in ("fixed", "printed") else zero
                got = _one(version, day, start, printed, mailed, otherwise)
                if got:
                    found.append((got[1], zero, version["key"], *got))
    return found


@cache
def is_off(day):
    """A Saturday, a Sunday, or a federal holiday on the day it is observed."""
    return day.weekday() > 4 or day in holidays(day.year)


@cache
def holidays(year):
    fixed = [
        date(y, m, d) for y in (year, year + 1) for m, d in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
    ]
    observed = {
        day - DAY if day.weekday() == 5 else day + DAY if day.weekday() == 6 else day for day in fixed
    }
    moving = [(1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4)]
    found = observed | {_nth(year, *which) for which in moving}
    juneteenth = {day for day in found if day.month == 6}
    return {day for day in found if day.year == year} - (juneteenth if year < 2021 else set())


def _nth(year, month, weekday, n):
    days = [date(year, month, 1) + DAY * k for k in range(31)]
    days = [day for day in days if day.month == month and day.weekday() == weekday]
    return days[n - 1 if n > 0 else n]


def _one(version, day, zero, printed, mailed, otherwise):
    """(first day of a window, last day, the day it was before it moved), or None where it is not this version's time.
    A day that the paper itself prints stands, whatever the version."""
    compute = version["compute"]
    if version["status"] not in ("in_force", "superseded"):
        return None
    if printed and compute["op"] in ("fixed", "printed"):
        day = version.get("effective_from") or day
    if version.get("applies_by") == "last_day":
        day = _land(compute, zero, mailed, otherwise)
    if not (version.get("effective_from") or date.min) <= day <= (version.get("effective_to") or date.max):
        return None
    opens, closes = None, compute
    if compute["op"] == "window":
        opens, closes = _land(compute["opens"], zero, False, False), compute["closes"]
        zero = printed if closes["op"] == "printed" else zero
    landed = _land(closes, zero, mailed, otherwise)
    last = _roll(landed, closes.get("roll"))
    if closes.get("max_days"):
        limit = _walk(day, closes["max_days"] + (closes["mailed_extra"] if mailed else 0))
        if _roll(limit, closes["roll"]) < last:
            landed, last = limit, _roll(limit, closes["roll"])
    return opens, last, landed


def _land(compute, zero, mailed, otherwise):
    op, unit = compute["op"], compute.get("unit", "days")
    if op in ("fixed", "printed"):
        return zero
    n = compute["otherwise"]["n"] if otherwise and "otherwise" in compute else compute["n"]
    if mailed and op == "add":
        n += compute.get("mailed_extra", 0)
    back = op == "subtract"
    if op == "age":
        day = _same_day(zero, 12 * n, back)
    elif unit in ("months", "years"):
        day = _same_day(zero, n * (12 if unit == "years" else 1), back)
    elif unit == "business_days":
        day = zero
        for _ in range(n):
            day += DAY
            while is_off(day):
                day += DAY
    else:
        day = _walk(zero, -n if back else n)
    return _walk(day, compute.get("shift_days", 0))


@cache
def _walk(day, n):
    step = DAY if n > 0 else -DAY
    for _ in range(abs(n)):
        day += step
    return day


@cache
def _same_day(zero, months, back):
    """Turns the pages of the calendar, and stops on the same number, or on the last day of a page that has no such."""
    day = zero
    for _ in range(months):
        page = (day.year, day.month)
        while (day.year, day.month) == page:
            day += -DAY if back else DAY
        day = day.replace(day=1)
    page = day.month
    while day.day < zero.day and (day + DAY).month == page:
        day += DAY
    return day


def _roll(day, how):
    while how in ("next_business_day", "previous_business_day") and is_off(day):
        day += DAY if how == "next_business_day" else -DAY
    return day


def _compares(row, key, printed):
    compute = _by_key(row)[key]["compute"]
    return (
        printed
        and compute["op"] not in ("fixed", "printed")
        and compute.get("counts", "last_day") == "last_day"
    )


def _aim(row, counts, zero, landed, counted, last, opens):
    """Our own day: as the rule says, else a working day before; open, and never after the last legal day."""
    ours = row.get("do_by")
    if counts != "last_day" and not ours:
        return None
    own = _land(ours, zero, False, False) if ours and ours["op"] != "before_last" else None
    if own and last == counted:
        return _roll(min(own, last), "previous_business_day")
    aim = last
    for _ in range(ours["n"] if ours and not own else 1):
        aim = _roll(aim - DAY, "previous_business_day")
    aim = min(aim, _roll(min(landed, last, own or last), "previous_business_day"))
    if opens and aim < opens and _roll(opens, "next_business_day") <= last:
        return _roll(opens, "next_business_day")
    return aim


def _by_key(row):
    return {version["key"]: version for version in row["versions"]}
