"""The languages people may speak best. The list is `languages.yaml`."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clinic.words.search import fold, nearness
from clinic.words.spoken import Spoken, read_texts, texts_of


@dataclass(frozen=True)
class Language(Spoken):
    code: str  # ISO 639-3
    own: str  # what its speakers call it
    short: str = ""  # ISO 639-1, where there is one
    heard: tuple = ()
    often: bool = False  # often heard at clinics in New York
    group: bool = False  # a name for several languages: ask which one
    ask_town: bool = False  # the way of speaking changes from town to town

    @property
    def sought(self):
        names = (self.own, *self.texts["name"].values(), self.code, *self.heard)
        return [fold(name) for name in names if fold(name)]

    def label(self, language=None):
        """ "Spanish · Español": the name on this page, and the language's own."""
        name = self.words(language).name
        return (
            name if fold(name).split()[0] == (fold(self.own).split() or [""])[0] else f"{name} · {self.own}"
        )


@lru_cache
def languages():
    """All languages by code, those heard most often first."""
    rows = read_texts(Path(__file__).with_name("languages.yaml"))["languages"]
    found = [_language(dict(row)) for row in rows]
    return {language.code: language for language in sorted(found, key=lambda one: not one.often)}


def find_languages(text, language=None, *, limit=8):
    """The languages somebody may mean by the first two or three letters, nearest first; none for fewer than two."""
    typed = fold(text)
    if len(typed) < 2:
        return []
    scored = [
        (nearness(typed, one.sought), not one.often, one.words(language).name, one)
        for one in languages().values()
    ]
    near = [entry for entry in scored if entry[0] is not None]
    return [entry[-1] for entry in sorted(near, key=lambda entry: entry[:3])[:limit]]


def language_named(code, language=None):
    """What to call the language with this code; the code itself when we do not know it."""
    known = languages().get(code)
    return known.words(language).name if known else code


def _language(row):
    row["name"] = {"en": row.pop("en"), "es": row.pop("es")}
    row["heard"] = tuple(row.get("heard", ()))
    return Language(texts=texts_of(row, "name"), **row)
