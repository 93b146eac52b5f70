"""The story as a list: one group of it or all, in parts that a page holds, each year under its own heading."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from .drawing import DUE
from .kinds import groups

MOST = 30  # lines on one page
LONG = 40  # lines, from which on the years are listed above


@dataclass(frozen=True)
class Choice:
    """A link of the page. `query`: where it leads; it names numbers, nothing of this person."""

    name: str
    count: int
    query: str
    is_here: bool = False


@dataclass(frozen=True)
class Listed:
    years: list  # (year or 0 where no day is known, its heading, lines)
    sifts: list
    jumps: list
    parts: list


def listed(lines, asked):
    """`lines`: those of `shown.lines`, today among them. `asked`: the page's query; what is not ours in it is not looked at."""
    numbers = _numbers(lines)
    only = next((group for group, number in numbers.items() if asked.get("only") == str(number)), None)
    kept = [line for line in lines if only is None or line.today or group_of(line) == only]
    parts = _parts(kept)
    here = _part_asked(parts, asked.get("part", ""))
    prefetch_related_objects([line.event for line in parts[here] if line.event], "former_dates")
    return Listed(
        years=_years(parts[here]),
        sifts=_sifts(lines, numbers, only),
        jumps=_jumps(parts, here, numbers.get(only)) if len(kept) > LONG else [],
        parts=_pages(parts, here, numbers.get(only)) if len(parts) > 1 else [],
    )


def group_of(line):
    return DUE if line.due is not None else line.group


def year_of(line):
    """0 where no day is known."""
    if line.today:
        return line.today.year
    return 0 if line.sort[0] == date.max else line.sort[0].year


def _numbers(lines):
    """The groups there are, each with its number among all; the address says only that."""
    present = {group_of(line) for line in lines if not line.today}
    return {group: n for n, group in enumerate((*groups(), DUE), 1) if group in present}


def _parts(lines):
    parts = []
    for _year, of_year in groupby(lines, year_of):
        of_year = list(of_year)
        for start in range(0, len(of_year), MOST):
            chunk = of_year[start : start + MOST]
            if parts and len(parts[-1]) + len(chunk) <= MOST:
                parts[-1] += chunk
            else:
                parts.append(chunk)
    return parts


def _part_asked(parts, asked):
    """The part that is asked for, else the one with today."""
    if asked.isascii() and asked.isdigit() and 1 <= int(asked[:4]) <= len(parts):
        return int(asked[:4]) - 1
    return next((n for n, part in enumerate(parts) if any(line.today for line in part)), 0)


def _years(part):
    return [(year, _heading(year), list(lines)) for year, lines in groupby(part, year_of)]


def _heading(year):
    return str(year) if year else _("No day is known")


def _sifts(lines, numbers, only):
    """All, then each group; none where there is nothing to choose."""
    if len(numbers) < 2:
        return []
    names = {**groups(), DUE: _("Deadlines")}
    found = [group_of(line) for line in lines if not line.today]
    every = Choice(_("All"), len(found), "?", only is None)
    return [
        every,
        *(Choice(names[g], found.count(g), _query(number), g == only) for g, number in numbers.items()),
    ]


def _jumps(parts, here, number):
    found = []
    for n, part in enumerate(parts):
        for year, heading, lines in _years(part):
            count = sum(not line.today for line in lines)
            to = f"#y{year}" if n == here else f"{_query(number, n + 1)}#y{year}"
            if count and (not found or found[-1].name != heading):
                found.append(Choice(heading, count, to))
            elif count:
                found[-1] = Choice(heading, found[-1].count + count, found[-1].query)
    return found


def _pages(parts, here, number):
    return [
        Choice(_span(part), sum(not line.today for line in part), _query(number, n + 1), n == here)
        for n, part in enumerate(parts)
    ]


def _span(part):
    first, last = _heading(year_of(part[0])), _heading(year_of(part[-1]))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _query(number=None, part=None):
    said = [f"only={number}"] if number else []
    return "?" + "&".join([*said, f"part={part}"] if part else said)
