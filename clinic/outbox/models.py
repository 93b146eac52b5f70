"""One row for each thing to be told, per recipient and channel; and the tasks of the desk. No personal data at rest."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from clinic.constraints import all_or_none, one_of
from clinic.vault.classes import amber, green
from clinic.vault.fields import SealedTextField
from clinic.vault.models import SealedModel, SealedQuerySet


class Channel(models.TextChoices):
    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    CALL = "call"


class State(models.TextChoices):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"  # the channel says that it arrived
    UNKNOWN = "unknown"  # the lease ran out or the answer was lost: it may have left
    DROPPED = "dropped"  # no longer true or no longer wanted when its moment came
    DEAD = "dead"  # cannot be delivered: a task on the desk


HAS_LEFT = (State.SENT, State.DELIVERED, State.UNKNOWN)
IS_LEFT = models.Q(state__in=HAS_LEFT) | models.Q(may_repeat=True)


class MessageQuerySet(models.QuerySet):
    def left(self):
        """Those that left, or may have."""
        return self.filter(IS_LEFT)


class Message(models.Model):
    """Tells nobody's name: `topic` and `about` say what it is of, and a hook renders it at the moment of sending."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = amber("which kind of thing is told", models.CharField(max_length=30))
    about = amber("random id of the moment, deadline or trip", models.UUIDField())
    moment_version = amber("counts how often a date moved", models.PositiveIntegerField(default=1))
    lead = amber("how long before", models.CharField(max_length=12))
    recipient = amber("random id: person:…, trusted:… or user:…", models.CharField(max_length=60))
    channel = green(models.CharField(max_length=10, choices=Channel.choices))
    contact_id = amber("random id of the contact used", models.UUIDField(null=True, blank=True))
    state = green(models.CharField(max_length=10, choices=State.choices, default=State.WAITING))
    due_at = amber("when it should be told", models.DateTimeField())
    not_after = amber("after this moment it would be useless", models.DateTimeField())
    next_at = amber("when it is tried next", models.DateTimeField())
    attempts = green(models.PositiveSmallIntegerField(default=0))
    fence = green(
        models.PositiveIntegerField(default=0)
    )  # grows with each claim; a late worker cannot write over a newer one
    lease_until = green(models.DateTimeField(null=True, blank=True))
    worker = green(models.CharField(max_length=80, blank=True))
    may_repeat = green(models.BooleanField(default=False))
    provider_ref = amber(
        "the channel's own reference", models.CharField(max_length=120, blank=True, db_index=True)
    )
    problem = green(models.CharField(max_length=40, blank=True))
    made_at = amber("when the sweep found it", models.DateTimeField(auto_now_add=True))
    told_at = amber("when it left", models.DateTimeField(null=True, blank=True))

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [  # of what is still to be done, however much was told
            models.Index(
                fields=["next_at", "id"],
                condition=models.Q(state__in=[State.WAITING, State.UNKNOWN]),
                name="message_waits",
            ),
            models.Index(
                fields=["lease_until"], condition=models.Q(state=State.SENDING), name="message_is_held"
            ),
            models.Index(fields=["topic", "not_after"], name="message_is_of_what_lies_ahead"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "about", "moment_version", "lead", "recipient", "channel"],
                name="message_is_told_once",
            ),
            one_of("channel", Channel, name="message_channel_is_known"),
            one_of("state", State, name="message_state_is_known"),
        ]


class Switch(models.Model):
    """Whether a way to write is in use: decided by a coordinator who looked at the words. No row, and it is off."""

    channel = green(models.CharField(max_length=10, choices=Channel.choices, primary_key=True))
    in_use = green(models.BooleanField(default=False))
    switched_at = green(models.DateTimeField(default=timezone.now))
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [one_of("channel", Channel, name="switched_channel_is_known")]


class TaskQuerySet(SealedQuerySet):
    def open(self):
        return self.filter(done_at__isnull=True)


class Task(SealedModel):
    """Something a coordinator's desk owes somebody. `about` ties it to what it came from, so it exists once."""

    kind = amber("which kind of task", models.CharField(max_length=30))
    about = amber("random id of what it came from", models.UUIDField())
    occasion = amber("what makes it one of a kind", models.CharField(max_length=40, blank=True))
    person_id = amber("random id of the person", models.UUIDField(null=True, blank=True, db_index=True))
    note = SealedTextField()
    due_on = amber("lies ahead", models.DateField(null=True, blank=True))
    made_at = amber("when it came up", models.DateTimeField(default=timezone.now))
    done_at = amber("when it was done", models.DateTimeField(null=True, blank=True))
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "occasion"], name="task_comes_up_once"),
            all_or_none("done_at", "done_by", name="task_done_is_whole"),
        ]


class Beat(models.Model):
    """When each sweep last ran, so that the desk can say when the clock stands still."""

    name = green(models.CharField(max_length=40, primary_key=True))
    at = green(models.DateTimeField())
