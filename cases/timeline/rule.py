"""What a rule of deadlines is: its texts, its versions, the facts it needs. They come from `rules.py`."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.utils.translation import get_language


class Status(StrEnum):
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    VACATED = "vacated"
    PROPOSED = "proposed"


@dataclass(frozen=True)
class Texts:
    """One text in every language we have; others are shown the English one."""

    by_language: tuple[tuple[str, str], ...] = ()

    def say(self, language=None):
        texts = self._texts
        return texts.get((language or get_language() or "en").split("-")[0]) or texts.get("en", "")

    @cached_property
    def _texts(self):
        return dict(self.by_language)

    def __bool__(self):
        return bool(self.by_language)


@dataclass(frozen=True)
class FactKind:
    """Something a rule must know, answered "yes", "no" or "unknown".

    `scope` "case": one answer for the case; "event": an answer about the event itself, such as an order.
    `yes_when` and `no_when` are event kinds that answer it by being on the timeline; where `papers_win`, they
    count for more than what was said. With `under_age` it follows from the birth date, where that is known: "yes"
    until the day somebody turns that many years, today ("case") or on the day of the event ("event").
    """

    id: str
    scope: str
    question: Texts
    yes_when: frozenset[str] = frozenset()
    no_when: frozenset[str] = frozenset()
    papers_win: bool = False
    under_age: int = 0

    @cached_property
    def kinds(self):
        return self.yes_when | self.no_when


@dataclass(frozen=True)
class Need:
    fact: FactKind
    answer: str


@dataclass(frozen=True)
class Otherwise:
    """Another number to count with where a fact is "yes": 3 years instead of 5 for somebody married to a citizen."""

    fact: FactKind
    n: int


@dataclass(frozen=True)
class Stop:
    """A kind of event that ends a count that has not run out; where it names a fact, only if that fact is "yes"."""

    kind: str
    fact: FactKind | None = None


@dataclass(frozen=True)
class Compute:
    """One way of counting; the fields are those of the file, and `rules.py` says what each means."""

    op: str
    n: int = 0
    unit: str = "days"
    shift_days: int = 0
    roll: str = "none"
    mailed_extra: int = 0
    max_days: int = 0
    from_kind: str = ""
    counts: str = "last_day"
    otherwise: Otherwise | None = None
    stops: tuple[Stop, ...] = ()
    opens: "Compute | None" = None
    closes: "Compute | None" = None


@dataclass(frozen=True)
class Version:
    key: str
    status: Status
    compute: Compute
    citation: str
    effective_from: date | None = None
    effective_to: date | None = None
    applies_by: str = ""
    note: Texts = Texts()

    @cached_property
    def computes(self):
        """In force now, or once, for events of its time; never what is vacated or only proposed."""
        return self.status in (Status.IN_FORCE, Status.SUPERSEDED)

    @cached_property
    def other_kinds(self):
        """The kinds of events it hangs on beside its own: the one whose day picks it, the one it counts from."""
        return tuple(
            kind for kind in (self.applies_by, self.compute.from_kind) if kind and kind != "last_day"
        )

    @cached_property
    def is_printed(self):
        """It counts from the day its paper prints, and from nothing else."""
        return "printed" in (self.compute.op, self.compute.closes and self.compute.closes.op)

    def reach(self, earliest, latest):
        """The part of earliest..latest that falls in this version's time, or None."""
        first = max(earliest, self.effective_from or earliest)
        last = min(latest, self.effective_to or latest)
        return (first, last) if first <= last else None


@dataclass(frozen=True)
class Rule:
    id: str
    group: str
    triggers: frozenset[str]
    versions: tuple[Version, ...]
    filing: str
    texts: dict[str, Texts]
    questions: dict[str, Texts]
    needs: tuple[Need, ...] = ()
    names_agency: bool = False
    only_latest: bool = False
    only_with: frozenset[str] = frozenset()
    nothing_before: bool = False
    silent_after_days: int | None = None
    met_by: frozenset[str] = frozenset()
    on_any_notice: bool = False
    do_by: Compute | None = None
    alert_days: tuple[int, ...] = ()
    confidence: str = ""
    basis: str = ""
    as_of: date | None = None
    fingerprint: str = field(default="", compare=False)

    def name(self, language=None):
        return self.texts["name"].say(language)

    def plain(self, language=None):
        return self.texts["plain"].say(language)

    def exceptions(self, language=None):
        return self.texts["exceptions"].say(language)

    def applies_to(self, language=None):
        return self.texts["applies_to"].say(language)

    def consequence(self, language=None):
        return self.texts["consequence"].say(language)

    def verify_with(self, language=None):
        return self.texts["verify_with"].say(language)

    @cached_property
    def counting(self):
        """The versions that compute."""
        return tuple(version for version in self.versions if version.computes)

    @cached_property
    def warning(self):
        """The versions that only warn."""
        return tuple(version for version in self.versions if not version.computes)

    @cached_property
    def at_any_time(self):
        return all(version.compute.op == "any_time" for version in self.versions)

    @cached_property
    def began(self):
        """The first day of its first version, where every version has one; else None."""
        days = [version.effective_from for version in self.counting]
        return min(days) if days and all(days) else None

    def version(self, key):
        return next((version for version in self.versions if version.key == key), None)

    def __hash__(self):
        return hash(self.id)
