"""How long before a date somebody is told, where the coordinator decided otherwise than the file."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.constraints import one_of
from clinic.vault.classes import green


class ToldOf(models.TextChoices):
    HEARING = "hearing", _("A hearing")
    CHECK_IN = "check_in", _("A check-in with ICE or ISAP")
    OTHER = "other", _("Another appointment")
    FAMILY = "family", _("Those they named")


class LeadTimes(models.Model):
    """Of one kind: the days before, longest first."""

    kind = green(models.CharField(max_length=10, choices=ToldOf.choices, primary_key=True))
    days = green(ArrayField(models.PositiveSmallIntegerField()))
    changed_at = green(models.DateTimeField(default=timezone.now))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [one_of("kind", ToldOf, name="lead_times_are_of_a_known_kind")]
