"""What is wrong with a catalogue, said one line a fault."""

import re

from clinic.words.catalogue import key_of, languages, read
from clinic.words.extraction import extract
from clinic.words.never_said import never_said

VARIABLES = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def faults(root):
    """Lines of text, one for each fault in any language; an empty list when all is well."""
    said = [message for message in extract(root) if message.id]
    texts = [text for message in said for text in _forms(message.id)]
    found = [f"en: never said: {word!r} in {text!r}" for text in texts for word in never_said(text, "en")]
    for language in languages(root) or ["es"]:
        catalogue = {key_of(message): message for message in read(root, language)}
        for message in said:
            mended = catalogue.get(key_of(message))
            found += [
                f"{language}: {fault}: {message.id!r}" for fault in _faults_of(message, mended, language)
            ]
    return found


def _faults_of(source, message, language):
    if message is None:
        return ["new"]
    if not all(_forms(message.string)):
        return ["not translated"]
    found = ["fuzzy"] if message.fuzzy else []
    if not _same_variables(source.id, message.string):
        found.append("other variables")
    words = [word for text in _forms(message.string) for word in never_said(text, language)]
    return found + [f"never said: {word!r}" for word in words]


def _same_variables(source, translation):
    """A singular may leave the number out ("one person"), so only the last form is held to all of them."""
    asked, *rest = [_variables(text) for text in reversed(_forms(source))]
    last, *others = [_variables(text) for text in reversed(_forms(translation))]
    return last == asked and all(other <= asked.union(*rest) for other in others)


def _variables(text):
    return {named or braced for named, braced in VARIABLES.findall(text)}


def _forms(text):
    return (text,) if isinstance(text, str) else tuple(text or ("",))
