"""Everything the clinic holds of a person, to take home: what can be read by a program, what can be read, the files.

No volunteer's name and no id is in it: arrows to other rows are left out, and so is what only the program uses.
"""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import yaml
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.hooks import hooks
from clinic.paper.pdf import make_pdf
from clinic.security import audit
from clinic.security.models import AuditEntry
from clinic.vault.fields import SealedField

from .held import kinds_of
from .models import RollCard

WORDS = Path(__file__).with_name("take_home.yaml")
NOT_TAKEN = {AuditEntry, RollCard}  # who looked has its own page; the roll repeats the person's names
ONLY_THE_PROGRAMS = {
    "clinic.CaseCard.secret_hash",
    "clinic.LegalHold.reference",
    "clinic.Message.provider_ref",
    "clinic.Message.recipient",
    "clinic.Message.worker",
    "clinic.Message.fence",
    "clinic.Message.lease_until",
    "clinic.Message.next_at",
    "clinic.Message.attempts",
}
ONLY_FOR_COMPUTERS = {"cases.Deadline.why"}  # the engine's steps: in the JSON, and on no paper


@transaction.atomic
def take_home(person, *, by):
    """The bytes of a zip: everything.json, everything.pdf in the person's page language, and the files.

    Raises what the vault raises where a file or a field does not open.
    """
    kinds = [(kind, list(kind.rows)) for kind in kinds_of(person) if kind.rows.model not in NOT_TAKEN]
    kinds = [(kind, rows) for kind, rows in kinds if rows]
    taken = io.BytesIO()
    with zipfile.ZipFile(taken, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", as_json(kinds))
        archive.writestr("everything.pdf", as_pdf(kinds, person))
        for number, (name, content) in enumerate(_files(person), start=1):
            archive.writestr(f"files/{number:03}-{name}", content)
    audit.record(actor=by, verb="person.export", target=person)
    return taken.getvalue()


def taken_fields(model):
    """The fields of a row that are the person's: no ids, no arrows, no digests, nothing of the program's own."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
        or not (
            field.primary_key
            or field.is_relation
            or isinstance(field, models.UUIDField | models.BinaryField)
            or f"{model._meta.label}.{field.name}" in ONLY_THE_PROGRAMS
        )
    ]


def as_json(kinds):
    plain = {
        kind.what("en"): [
            {field.name: getattr(row, field.name) for field in taken_fields(type(row))} for row in rows
        ]
        for kind, rows in kinds
    }
    return json.dumps(plain, ensure_ascii=False, indent=2, default=str)


def as_pdf(kinds, person):
    language = person.page_language
    words = yaml.safe_load(WORDS.read_text())
    with translation.override(language):
        sheets = [
            {"what": kind.what(language), "rows": [list(_lines(row, words, language)) for row in rows]}
            for kind, rows in kinds
        ]
        context = {"sheets": sheets, "day": date_format(timezone.localdate(), "DATE_FORMAT")}
    return make_pdf("print/everything.html", context, language=language)


def _lines(row, words, language):
    for field in taken_fields(type(row)):
        value = getattr(row, field.name)
        if value not in (None, "", [], {}) and f"{row._meta.label}.{field.name}" not in ONLY_FOR_COMPUTERS:
            said = words[field.name]
            yield said.get(language, said["en"]), _shown(row, field, value)


def _shown(row, field, value):
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    if value is True or value == "yes":
        return _("yes")
    if value is False or value == "no":
        return _("no")
    if isinstance(field, models.DateTimeField):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, dict):
        return " · ".join(f"{name}: {part}" for name, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _files(person):
    for files_of in hooks("take_home_files"):
        yield from files_of(person)
