"""Finding a word by its first two or three letters, as a volunteer types while listening."""

import re
import unicodedata

EXACT, START, WORD_START, INSIDE = range(4)


def fold(text):
    """Without accents, capitals, apostrophes or punctuation: "K'iche'" is "kiche", "¿Cañar?" is "canar"."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(part for part in parts if not unicodedata.combining(part))
    letters = re.sub(r"['’ʼ‘`]", "", letters)
    return re.sub(r"[\W_]+", " ", letters).strip()


def nearness(typed, phrases):
    """How near `typed` (folded) is to the nearest of the folded phrases: a small number, or None when not at all."""
    scores = [_score(typed, phrase) for phrase in phrases]
    return min((score for score in scores if score is not None), default=None)


def _score(typed, phrase):
    if phrase == typed:
        return EXACT
    if phrase.startswith(typed):
        return START
    if f" {typed}" in phrase:
        return WORD_START
    if len(typed) > 3 and typed in phrase:
        return INSIDE
    return None
