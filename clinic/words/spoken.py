"""Texts kept as data beside the code that uses them: one YAML file, every text in each language."""

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import yaml
from django.utils.translation import get_language

LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Spoken:
    """Something with texts. `texts` maps a field to its text (or list of texts) by language."""

    texts: MappingProxyType

    def words(self, language=None):
        """The texts in this language, or the active one, as attributes: `{{ kind.words.name }}`.

        A language we have no texts in gets English, which is what official papers speak.
        """
        code = (language or get_language() or "en").split("-")[0]
        return SimpleNamespace(**{field: texts.get(code, texts["en"]) for field, texts in self.texts.items()})


def texts_of(row, *fields):
    """Takes the fields that hold texts out of a row. A plain string is the same in every language; absent is empty."""
    return MappingProxyType({field: _by_language(row.pop(field, "")) for field in fields})


def _by_language(value):
    return value if isinstance(value, dict) else dict.fromkeys(LANGUAGES, value)


def read_texts(path):
    """The YAML file as it stands, plain data only."""
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def filled(text, variables):
    """`text` with its {variables}, which are words already; mends what they do to the sentence around them.

    "at {time}." after "9:00 a.m." has one full stop, and one o'clock is "la 1:00" in Spanish, never "las".
    """
    sentence = text.format_map(variables).replace(".m..", ".m.")
    return sentence.replace("a las 1:", "a la 1:").replace("de las 1:", "de la 1:")
