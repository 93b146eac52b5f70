"""Everything the clinic holds of a person, to take home: what can be read by a program, what can be read, the files.

No volunteer's name and no id is in it: arrows to other rows are left out, and so is what only the program uses.
"""

import io
import json
import zipfile

from django.db import models, transaction

from clinic.hooks import hooks
from clinic.security import audit
from clinic.security.models import AuditEntry
from clinic.vault.fields import SealedField

from .held import kinds_of
from .models import RollCard
from .take_home_paper import as_pdf

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
        archive.writestr("everything.pdf", as_pdf(kinds, taken_fields, person))
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


def _files(person):
    for files_of in hooks("take_home_files"):
        yield from files_of(person)
