"""What is said around a trip: before, how to be there, after, to a family by phone. Data: words.yaml.

What to bring belongs to the kind of visit: see `cases.timeline.kinds.what_to_bring`.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clinic.words.spoken import Spoken, filled, read_texts, texts_of


class NotFilledIn(ValueError):
    """A sentence for the phone lacks something it says."""


@dataclass(frozen=True)
class Line(Spoken):
    """`words()` has the text."""

    id: str
    days_before: int = 0


@dataclass(frozen=True)
class Call(Spoken):
    """A sentence for the phone. `level` is what the relative may know: any, nothing, date, outcome, held."""

    id: str
    level: str
    asks: tuple

    def said(self, language=None, **known):
        """The sentence with its variables, which are words already; a time is "9:00 a.m."."""
        missing = [name for name in self.asks if not known.get(name)]
        if missing:
            raise NotFilledIn(f"{self.id} lacks {', '.join(missing)}")
        return filled(self.words(language).text, known)


def before(days_before=None):
    """What to see to before the day: all of it, or what belongs to so many days before (7, 1)."""
    return [line for line in _lines("before") if days_before in (None, line.days_before)]


def conduct():
    """How to be there, for the briefing."""
    return _lines("conduct")


def if_taken():
    """What to do on the spot when officers take somebody."""
    return _lines("if_taken")


def after():
    return _lines("after")


def first_hours():
    """For the desk, in order, when somebody was taken."""
    return _lines("first_hours")


@lru_cache
def calls():
    """The sentences for the phone by id. What to a relative may be told is the consent's to say, not ours."""
    rows = map(dict, _file()["calls"])
    return {row["id"]: Call(texts=texts_of(row, "text"), asks=tuple(row.pop("asks")), **row) for row in rows}


def _lines(part):
    return [Line(texts=texts_of(row, "text"), **row) for row in map(dict, _file()[part])]


@lru_cache
def _file():
    return read_texts(Path(__file__).with_name("words.yaml"))
