"""One value for each sealed field of each row, found nowhere else in the world, and what of them an answer shows.

A value is as its field is: words, a number, an e-mail address, a date in a year of its own. What is chosen from a list of ours
(a kind, a rule, an answer) cannot be told from the list itself: for such a field, that a page opened it counts as shown.
"""

import html
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, time
from itertools import count

from django.apps import apps
from django.utils import timezone
from pypdf import PdfReader

from cases.documents import services as documents
from cases.timeline.dates import PartialDate
from clinic.people import roll
from clinic.people.models import Person
from clinic.vault.fields import SealedField

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORD, YEAR = re.compile(r"zq[a-p]{4}", re.IGNORECASE), re.compile(r"\b19[0-4]\d\b")
PHONE, A_NUMBER = re.compile(r"718\D{0,3}555\D{0,2}(\d{4})"), re.compile(r"999\D{0,2}(\d{3})\D{0,2}(\d{3})")
CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
UNUSUAL = [minute for minute in range(60) if minute % 5]
FIRST_YEAR = 1901


@dataclass(frozen=True)
class Value:
    """`field`: "cases.Case.worry", or what else the table names; `holder`: the id of whom it is about."""

    field: str
    holder: object


class Garden:
    """What was planted: {what is looked for: Value}."""

    def __init__(self):
        self.planted, self.contents, self.numbers, self.years = {}, {}, count(), {}

    def plant(self, field, holder, way="words"):
        key, value = getattr(self, f"_{way}")(field, holder)
        self.planted[key] = Value(field, holder)
        return value

    def _words(self, field, holder):
        number = next(self.numbers)
        word = "zq" + "".join("abcdefghijklmnop"[number >> shift & 15] for shift in (12, 8, 4, 0))
        return word, word.capitalize()

    def _email(self, field, holder):
        word, _shown = self._words(field, holder)
        return word, f"{word}@example.org"

    def _phone(self, field, holder):
        digits = f"{next(self.numbers):04}"
        return f"phone {digits}", f"+1718555{digits}"

    def _a_number(self, field, holder):
        digits = f"{next(self.numbers):06}"
        return f"A {digits}", f"A999-{digits[:3]}-{digits[3:]}"

    def _day(self, field, holder):
        """The same year for all of a holder's rows."""
        year = self.years.setdefault((field, holder), FIRST_YEAR + len(self.years))
        assert YEAR.fullmatch(str(year)), len(self.years)
        return str(year), date(year, 5, 17)

    def _date(self, field, holder):
        year, day = self._day(field, holder)
        return year, day.isoformat()

    def _partial(self, field, holder):
        year, day = self._day(field, holder)
        return year, PartialDate.of(day).to_text()

    def _hour(self, field, holder):
        """Six hours from now, at a minute nobody writes down, so that no other clock of a page shows it."""
        hour = (timezone.localtime().hour + 6) % 24
        minute = next(minute for minute in UNUSUAL if _clock(hour, minute) not in self.planted)
        return _clock(hour, minute), time(hour, minute)

    def keep(self, field, holder, contents):
        """A file: found where these bytes are."""
        self.contents[contents] = Value(field, holder)

    # ---- looking

    def shown(self, answer):
        """{Value} of what stands in this answer: a page, a paper, a file, a zip of them."""
        found = {value for contents, value in self.contents.items() if contents in answer}
        if answer.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(answer)) as packed:
                return found.union(*(self.shown(packed.read(name)) for name in packed.namelist()))
        if answer.startswith(b"%PDF"):
            answer = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer)).pages).encode()
        return found | self.said(answer.decode(errors="replace"))

    def said(self, text):
        text = UUID.sub("", html.unescape(text))
        keys = {found.lower() for found in WORD.findall(text)} | set(YEAR.findall(text))
        keys |= {f"phone {digits}" for digits in PHONE.findall(text)}
        keys |= {f"A {''.join(parts)}" for parts in A_NUMBER.findall(text)}
        keys |= {_clock(*parts) for parts in CLOCK.findall(text)}
        return {self.planted[key] for key in keys if key in self.planted}


def _clock(hour, minute):
    """The same on a clock of twelve hours and of twenty-four."""
    return f"hour {int(hour) % 12}:{int(minute)}"


def sealed_fields():
    """{"cases.Case.worry": (model, field), …}: every sealed field there is."""
    return {
        f"{model._meta.label}.{field.name}": (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    }


def plant_everywhere(garden, ways):
    """Every row of every model. `ways`: {field: how it is planted}, "code" for what is left as it is."""
    for name, way in ways.items():
        model, _sign, field = name.rpartition(".")
        for row in apps.get_model(model).objects.all():
            if way in PLANTED:
                PLANTED[way](garden, row, name, field)
            elif way != "code":
                setattr(row, field, garden.plant(name, row.holder_id, way))
                row.save()
    for person in Person.objects.all():
        roll.write_card(person)


def _contact(garden, row, name, field):
    row.value = garden.plant(name, row.holder_id, row.kind)
    row.save()


def _code_word(garden, row, name, field):
    row.preferences = {**row.preferences, "code_word": garden.plant(name, row.holder_id)}
    row.save()


def _partial(garden, row, name, field):
    """Where something lies ahead, its day stays: it opens and closes briefings. A day not known stays so."""
    text = getattr(row, field)
    if getattr(row, "moment_id", None) or (text and PartialDate.from_text(text).on is None):
        return
    setattr(row, field, garden.plant(name, row.holder_id, "partial"))
    row.save()


def _staff_email(garden, row, name, field):
    if row.email:
        row.email = garden.plant(name, row.holder_id, "email")
        row.save()


def _file(garden, row, name, field):
    garden.keep(name, row.holder_id, documents.read_copy(row))


def _hour(garden, row, name, field):
    """Half a day from now, so that no other clock of the page shows it."""
    row.local_time = garden.plant(name, None, "hour")
    row.save()


def _meeting_point(garden, row, name, field):
    row.meeting_point = garden.plant(name, None)
    row.save()


PLANTED = {
    "contact": _contact,
    "code word": _code_word,
    "partial date": _partial,
    "staff e-mail": _staff_email,
    "file": _file,
    "hour": _hour,
    "meeting point": _meeting_point,
}
