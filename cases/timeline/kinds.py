"""The kinds of things on a timeline, and what to bring to those that lie ahead. Data: kinds.yaml, bring.yaml."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clinic.words.search import fold, nearness
from clinic.words.spoken import Spoken, read_texts, texts_of


@dataclass(frozen=True)
class Kind(Spoken):
    """`words()` has the name."""

    id: str
    group: str
    office: str  # court, ice, isap, app, uscis, other, none
    official: str  # the English words on the paper
    heard: tuple  # what people say; for finding only
    coarse: str | None = None  # hearing, check_in, other: what a sweep may know of a date that lies ahead
    story: bool = False
    appointment: bool = False  # somebody has to be somewhere
    paper: str | None = None  # the usual paper, a kind of document
    place: str | None = None  # the usual kind of place
    bring: str | None = None  # which list of bring.yaml
    comes: str = "never"  # whether a paper comes with it: always, usually, sometimes, never
    happens_somewhere: str = "never"
    body: str | None = None  # the official body it comes from
    sensitive: bool = False

    @property
    def is_story(self):
        return self.story

    @property
    def is_appointment(self):
        return self.appointment

    @property
    def lies_ahead(self):
        return self.coarse is not None

    def body_words(self, language=None):
        """ "the immigration court (EOIR)", or ""."""
        return getattr(Spoken(texts=_file("kinds.yaml")["bodies"]).words(language), self.body or "", "")

    @property
    def sought(self):
        return [fold(text) for text in (*self.texts["name"].values(), self.official, *self.heard) if text]

    def label(self, language=None):
        """On paper: the name, then the official English words where they add something."""
        name = self.words(language).name
        if not self.official or fold(self.official) in fold(name) or fold(name) in fold(self.official):
            return name
        return f"{name} · {self.official}"


@lru_cache
def kinds():
    """All kinds by id, in the order of the file: what lies ahead first."""
    return {row["id"]: _kind(dict(row)) for row in _file("kinds.yaml")["kinds"]}


def find_kinds(text, language=None, *, ahead=None, limit=8):
    """The kinds somebody may mean by the first two or three letters, nearest first; none for fewer than two.

    Hears English and Spanish, whatever the page speaks; accents and capitals do not matter. `ahead` keeps only
    the kinds that lie ahead (True) or belong to the story (False).
    """
    typed = fold(text)
    if len(typed) < 2:
        return []
    asked = [kind for kind in kinds().values() if ahead is None or (kind.lies_ahead if ahead else kind.story)]
    scored = [(nearness(typed, kind.sought), kind) for kind in asked]
    near = [(score, kind) for score, kind in scored if score is not None]
    return [kind for _score, kind in sorted(near, key=lambda pair: pair[0])[:limit]]


def appointments():
    """The kinds for which somebody has to be somewhere."""
    return [kind for kind in kinds().values() if kind.appointment]


def groups(language=None):
    """The groups' names by id, for a list of kinds with headings."""
    return vars(Spoken(texts=_file("kinds.yaml")["groups"]).words(language))


@dataclass(frozen=True)
class Thing:
    """Something to bring, in the language asked for."""

    id: str
    icon: str  # name of a drawing
    text: str

    def __str__(self):
        return self.text


def what_to_bring(kind_id, language=None):
    """The things to bring to this kind of visit; an empty list when nobody has to be anywhere."""
    known = kinds().get(kind_id)
    return bring_list(known.bring, language) if known and known.bring else []


def bring_list(name, language=None):
    """The things on one list of bring.yaml: court, check_in, uscis, other."""
    data = _file("bring.yaml")
    texts = vars(Spoken(texts=data["items"]).words(language))
    return [
        Thing(id=item, icon=data["items"][item]["icon"], text=texts[item]) for item in data["lists"][name]
    ]


def _kind(row):
    row["heard"] = tuple(row["heard"])
    return Kind(texts=texts_of(row, "name"), **row)


@lru_cache
def _file(name):
    return read_texts(Path(__file__).with_name(name))
