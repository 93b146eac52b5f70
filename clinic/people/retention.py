"""What is kept how long, and why (retention.yaml): every kind of row has its line there, and a purge follows it."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml
from django.apps import apps
from django.db import transaction
from django.utils.module_loading import import_string

from clinic.security import audit

from . import holds

TABLE = Path(__file__).with_name("retention.yaml")


@dataclass(frozen=True)
class Kept:
    """One kind of row. `rows` is a dotted path, (now, held) -> queryset of what is over; empty where nothing is purged.
    `before` is a dotted path called with these rows before they are deleted (their files). `what` names the kind to the
    person whose rows they are, {language: text}; `whose` is a lookup from a row to its holder."""

    model: str
    how_long: dict
    why: str
    rows: str = ""
    before: str = ""
    what: dict = field(default_factory=dict)
    whose: str = ""


def table():
    return [Kept(model=model, **line) for model, line in yaml.safe_load(TABLE.read_text()).items()]


def purge(now, *, dry_run=False):
    """Deletes what is past its time, unless a legal hold stands for it. Returns {model label: how many}."""
    return {line.model: _purge(line, now, dry_run) for line in table() if line.rows}


@transaction.atomic
def _purge(line, now, dry_run):
    rows = import_string(line.rows)(now, holds.held_now())
    if dry_run:
        return rows.count()
    ids = list(rows.values_list("pk", flat=True))
    if ids:
        going = apps.get_model(line.model).objects.filter(pk__in=ids)
        if line.before:
            import_string(line.before)(going)
        going.delete()
        audit.record(actor=None, verb="purge", fields=[line.model])
    return len(ids)
