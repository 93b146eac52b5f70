import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from clinic.constraints import one_of
from clinic.vault.classes import amber, green


class Outcome(models.TextChoices):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class AuditEntry(models.Model):
    """Who did or saw what, when: ids and field names, never values. Text instead of foreign keys, so that it outlives
    what it speaks of. The app may add and read; a trigger and the database role refuse everything else."""

    at = amber("when somebody worked in the program", models.DateTimeField(auto_now_add=True, db_index=True))
    actor = amber(
        "random id of the user, empty for nobody", models.CharField(max_length=60, blank=True, db_index=True)
    )
    roles = amber("the roles the actor had then", models.CharField(max_length=120, blank=True))
    verb = green(models.CharField(max_length=100))
    outcome = green(models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.DONE))
    targets = amber("label:id of the rows", ArrayField(models.CharField(max_length=120), default=list))
    fields = green(ArrayField(models.CharField(max_length=120), default=list))
    holders = amber(
        "random ids: whose rows were opened or changed", ArrayField(models.UUIDField(), default=list)
    )

    class Meta:
        ordering = ["id"]
        indexes = [GinIndex(fields=["holders"], name="audit_holders")]
        constraints = [one_of("outcome", Outcome, name="audit_outcome_is_known")]


class Leftover(models.Model):
    """What somebody typed and could not yet be saved: a refused form or a draft, sealed for one session and one page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = amber("keyed digest of session and page", models.BinaryField(max_length=32, unique=True))
    sealed = amber("sealed with the ring's draft key", models.BinaryField())
    kept_at = amber("when somebody typed", models.DateTimeField(auto_now=True, db_index=True))
