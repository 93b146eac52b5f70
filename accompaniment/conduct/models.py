"""What officials did, as seen and heard by a volunteer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.trips.models import Trip
from clinic.people.models import PersonRow, VisibleQuerySet
from clinic.vault.classes import amber
from clinic.vault.fields import SealedJSONField, SealedTextField


class Outcome(models.TextChoices):
    """How it went, as seen. Sealed: never a column."""

    CAME_OUT = "came_out", _("Came out")
    NEW_DATE = "new_date", _("Came out with a new date")
    MOVED = "moved", _("Moved to another day, nothing happened")
    MONITOR = "monitor", _("The monitor or the check-ins changed")
    TURNED_AWAY = "turned_away", _("Turned away at the door")
    DID_NOT_COME = "did_not_come", _("The person did not come")
    TAKEN_INSIDE = "taken_inside", _("Taken inside")
    TAKEN_OUTSIDE = "taken_outside", _("Taken outside")
    POLICE = "police", _("Taken by the police")
    OTHER = "other", _("Something else")


TAKEN = (Outcome.TAKEN_INSIDE, Outcome.TAKEN_OUTSIDE, Outcome.POLICE)


class ReportQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Whoever may see the case; and whoever wrote it, while the briefing is open to them."""
        mine = Trip.objects.briefed_to(user).values("pk")
        seen = super().visible_to(user).values("pk")
        return self.filter(Q(pk__in=seen) | Q(written_by=user, trip__in=mine))


class Report(PersonRow):
    """A volunteer's report on one person of a trip. Sealed with the person's key: it may be read in court."""

    trip = models.ForeignKey("accompaniment.Trip", on_delete=models.PROTECT, related_name="reports")
    person = models.ForeignKey("clinic.Person", on_delete=models.CASCADE, related_name="+")
    seen = SealedTextField()
    officials = SealedTextField()
    asked_for = SealedTextField()
    outcome = SealedTextField()
    details = SealedJSONField()
    next_event = models.ForeignKey("cases.Event", on_delete=models.SET_NULL, null=True, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = amber("when", models.DateTimeField(default=timezone.now))

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trip", "person", "written_by"], name="report_is_written_once_by_each"
            )
        ]

    @property
    def outcome_words(self):
        return Outcome(self.outcome).label if self.outcome in Outcome.values else ""
