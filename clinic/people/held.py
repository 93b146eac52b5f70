"""Everything the clinic holds of one person, kind by kind in the order of retention.yaml."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q

from clinic.outbox.models import Message, Task
from clinic.security.models import AuditEntry
from clinic.vault.models import SealedModel

from . import retention
from .models import Person


@dataclass(frozen=True)
class HeldKind:
    """`line` is the kind's line in retention.yaml, `rows` a queryset of the person's rows."""

    line: retention.Kept
    rows: object

    def what(self, language):
        return self.line.what.get(language, self.line.what["en"])

    def how_long(self, language):
        return self.line.how_long.get(language, self.line.how_long["en"])


def kinds_of(person):
    """[HeldKind, …]: every kind that can hold something of a person, with this person's rows."""
    return [HeldKind(line, rows_of(line, person)) for line in retention.table() if line.what]


def rows_of(line, person):
    """Only rows sealed for this person, or hanging on such a row: a relative's row that points here stays theirs."""
    model = apps.get_model(line.model)
    if model in ROWS:
        return ROWS[model](person)
    if line.whose:
        return model.objects.filter(**{line.whose: person.holder_id}).distinct()
    if issubclass(model, SealedModel):
        return model.objects.filter(holder_id=person.holder_id)
    return model.objects.filter(_hangs_on(model, person))


def _hangs_on(model, person):
    ties = [field for field in model._meta.concrete_fields if field.is_relation]
    owners = [tie.name for tie in ties if issubclass(tie.related_model, SealedModel)]
    return Q(*((f"{name}__holder_id", person.holder_id) for name in owners), _connector=Q.OR)


def _messages(person):
    return Message.objects.filter(
        recipient__in=[f"person:{person.pk}", *(f"trusted:{row.pk}" for row in person.trusted.all())]
    )


def _tasks(person):
    return Task.objects.filter(holder_id=person.holder_id)


def _entries(person):
    return AuditEntry.objects.filter(holders__contains=[person.holder_id])


ROWS = {
    Message: _messages,
    Task: _tasks,
    AuditEntry: _entries,
    Person: lambda person: Person.objects.filter(pk=person.pk),
}
