"""A court or an office moved a whole day."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.timeline.models import Source
from clinic.constraints import one_of
from clinic.vault.classes import amber

TELLS = "a day at a place, of nobody"


class MovedDay(models.Model):
    """Everybody called to this place on this day was moved at once: to another day, or to one nobody knows yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey("clinic.Place", on_delete=models.PROTECT, related_name="+")
    day = amber(TELLS, models.DateField())
    to_day = amber(TELLS, models.DateField(null=True, blank=True))  # null: not known yet
    source = amber("where it was heard", models.CharField(max_length=12, choices=Source.choices))
    moved_at = amber("when it was moved", models.DateTimeField(default=timezone.now))
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [one_of("source", Source, name="moved_day_source_is_known")]
