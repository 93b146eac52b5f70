"""What a form writes: each statement that changes a row, with its values, and each word that is sealed on the way."""

import itertools
import re
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from unittest import mock
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from django.urls import resolve

from clinic.people.models import Person
from clinic.vault import crypto
from clinic.vault.own_keys import own_key
from tests.scan import filling

from . import bodies, knocking

CHANGES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) ", re.IGNORECASE)
BESIDE = re.compile(
    r'"(django_session|usersessions_usersession|clinic_cache|clinic_attempt|clinic_leftover|clinic_takenform)"'
)  # around every form
BY_CHANCE = (uuid.UUID, bytes, psycopg.Binary, datetime)
A_NEW_ID = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|^![0-9A-Za-z]{40}$|^argon2.+$"
)  # or a password nobody can use

IDS = re.compile(r"(^|_)(id|pk|person|user|by|case|holder|volunteer|member|actor)$")
FOREIGN = "uninvited-" + uuid.uuid4().hex


@dataclass
class Written:
    """`changes`: [(statement, values)]; `sealed`: the words, as bytes."""

    changes: list = field(default_factory=list)
    sealed: list = field(default_factory=list)
    status: int = 0
    location: str = ""

    @property
    def rows(self):
        """Changes to rows of the clinic's, apart from the trail and what its pages were looked at with."""
        return [change for change in self.changes if '"clinic_auditentry"' not in change[0]]

    def says(self, word):
        return any(word in str(value) for _statement, values in self.changes for value in values) or any(
            word.encode() in words for words in self.sealed
        )


@contextmanager
def noted():
    written, beside = Written(), {own_key(label) for label in ("draft", "session", "once")}

    def note(execute, statement, values, many, context):
        if CHANGES.match(statement) and not BESIDE.search(statement[:60]):
            for each in values if many else [values or ()]:
                written.changes.append((statement, list(each)))
        return execute(statement, values, many, context)

    def seal(key, plain, bound_to, sealed=crypto.seal):
        if key not in beside:
            written.sealed.append(bytes(plain))
        return sealed(key, plain, bound_to)

    with connection.execute_wrapper(note), mock.patch.object(crypto, "seal", seal):
        yield written


def differences(one, other):
    """Where `other` wrote something else than `one`, but for what differs each time: new ids, moments, what is sealed."""
    statements = [statement for statement, _values in one.changes]
    if [statement for statement, _values in other.changes] != statements:
        return [f"{len(statements)} statements, then {len(other.changes)}"]
    return [
        f"{statement[:160]}: {before!r}, then {after!r}"
        for (statement, first), (_, second) in zip(one.changes, other.changes, strict=True)
        for before, after in zip(first, second, strict=True)
        if not _is_alike(before, after)
    ]


def _is_alike(one, other):
    if type(one) is type(other) and isinstance(one, BY_CHANCE):
        return True
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_alike, one, other))
    return A_NEW_ID.sub("", str(one)) == A_NEW_ID.sub("", str(other))


def send(browser, asked, pairs):
    """Posts what a browser would post; returns what was written."""
    with noted() as written:
        answer = post(browser, asked, pairs)
    written.status, written.location = answer.status_code, answer.get("Location", "")
    return written


def post(browser, asked, pairs):
    files = [name for name, _ in filling.taken(asked.form, bodies.Plain(), "")[1]]
    body, kind = bodies.with_papers(pairs, files) if files else (bodies.encoded(pairs), bodies.FORM)
    return browser.generic("POST", asked.form.action, body, content_type=kind)


def uninvited(asked, turn=0):
    """Every field's name of every model, but for the form's own, with something that is not the form's to say."""
    own = {name.split("-")[-1] for name in asked.names} | set(asked.names)
    said = itertools.cycle([str(_another_person().pk), "on", FOREIGN, str(uuid.UUID(int=7)), "0"])
    names = [name for name in bodies.FIELD_NAMES if name not in own]
    fitting = [(name, _fitting(name)) for name in names]
    return fitting if not turn else [(name, next(said)) for name in [*names[turn:], *names[:turn]]]


def _another_person():
    return next(person for person in Person.objects.all() if person.called != "Rosa")


def _fitting(name):
    if IDS.search(name):
        return str(_another_person().pk)
    return "on" if name.startswith("is_") else f"{FOREIGN} {name}"


@dataclass
class Sent:
    """One form, sent as it should be, the same again at once, and (from where it began) with all those names beside."""

    asked: object
    first: Written
    second: Written
    other: Written
    foreign: set

    @property
    def said(self):
        return f"{self.asked.role}: {self.asked.kind} on {self.asked.page}"

    @property
    def is_taken(self):
        return bool(self.first.location and self.first.rows)

    @property
    def uninvited(self):
        """Nothing but chance may differ, and none of what the names said is written, sealed or not."""
        faults = differences(self.first, self.other) + [
            f"wrote {word}" for word in self.foreign if self.other.says(word) and not self.first.says(word)
        ]
        if self.other.status != self.first.status:
            faults.append(f"answered {self.first.status}, then {self.other.status}")
        return faults

    @property
    def again(self):
        """The second leads where the first led, and writes no row."""
        faults = [statement[:160] for statement, _values in self.second.rows]
        if self.second.location != self.first.location:
            faults.append(f"led to {self.first.location}, then to {self.second.location}")
        return faults


def sent(browser, asked, turn=0):
    pairs, more = bodies.valid(asked.form), uninvited(asked, turn)
    with knocking.as_it_was(browser):
        first, second = send(browser, asked, pairs), send(browser, asked, pairs)
    with knocking.as_it_was(browser):
        other = send(browser, asked, more + pairs)
    return Sent(asked, first, second, other, {value for _name, value in more if len(value) > 2})


def is_taken_once(asked):
    """Behind the sign-in; and not what begins a new session, which has to say everything anew."""
    if asked.kind == "everybodys_sessions":
        return False
    return getattr(resolve(urlsplit(asked.form.action).path).func, "login_required", True)


def of_each_kind(forms):
    """One form of each kind and with the same questions, whoever was shown it."""
    return list({(asked.kind, *asked.names): (browser, asked) for browser, asked in forms}.values())
