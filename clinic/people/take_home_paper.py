"""Everything the clinic holds of a person, on paper: in the person's language, in words, one entry after another.

A slice says in `take_home.WORDS` what its codes are called, as "label.field": value -> words; what has no words of its own
anywhere is in take_home_values.yaml.
"""

from datetime import UTC, date, datetime, time
from pathlib import Path

import yaml
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from clinic.hooks import hooks
from clinic.paper.pdf import make_pdf
from clinic.words import dates

from .languages import language_named
from .numbers import shown_phone

NAMES = Path(__file__).with_name("take_home.yaml")
VALUES = Path(__file__).with_name("take_home_values.yaml")
FIRST = [
    "clinic.Person",
    "cases.Case",
    "cases.Moment",
    "cases.Event",
    "cases.Deadline",
    "cases.Plan",
    "cases.Item",
]
ONLY_FOR_COMPUTERS = {  # in the JSON, and on no paper
    "accompaniment.Trip.moment_version",
    "cases.Deadline.computed_at",
    "cases.Deadline.date_version",
    "cases.Deadline.version",
    "cases.Deadline.why",
    "cases.Event.due_version",
    "cases.Event.left_behind",
    "cases.Item.position",
    "cases.KeptCopy.media_type",
    "cases.Moment.starts_at",
    "cases.Moment.version",
    "clinic.Message.lead",
    "clinic.Message.made_at",
    "clinic.Message.may_repeat",
    "clinic.Message.moment_version",
    "clinic.Message.not_after",
    "clinic.Message.problem",
    "clinic.Task.occasion",
}
LAST = datetime.max.replace(tzinfo=UTC)


def as_pdf(kinds, fields_of, person):
    """The bytes. `kinds`: [(HeldKind, its rows)]; `fields_of(model)`: which of a row's fields are the person's."""
    language = person.page_language
    with translation.override(language):
        sheets = list(_sheets(kinds, fields_of, Words(language)))
        context = {"sheets": sheets, "day": dates.plain_date(timezone.localdate())}
    return make_pdf("print/everything.html", context, language=language)


def _sheets(kinds, fields_of, words):
    for kind, rows in sorted(kinds, key=_place):
        entries = [list(words.lines(row, fields_of(type(row)))) for row in sorted(rows, key=_began)]
        if any(entries):
            yield {"what": kind.what(words.language), "entries": [entry for entry in entries if entry]}


def on_paper(model, fields):
    """Those of the fields that a reader makes sense of."""
    return [field for field in fields if f"{model._meta.label}.{field.name}" not in ONLY_FOR_COMPUTERS]


def _place(kind_and_rows):
    label = kind_and_rows[0].rows.model._meta.label
    return FIRST.index(label) if label in FIRST else len(FIRST)


def _began(row):
    """The first moment that the row knows of."""
    fields = (field for field in row._meta.concrete_fields if isinstance(field, models.DateTimeField))
    return next((moment for field in fields if (moment := getattr(row, field.name))), LAST)


class Words:
    """What fields and values are called, in one language, which is the active one."""

    def __init__(self, language):
        self.language = language
        self.names = yaml.safe_load(NAMES.read_text())
        self.values = yaml.safe_load(VALUES.read_text())
        self.said_by_slices = OWN | {
            key: say for words in hooks("take_home_words") for key, say in words.items()
        }

    def lines(self, row, fields):
        """(name, words) of each field that says something."""
        for field in on_paper(type(row), fields):
            value = getattr(row, field.name)
            if value not in (None, "", [], {}) and (words := self._of(row, field, value)):
                name = self.names.get(f"{row._meta.label}.{field.name}") or self.names[field.name]
                yield self._in(name), words

    def _of(self, row, field, value):
        key = f"{row._meta.label}.{field.name}"
        if key in self.said_by_slices:
            return self.said_by_slices[key](value)
        if key in self.values:
            return self._coded(self.values[key], value)
        if field.choices:
            return getattr(row, f"get_{field.name}_display")()
        return _plain(field, value)

    def _coded(self, known, value):
        if isinstance(value, dict):
            return " · ".join(self._wish(known, name, part) for name, part in value.items() if part)
        code = value.partition(":")[0]
        return self._in(known[code]) if code in known else value

    def _wish(self, known, name, part):
        if part is True or part in known:
            return self._in(known.get(name if part is True else part, {"en": name}))
        return f"{self._in(known.get(name, {'en': name}))}: {part}"

    def _in(self, said):
        return said.get(self.language, said["en"])


def _plain(field, value):
    if value is True or value == "yes":
        return _("yes")
    if value is False or value == "no":
        return _("no")
    if isinstance(field, models.DateTimeField):
        value = timezone.localtime(value)
        return f"{dates.plain_date(value)}, {dates.clock(value)}"
    if isinstance(value, date):
        return dates.plain_date(value)
    if isinstance(value, time):
        return dates.clock(value)
    return " · ".join(map(str, value)) if isinstance(value, list) else str(value)


def _page_language(code):
    return get_language_info(code)["name_translated"]


OWN = {
    "clinic.Contact.value": shown_phone,
    "clinic.TrustedPerson.phone": shown_phone,
    "clinic.Person.language": language_named,
    "clinic.Person.page_language": _page_language,
    "clinic.TrustedPerson.language": _page_language,
    "clinic.OpeningRead.language": _page_language,
    "cases.Handout.language": _page_language,
    "cases.Moment.zone": dates.zone_words,
}
