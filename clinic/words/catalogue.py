"""The translations: `locale/<language>/LC_MESSAGES/django.po`, kept and compiled with Babel.

Django's own makemessages needs the system's gettext, which a clinic's borrowed machine does not have.
A text is known by its key: (context, msgid), where a text with a plural is known by its singular.
"""

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from clinic.words.extraction import extract

# Written by hand, so that no clock and no version of a tool changes it and each diff is about words.
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def languages(root):
    """The languages that have a catalogue. English is the source and has none."""
    return sorted(path.parts[-3] for path in Path(root, "locale").glob("*/LC_MESSAGES/django.po"))


def read(root, language):
    """The catalogue as it stands; an empty one where there is none yet."""
    path = _po(root, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(root, language, additions=(), *, tidy=False):
    """Write the catalogue anew from today's texts, with the translations it had and those in `additions`.

    `additions` maps (context, msgid) to a text or a list of plural forms. Returns the keys among them that
    no text of ours asks for. A text no longer said stays at the end of the file, out of use, so that a
    template half-way through an edit costs nobody's work; `tidy` lets go of those.
    """
    additions = dict(additions)
    with _one_writer(root, language):
        old, new = read(root, language), Catalog(locale=language)
        had = {key_of(message): message for message in (*old.obsolete.values(), *old) if message.id}
        for source in extract(root):
            if source.id:
                _carry_over(new, source, had.pop(key_of(source), None), additions.pop(key_of(source), None))
        if not tidy:
            new.obsolete = {key: message for key, message in sorted(had.items()) if any(message.string)}
        _write(_po(root, language), new, language)
    return sorted(additions)


def compile_all(root):
    """Write the .mo beside each .po; returns the languages compiled."""
    for language in languages(root):
        with _po(root, language).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(root, language))
    return languages(root)


def read_additions(path):
    """A YAML file of translations: `msgid: text`, a list for plurals, a mapping below a context's name."""
    additions = {}
    for name, value in (yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}).items():
        if isinstance(value, dict):
            additions |= {(name, msgid): text for msgid, text in value.items()}
        else:
            additions["", name] = value
    return additions


def key_of(message):
    """What gettext knows a text by: its context and its singular."""
    return message.context or "", message.id[0] if message.pluralizable else message.id


def _carry_over(catalogue, source, had, given):
    text = had.string if given is None and had is not None else given
    flags = had.flags & {"fuzzy"} if given is None and had is not None else ()
    comments = had.user_comments if had is not None else ()
    text = _fitting(text, source.pluralizable)
    catalogue.add(source.id, text, source.locations, flags, user_comments=comments, context=source.context)


def _fitting(text, pluralizable):
    if isinstance(text, str):
        return (text, text) if pluralizable else text
    return tuple(text or ("", "")) if pluralizable else (text or [""])[0]


def _write(path, catalogue, language):
    draft = path.with_suffix(".po.new")
    with draft.open("wb") as file:
        file.write(HEADER.format(language=language).encode())
        write_po(file, catalogue, width=110, omit_header=True, include_lineno=False)
    draft.replace(path)


def _po(root, language):
    return Path(root, "locale", language, "LC_MESSAGES", "django.po")


@contextmanager
def _one_writer(root, language):
    folder = _po(root, language).parent
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
