"""The story as a few beads on a cord, in order and not to scale. The list under it holds everything."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clinic.words import dates

from .kinds import kinds

BEHIND, AHEAD = 3, 4  # as many as fit a phone
A_YEAR = 300  # days; further away the year says more than the day


@dataclass(frozen=True)
class Strip:
    beads: list
    sentence: str


def strip_of(lines, today):
    """The last beads behind today and the first ahead; None where there are none. What hurts to read is not on it, nor a
    deadline that somebody answered or that is over. `lines`: those of `shown.lines`."""
    told = [line for line in lines if _has_a_bead(line)]
    behind = [_bead(line, today) for line in told if not line.ahead][-BEHIND:]
    ahead = [_bead(line, today) for line in told if line.ahead][:AHEAD]
    return Strip(behind + ahead, _sentence(behind, ahead)) if behind or ahead else None


def _has_a_bead(line):
    if line.event is None:
        return line.due is not None and line.due.is_open and line.due.do_by is not None and not line.due.past
    kind = kinds().get(line.event.kind)
    return kind is not None and not kind.sensitive and line.event.partial.earliest() is not None


def _bead(line, today):
    return {"kind": line.bead, "label": _label(line), "day": _day(line, today), "past": not line.ahead}


def _label(line):
    if line.event is None:
        return pgettext("on the strip", "Due")
    kind = kinds()[line.event.kind]
    if kind.id == "asylum-filed":
        return pgettext("on the strip", "Asylum")
    return _short().get(kind.office) or _short().get(kind.group) or pgettext("on the strip", "Note")


def _short():
    return {
        "court": pgettext("on the strip", "Court"),
        "ice": "ICE",
        "isap": "ISAP",
        "uscis": "USCIS",
        "arrival": pgettext("on the strip", "Arrival"),
        "life": pgettext("on the strip", "Family"),
    }


def _day(line, today):
    when = line.event.partial if line.event else None
    day = when.on if when else line.due.do_by
    if day and abs((day - today).days) < A_YEAR:
        return dates.day_in_short(day)
    return str((day or when).year)


def _sentence(behind, ahead):
    said = [_("In order, not to scale.")]
    if behind:
        said.append(_("Before today: %(what)s.") % {"what": _list(behind)})
    if ahead:
        said.append(_("From today on: %(what)s.") % {"what": _list(ahead)})
    return " ".join(said)


def _list(beads):
    return ", ".join(f"{bead['label']} {bead['day']}" for bead in beads)
