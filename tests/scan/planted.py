"""Strings that occur nowhere else in the world, and a list of which of them went in where."""

import random
import secrets
from dataclasses import dataclass, field

SYLLABLES = [
    "za",
    "qui",
    "ñu",
    "bré",
    "kor",
    "tál",
    "vex",
    "mi",
    "jö",
    "pul",
    "dra",
    "hén",
    "wi",
    "cho",
    "gá",
    "ruz",
]
LONG = f" {secrets.token_urlsafe(4500)}"  # longer than any field of ours takes, and not to be compressed


@dataclass(frozen=True)
class String:
    """`kind`: one of MAKERS, or "secret" for what the program made; `way`: how it went in."""

    text: str
    kind: str
    way: str


@dataclass
class Garden:
    """Makes strings and remembers them. No two are alike, of this run or another."""

    strings: list = field(default_factory=list)
    email_begins: str = ""
    chance: random.Random = field(default_factory=lambda: random.Random(secrets.token_bytes(16)), repr=False)

    def plant(self, kind, way, text=None):
        string = String(text or MAKERS[kind](self), kind, way)
        self.strings.append(string)
        return string.text

    def word(self, syllables=4):
        return "".join(self.chance.choices(SYLLABLES, k=syllables))

    def digits(self, count):
        return "".join(self.chance.choices("0123456789", k=count))

    def plain_word(self):
        return "".join(self.chance.choices("bcdfghjkmnpqrstvwxyz", k=13))


def _name(garden):
    return f"{garden.word(3).capitalize()} {garden.word(4).capitalize()}"


def _phone(garden):
    return f"+1{garden.chance.choice('23456789')}{garden.digits(2)}{garden.chance.choice('23456789')}{garden.digits(6)}"


def _a_number(garden):
    digits = garden.chance.choice("123456789") + garden.digits(8)
    return f"A{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def _email(garden):
    return f"{garden.email_begins}{garden.plain_word()}@example.org"


MAKERS = {
    "name": _name,
    "text": _name,
    "phone": _phone,
    "a_number": _a_number,
    "email": _email,
    "staff_email": _email,
    "password": lambda garden: f"{garden.plain_word()} {garden.plain_word()}",
    "where": lambda garden: garden.plain_word(),
    "short": lambda garden: garden.plain_word(),
    "path": lambda garden: garden.plain_word() + garden.plain_word(),
    "agent": lambda garden: f"Browser {garden.plain_word()}",
}
