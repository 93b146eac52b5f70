"""Who of the callers asks the court line about whom."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from clinic.constraints import before
from clinic.vault.classes import amber, green


class TurnQuerySet(models.QuerySet):
    def running(self):
        return self.filter(ends_at__gt=timezone.now())

    def visible_to(self, user):
        """A caller's own, for an hour: the only door through which a caller sees anything of a person."""
        return self.running().filter(caller=user)


class Turn(models.Model):
    """One caller asks the line about this case; nobody else is given it until the turn ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="turn")
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = green(models.PositiveSmallIntegerField())  # in the order of the rotation
    taken_at = amber("when somebody phoned", models.DateTimeField(default=timezone.now))
    ends_at = amber("until when it is kept for one caller", models.DateTimeField())
    said = models.OneToOneField(
        "cases.DateCheck", on_delete=models.SET_NULL, null=True, related_name="+"
    )  # what the line said

    objects = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["taken_at", "place"]
        constraints = [before("taken_at", "ends_at", name="turn_ends_after_it_starts")]
