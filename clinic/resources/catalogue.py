"""Who else can help, and the rights in plain words. Data: resources.yaml, know_your_rights.yaml.

What nobody has checked is for staff to check, and for nobody else to see.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from clinic.words.spoken import Spoken, read_texts, texts_of


@dataclass(frozen=True)
class Resource(Spoken):
    """`words()` has name and about."""

    id: str
    help: tuple  # ids of helps()
    area: str
    confidence: str
    checked_on: date | None
    phone: str = ""
    url: str = ""
    fixed: bool = False  # part of a sentence on our paper: printed always

    def is_public(self, checks):
        return self.fixed or bool(self.checked_on or checks.get(self.id))


@dataclass(frozen=True)
class Right(Spoken):
    """`words()` has the text; `about` is for the lawyer who reads it."""

    id: str
    about: str
    checked_on: date | None


@lru_cache
def resources():
    """Everything by id, checked or not: for staff."""
    return {row["id"]: _resource(dict(row)) for row in _file("resources")["resources"]}


def public_resources(checks=(), *, help=None):
    """What may be printed and shown to anybody. `checks` are the clinic's own: {id: day somebody called or looked}."""
    checks = dict(checks)
    return [
        one for one in resources().values() if one.is_public(checks) and (help is None or help in one.help)
    ]


def helps(language=None):
    """What one can be helped with, by id."""
    return vars(Spoken(texts=_file("resources")["helps"]).words(language))


@lru_cache
def rights():
    """The lines about rights by id, checked or not: for staff."""
    return {
        row["id"]: Right(texts=texts_of(row, "text"), **row)
        for row in map(dict, _file("know_your_rights")["lines"])
    }


def public_rights(checks=()):
    """The lines a lawyer has read. `checks` are the clinic's own: {id: day}."""
    checks = dict(checks)
    return [one for one in rights().values() if one.checked_on or checks.get(one.id)]


def _resource(row):
    row["help"] = tuple(row["help"])
    return Resource(texts=texts_of(row, "name", "about"), **row)


@lru_cache
def _file(name):
    return read_texts(Path(__file__).with_name(f"{name}.yaml"))
