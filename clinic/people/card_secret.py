"""The secret of a card: five words of somebody's language without accents, or twelve digits where there is no list."""

import secrets
import unicodedata
from functools import lru_cache
from math import log2
from pathlib import Path

from clinic.words.search import fold
from clinic.words.spoken import read_texts

WORDS, DIGITS = 5, 12


@lru_cache
def _lists():
    written = read_texts(Path(__file__).with_name("secret_words.yaml"))["words"]
    return {language: tuple(words.split()) for language, words in written.items()}


def words_of(language):
    """The words to choose from for somebody who speaks this language (ISO 639-3); () where we have no list."""
    return _lists().get(language, ())


def new_secret(language, *, digits=False):
    """Chosen by the machine: "river lemon stone acorn tulip", or "4821 0937 5516"."""
    words = words_of(language)
    if digits or not words:
        signs = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        return " ".join(signs[at : at + 4] for at in range(0, DIGITS, 4))
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def bits(language, *, digits=False):
    """The entropy of such a secret. No word begins another, so words typed without spaces still mean one secret alone."""
    words = words_of(language)
    return DIGITS * log2(10) if digits or not words else WORDS * log2(len(words))


def as_typed(text):
    """What somebody types, whatever the capitals, spaces, dashes and accents, and in the digits of any script."""
    return "".join(str(unicodedata.digit(sign, sign)) for sign in fold(text) if sign.isalnum())
