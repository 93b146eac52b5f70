"""Places of the world: courts, offices, meeting points. Public facts; each knows its time zone."""

import uuid

from django.db import models
from django.utils.translation import gettext as _

from clinic.constraints import one_of
from clinic.vault.classes import green

from .catalogue import places


class PlaceKind(models.TextChoices):
    COURT = "court"
    ICE = "ice"
    ISAP = "isap"
    USCIS = "uscis"
    MEETING = "meeting"
    OTHER = "other"


class PlaceQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_on__isnull=True)


class Place(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = green(models.SlugField(max_length=80, unique=True))
    kind = green(models.CharField(max_length=10, choices=PlaceKind.choices))
    name = green(models.CharField(max_length=160))
    short = green(models.CharField(max_length=20))  # neutral; fits a text message
    street = green(models.CharField(max_length=200, blank=True))
    room = green(models.CharField(max_length=120, blank=True))
    city = green(models.CharField(max_length=80, blank=True))
    state = green(models.CharField(max_length=2, blank=True))
    zone = green(models.CharField(max_length=40, default="America/New_York"))
    phone = green(models.CharField(max_length=40, blank=True))
    notes = green(models.TextField(blank=True))
    checked_on = green(models.DateField(null=True, blank=True))
    closed_on = green(models.DateField(null=True, blank=True))

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [one_of("kind", PlaceKind, name="place_kind_is_known")]

    def __str__(self):
        return self.name

    @property
    def room_words(self):
        """The room; else what our own list says of it, in the language now active: "floor as on the paper". At a court it is
        where the clerks are; the courtroom is on the paper, and nobody should look for it here."""
        known = places().get(self.slug)
        if self.room and self.kind == PlaceKind.COURT:
            return _("%(room)s (the court's office)") % {"room": self.room}
        return self.room or (known.words().hint if known else "")
