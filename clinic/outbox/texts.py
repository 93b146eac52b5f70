"""The words of our messages: `texts.yaml`, filled in at the moment of sending."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clinic.outbox.gsm import to_gsm7
from clinic.words.spoken import LANGUAGES, filled, read_texts

EMAIL, SMS = "email", "sms"
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
VARIABLE = re.compile(r"\{(\w+)\}")


class CannotBeSaid(ValueError):
    """No such text, something it needs is not known, or it would tell a stranger too much."""


@dataclass(frozen=True)
class Words:
    """What is sent. A text message has no subject."""

    body: str
    subject: str = ""


def render(key, channel, language, *, plain=False, may_repeat=False, code_word="", **variables):
    """The message `key` for `channel` ("sms", "email") in `language`; one we have no texts in gets English.

    Variables are words already: weekday, date, time, place (neutral, at most 20 letters), clinic_phone. An empty time
    or place falls away; what the message cannot go without, and a variable it does not know, is CannotBeSaid, which
    is also what is raised when the finished text names a court, an office or a lawyer. `plain` is the person's choice
    of plain over neutral words, `code_word` their own sign that it is us.
    """
    language = language if language in LANGUAGES else "en"
    text = _text(key)
    _refuse_strangers(key, text, variables)
    body = _filled(_wording(key, text, channel, plain)[language], variables)
    if may_repeat:
        body = _with_repeat(body, channel, language)
    if code_word:
        body = f"{code_word}: {body}"
    words = _for(channel, body, _subject(text, variables, language))
    _refuse_telling(words)
    return words


def keys(channel=None):
    """Every message we can send, or those with words for `channel`."""
    return [key for key, text in _file()["texts"].items() if channel is None or channel in text]


def variables_in_order(variables):
    """The words of `variables` in the order of the file, "" where one is not given."""
    return [variables.get(name, "") for name in _file()["variables"]]


def tells_too_much(text):
    """The words in `text` that a stranger could learn from, in whichever language; none is what we want."""
    words = "|".join(re.escape(word) for language in LANGUAGES for word in _file()["never"][language])
    return re.findall(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE)


def _text(key):
    if key not in _file()["texts"]:
        raise CannotBeSaid(f"no text {key!r}")
    return _file()["texts"][key]


def _refuse_strangers(key, text, variables):
    strangers = sorted(set(variables) - {*_file()["variables"], *text.get("also", ())})
    if strangers:
        raise CannotBeSaid(f"{key} knows no {', '.join(strangers)}")
    missing = [name for name in text["asks"] if not variables.get(name)]
    if missing:
        raise CannotBeSaid(f"{key} cannot go without {', '.join(missing)}")


def _wording(key, text, channel, plain):
    wording = text.get(f"{channel}_plain") if plain else None
    wording = wording or text.get(channel)
    if wording is None:
        raise CannotBeSaid(f"{key} has no words for {channel}")
    return wording


def _filled(template, variables):
    def piece(match):
        return match[1] if all(variables.get(name) for name in VARIABLE.findall(match[1])) else ""

    return filled(OPTIONAL.sub(piece, template), variables)


def _subject(text, variables, language):
    return _file()["subjects"][text["subject"]][language].format_map(variables)


def _with_repeat(body, channel, language):
    repeat = _file()["repeat"][channel][language]
    return f"{repeat}{body}" if channel == SMS else f"{body}\n\n{repeat}"


def _for(channel, body, subject):
    return Words(body=to_gsm7(body)) if channel == SMS else Words(body=body, subject=subject)


def _refuse_telling(words):
    telling = tells_too_much(f"{words.subject} {words.body}")
    if telling:
        raise CannotBeSaid(f"tells too much: {', '.join(telling)}")


@lru_cache
def _file():
    return read_texts(Path(__file__).with_name("texts.yaml"))
