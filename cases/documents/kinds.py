"""Kinds of papers: what each shows, where a copy can be had, roughly how long that takes. The list is `kinds.yaml`."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clinic.words.search import fold, nearness
from clinic.words.spoken import Spoken, read_texts, texts_of


@dataclass(frozen=True)
class Route(Spoken):
    """One way to get a copy. `words()` has name, how and wait."""

    id: str


@dataclass(frozen=True)
class PaperKind(Spoken):
    """`words()` has name, shows (what it tells a reader) and wait (rough)."""

    id: str
    group: str
    sensitivity: str  # normal, high, restricted
    form: str = ""
    copies: tuple = ()  # ids of routes, the nearest first

    @property
    def routes(self):
        return [routes()[route] for route in self.copies]

    @property
    def sought(self):
        return [
            fold(text)
            for text in (*self.texts["name"].values(), self.form, self.form.replace("-", ""))
            if text
        ]


@lru_cache
def paper_kinds():
    """All kinds of papers by id, group by group."""
    data = _file()
    return {row["id"]: _paper_kind(dict(row), data["waits"]) for row in data["kinds"]}


@lru_cache
def routes():
    """The ways to get a copy, by id."""
    data = _file()
    found = {}
    for row in map(dict, data["routes"]):
        row["wait"] = data["waits"][row["wait"]]
        found[row["id"]] = Route(texts=texts_of(row, "name", "how", "wait"), **row)
    return found


def find_paper_kinds(text, language=None, *, limit=8):
    """The kinds somebody may mean by the first two or three letters, in English or Spanish, nearest first."""
    typed = fold(text)
    if len(typed) < 2:
        return []
    scored = [(nearness(typed, kind.sought), kind) for kind in paper_kinds().values()]
    near = [(score, kind) for score, kind in scored if score is not None]
    return [kind for _score, kind in sorted(near, key=lambda pair: pair[0])[:limit]]


def groups(language=None):
    """The groups' names by id, in order."""
    return vars(Spoken(texts=_file()["groups"]).words(language))


def _paper_kind(row, waits):
    row["wait"] = waits[row["wait"]]
    row["copies"] = tuple(row["copies"])
    return PaperKind(texts=texts_of(row, "name", "shows", "wait"), **row)


@lru_cache
def _file():
    return read_texts(Path(__file__).with_name("kinds.yaml"))
