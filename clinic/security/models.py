import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

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

    # Both are set by a trigger, whatever the app says: which PostgreSQL counted, and the number of the transaction.
    era = amber("which database server wrote it", models.BigIntegerField(default=0, editable=False))
    written_in = amber(
        "counts the transactions of that server", models.BigIntegerField(default=0, editable=False)
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            GinIndex(fields=["holders"], name="audit_holders"),
            models.Index(fields=["era", "written_in"], name="audit_order"),
        ]
        constraints = [one_of("outcome", Outcome, name="audit_outcome_is_known")]


class Seal(models.Model):
    """One link of the chain: every entry of the transactions from `since` up to, not with, `until` of one `era`.

    `ids` and `leaves` (16 bytes each, keyed) stand in the same order, so that a check can name the entry; `mac` covers
    all of it and the `mac` before. Append-only as the trail itself.
    """

    n = models.BigAutoField(primary_key=True)
    sealed_at = amber("when the trail was sealed", models.DateTimeField())
    era = amber("which database server wrote the entries", models.BigIntegerField())
    since = amber("counts transactions", models.BigIntegerField())
    until = amber("counts transactions", models.BigIntegerField())
    ids = amber("which entries", ArrayField(models.BigIntegerField()))
    leaves = amber("keyed digests of the entries", models.BinaryField())
    previous = amber("mac of the seal before", models.BinaryField(max_length=32))
    mac = amber("keyed digest of this seal", models.BinaryField(max_length=32))

    class Meta:
        ordering = ["n"]
        indexes = [models.Index(fields=["era", "until"], name="seal_reach")]


class Purge(models.Model):
    """The entries of these seals, the first and the last included, were kept long enough and went. Append-only; the app may
    only read it."""

    id = models.BigAutoField(primary_key=True)
    first = amber("which seal", models.BigIntegerField())
    last = amber("which seal", models.BigIntegerField())
    entries = amber("how many entries went", models.BigIntegerField())
    before = amber("the first day of a month: entries from then on are kept", models.DateField())
    purged_at = amber("when they went", models.DateTimeField(default=timezone.now))
    mac = amber("keyed digest of this row", models.BinaryField(max_length=32))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last")), name="purge_begins_before_it_ends"
            ),
            models.UniqueConstraint(fields=["first"], name="seal_is_purged_once"),
        ]


class Leftover(models.Model):
    """What somebody typed and could not yet be saved: a refused form or a draft, sealed for one session and one page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = amber("keyed digest of session and page", models.BinaryField(max_length=32, unique=True))
    sealed = amber("sealed with the clinic's own key", models.BinaryField())
    kept_at = amber("when somebody typed", models.DateTimeField(auto_now=True, db_index=True))


class TakenForm(models.Model):
    """A form that was taken, so that the same one sent again is answered as the first time and writes nothing."""

    form = amber(
        "keyed digest of a session, a page's token and what was said",
        models.BinaryField(max_length=32, unique=True),
    )
    leads_to = amber("the next page's address, sealed with the clinic's own key", models.BinaryField())
    taken_at = amber(
        "when somebody worked in the program", models.DateTimeField(auto_now=True, db_index=True)
    )
