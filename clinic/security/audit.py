"""The audit trail. Services say what they changed (`record`); what a page opened is written by `ReadingsMiddleware`
from what the vault really opened, so that no view can forget it."""

from django.db import transaction

from .models import AuditEntry, Outcome

MOST_TARGETS = 500


def record(*, actor, verb, target=None, targets=(), fields=(), holders=(), outcome=Outcome.DONE):
    """Writes one entry in the caller's transaction: if it cannot be written, what it tells of does not happen either.

    `actor` is a User or None (the program itself); `target(s)` are rows; `fields` are names of what changed, never
    values. The rows' holders are found by themselves.
    """
    rows = [target, *targets] if target is not None else list(targets)
    found = {row.holder_id for row in rows if getattr(row, "holder_id", None)}
    return AuditEntry.objects.create(
        actor=str(actor.pk) if actor is not None and actor.pk else "",
        roles=_roles(actor),
        verb=verb,
        outcome=outcome,
        targets=[f"{row._meta.label}:{row.pk}" for row in rows][:MOST_TARGETS],
        fields=sorted(fields),
        holders=sorted(found | set(holders), key=str),
    )


def record_reading(actor, verb, opened):
    """One row for one page: `opened` is what the vault opened, as (label, id, field, holder id)."""
    if not opened:
        return None
    rows = {(label, pk) for label, pk, _, _ in opened}
    fields = {(label, field) for label, _, field, _ in opened}
    return AuditEntry.objects.create(
        actor=str(actor.pk) if actor is not None and actor.pk else "",
        roles=_roles(actor),
        verb=verb,
        targets=sorted(f"{label}:{pk}" for label, pk in rows)[:MOST_TARGETS],
        fields=sorted(f"{label}.{field}" for label, field in fields),
        holders=sorted({holder for *_, holder in opened if holder}, key=str),
    )


def record_broken(actor, verb, broken):
    """Sealed values that did not open: changed, moved or cut short by somebody who is not us. In its own transaction."""
    with transaction.atomic():
        return AuditEntry.objects.create(
            actor=str(actor.pk) if actor is not None and actor.pk else "",
            roles=_roles(actor),
            verb=f"seal.broken {verb}"[:100],
            outcome=Outcome.FAILED,
            targets=sorted({f"{label}:{pk}" for label, pk, _, _ in broken})[:MOST_TARGETS],
            fields=sorted({f"{label}.{field}" for label, _, field, _ in broken}),
            holders=sorted({holder for *_, holder in broken if holder}, key=str),
        )


def record_apart(**entry):
    """For refusals and failures: its own transaction, after what was refused has been rolled back."""
    with transaction.atomic():
        return record(**entry)


def _roles(actor):
    return ",".join(sorted(getattr(actor, "role_names", ())))
