"""What a rule of deadlines is: its texts, its versions, the facts it needs. They come from `rules.py`."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

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
        texts = dict(self.by_language)
        return texts.get((language or get_language() or "en").split("-")[0]) or texts.get("en", "")

    def __bool__(self):
        return bool(self.by_language)


@dataclass(frozen=True)
class FactKind:
    """Something a rule must know, answered "yes", "no" or "unknown".

    `scope` "case": one answer for the case; "event": an answer about the event itself, such as an order.
    `yes_when` and `no_when` are event kinds that answer it by being on the timeline; where `papers_win`, they
    count for more than what was said.
    """

    id: str
    scope: str
    question: Texts
    yes_when: frozenset[str] = frozenset()
    no_when: frozenset[str] = frozenset()
    papers_win: bool = False


@dataclass(frozen=True)
class Need:
    fact: FactKind
    answer: str


@dataclass(frozen=True)
class Compute:
    op: str
    n: int = 0
    unit: str = "days"
    shift_days: int = 0
    roll: str = "none"
    mailed_extra: int = 0
    from_kind: str = ""
    counts: str = "last_day"
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

    @property
    def computes(self):
        """In force now, or once, for events of its time; never what is vacated or only proposed."""
        return self.status in (Status.IN_FORCE, Status.SUPERSEDED)

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

    def consequence(self, language=None):
        return self.texts["consequence"].say(language)

    def verify_with(self, language=None):
        return self.texts["verify_with"].say(language)

    def version(self, key):
        return next((version for version in self.versions if version.key == key), None)

    def __hash__(self):
        return hash(self.id)
