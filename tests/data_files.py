"""What every data file of ours promises: both languages everywhere, and no word the clinic never says."""

from clinic.words.never_said import never_said
from clinic.words.spoken import LANGUAGES


def untranslated(things):
    """(id, field) of texts that one language has and another has not."""
    return [
        (name_of(thing), field)
        for thing in things
        for field, by_language in thing.texts.items()
        if len({bool(by_language.get(language)) for language in LANGUAGES}) > 1
    ]


def uneven_lists(things):
    """(id, field) of lists that are longer in one language than in another."""
    return [
        (name_of(thing), field)
        for thing in things
        for field, by_language in thing.texts.items()
        if isinstance(by_language["en"], list) and len(by_language["en"]) != len(by_language["es"])
    ]


def said_after_all(things):
    """(id, language, word) of words the clinic never says."""
    return [
        (name_of(thing), language, word)
        for thing in things
        for by_language in thing.texts.values()
        for language in LANGUAGES
        for text in as_list(by_language[language])
        for word in never_said(text, language)
    ]


def name_of(thing):
    return next(getattr(thing, name) for name in ("id", "slug", "code") if hasattr(thing, name))


def as_list(text):
    return text if isinstance(text, list) else [text]
