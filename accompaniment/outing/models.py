"""The day itself: one tap each, the alarm, and the calls."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.constraints import all_or_none, one_of
from clinic.people.models import PersonRow, Role
from clinic.vault.classes import amber
from clinic.vault.fields import SealedTextField


class TapKind(models.TextChoices):
    MET = "met", _("We met")
    IN = "in", _("Went in")
    OUT = "out", _("Came out")
    NOT_OUT = "not_out", _("Not out")
    TAKEN = "taken", _("Taken")


class TapQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(undone_at__isnull=True)


class Tap(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trip = models.ForeignKey("accompaniment.Trip", on_delete=models.CASCADE, related_name="taps")
    kind = amber(
        "met, in, out: and, until the alarm is closed, not out or taken",
        models.CharField(max_length=8, choices=TapKind.choices),
    )
    tapped_at = amber("when", models.DateTimeField(default=timezone.now))
    tapped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = amber("taken back", models.DateTimeField(null=True, blank=True))

    objects = TapQuerySet.as_manager()

    class Meta:
        ordering = ["tapped_at"]
        constraints = [
            one_of("kind", TapKind, name="tap_is_known"),
            models.UniqueConstraint(
                fields=["trip", "kind"], condition=Q(undone_at__isnull=True), name="tap_stands_once"
            ),
        ]


class AlarmWhy(models.TextChoices):
    TAKEN = "taken", _("taken")
    NOT_OUT = "not_out", _("not out in time")
    SILENCE = "silence", _("no word")


class AlarmQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def visible_to(self, user):
        """The call sheet is the coordinator's alone."""
        return self if user.has_role(Role.COORDINATOR) else self.none()


class Alarm(models.Model):
    """The coordinator's call sheet is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trip = models.ForeignKey("accompaniment.Trip", on_delete=models.CASCADE, related_name="alarms")
    why = amber("why the sheet was opened", models.CharField(max_length=8, choices=AlarmWhy.choices))
    opened_at = amber("when", models.DateTimeField(default=timezone.now))
    closed_at = amber("when", models.DateTimeField(null=True, blank=True))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AlarmQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("why", AlarmWhy, name="alarm_reason_is_known"),
            all_or_none("closed_at", "closed_by", name="alarm_end_is_whole"),
            models.UniqueConstraint(
                fields=["trip"], condition=Q(closed_at__isnull=True), name="trip_has_one_open_alarm"
            ),
        ]


class CallResult(models.TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")


class Call(PersonRow):
    """A call made from a call sheet or to tell the family: to whom (sealed), and whether they were reached."""

    trip = models.ForeignKey("accompaniment.Trip", on_delete=models.CASCADE, related_name="calls")
    person = models.ForeignKey("clinic.Person", on_delete=models.CASCADE, related_name="+")
    to = SealedTextField()  # lawyer, hotline, or trusted:<id>
    result = amber("reached or not", models.CharField(max_length=10, choices=CallResult.choices))
    called_at = amber("when", models.DateTimeField(default=timezone.now))
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [one_of("result", CallResult, name="call_result_is_known")]
