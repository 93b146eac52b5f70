"""The night at the clinic: the day, the line, who takes whom, hand-over, and who sits at the tables."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.constraints import all_or_none, before, one_of
from clinic.people.models import PersonRow, Role, VisibleQuerySet
from clinic.vault.classes import amber, green
from clinic.vault.fields import SealedJSONField, SealedTextField


class ClinicDay(models.Model):
    """One day of the clinic, in the clinic's own zone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = amber("when the clinic meets", models.DateField(unique=True))
    opened_at = amber("when the clinic met", models.DateTimeField(default=timezone.now))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class Reason(models.TextChoices):
    """Why somebody is seen first. The words name no story: the screen is in a church basement."""

    SOON = "soon", _("date within 14 days")
    DECISION = "decision", _("decision in the last 30 days")
    ORDER = "order", _("final order, or order made in their absence")
    SUMMONS = "summons", _("sudden summons")
    HELD = "held", _("someone is held")
    NO_DATE = "no_date", _("papers but no known date")


class VisitQuerySet(VisibleQuerySet):
    def waiting(self):
        return self.filter(ended_at__isnull=True)

    def of_tonight(self, user):
        """A pass is for its own night alone."""
        if user.table_pass:
            return self.filter(clinic_day=user.table_pass.clinic_day_id)
        return self.filter(clinic_day__day=timezone.localdate())

    def visible_to(self, user):
        """Tonight's line for whoever sits at a table; older visits go with the case."""
        theirs = super().visible_to(user)
        if user.has_role(Role.INTAKE, Role.COORDINATOR):
            tonight = self.of_tonight(user).values("pk")
            return self.filter(Q(pk__in=tonight) | Q(pk__in=theirs.values("pk")))
        return theirs


class Visit(PersonRow):
    """A person's place in tonight's line."""

    clinic_day = models.ForeignKey(ClinicDay, on_delete=models.PROTECT, related_name="visits")
    person = models.ForeignKey("clinic.Person", on_delete=models.CASCADE, related_name="visits")
    number = amber("place in the line", models.PositiveSmallIntegerField())
    arrived_at = amber("when somebody came", models.DateTimeField(default=timezone.now))
    reasons = SealedJSONField(default=list)  # what was said at the door: values of Reason
    promised = SealedTextField()  # what we said we would do
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_at = amber("when a volunteer sat down with them", models.DateTimeField(null=True, blank=True))
    ended_at = amber("when the visit ended", models.DateTimeField(null=True, blank=True))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["clinic_day", "number"], name="line_number_is_given_once"),
            models.UniqueConstraint(
                fields=["clinic_day", "person"], condition=Q(ended_at__isnull=True), name="person_waits_once"
            ),
            all_or_none("taken_at", "taken_by", name="taking_is_whole"),
            all_or_none("ended_at", "ended_by", name="end_of_visit_is_whole"),
        ]

    @property
    def ended_on(self):
        """The clinic's day on which the visit ended, or None."""
        return timezone.localdate(self.ended_at) if self.ended_at else None


class HandOver(PersonRow):
    """Passed to another table, with one line for the next helper."""

    person_path = "visit__person"
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="hand_overs")
    table = amber("which table", models.CharField(max_length=20, blank=True))
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = SealedTextField()
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_at = amber("when", models.DateTimeField(default=timezone.now))


class Shift(models.Model):
    """A volunteer sits at a table on a clinic day. Opening and closing it opens and closes access."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic_day = models.ForeignKey(ClinicDay, on_delete=models.CASCADE, related_name="shifts")
    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shifts")
    role = amber("who is on which team", models.CharField(max_length=20, choices=Role.choices))
    table = amber("which table", models.CharField(max_length=20, blank=True))
    starts_at = amber("when a volunteer is there", models.DateTimeField())
    ends_at = amber("when a volunteer leaves", models.DateTimeField())

    class Meta:
        constraints = [
            one_of("role", Role, name="shift_role_is_known"),
            before("starts_at", "ends_at", name="shift_ends_after_it_starts"),
            models.UniqueConstraint(fields=["clinic_day", "volunteer", "role"], name="shift_is_taken_once"),
        ]


class NightLead(models.Model):
    """A coordinator named this volunteer the lead of one night: they may let others in at a table."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic_day = models.ForeignKey(ClinicDay, on_delete=models.CASCADE, related_name="leads")
    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = amber("when", models.DateTimeField(default=timezone.now))
    ended_at = amber("when", models.DateTimeField(null=True, blank=True))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic_day", "volunteer"],
                condition=Q(ended_at__isnull=True),
                name="lead_is_named_once",
            ),
            all_or_none("ended_at", "ended_by", name="end_of_lead_is_whole"),
        ]


class PassEnd(models.TextChoices):
    """Why a pass ended. The program itself ends one by night, by wrong PINs."""

    LEAD = "lead", _("ended by the lead")
    NIGHT = "night", _("the night is over")
    PIN = "pin", _("too many wrong PINs")
    AGAIN = "again", _("a new pass was made")
    LEFT = "left", _("signed out")


class TablePassQuerySet(models.QuerySet):
    def current(self):
        """Those that let somebody in, or may yet: not ended, and the night is not over."""
        now = timezone.now()
        stale = Q(used_at__isnull=True, code_until__lte=now)
        return self.filter(ended_at__isnull=True, ends_at__gt=now).exclude(stale)


class TablePass(models.Model):
    """One volunteer, one laptop, one night: the lead's second factor stands in for theirs. Good for tonight's line only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic_day = models.ForeignKey(ClinicDay, on_delete=models.CASCADE, related_name="passes")
    volunteer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="table_passes"
    )
    for_tonight = green(
        models.BooleanField(default=False)
    )  # the account was made for this pass and ends with it
    code_digest = amber("keyed digest of the one-time code", models.BinaryField(max_length=32, unique=True))
    code_until = amber("until when the code may be typed", models.DateTimeField())
    pin_hash = amber("Argon2id of a keyed digest", models.CharField(max_length=128, blank=True))
    wrong_pins = green(models.PositiveSmallIntegerField(default=0))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = amber("when somebody sat down at a laptop", models.DateTimeField(default=timezone.now))
    used_at = amber("when the code was typed", models.DateTimeField(null=True, blank=True))
    seen_at = amber("when somebody last worked at the laptop", models.DateTimeField(null=True, blank=True))
    locked_at = amber("since when the page is hidden", models.DateTimeField(null=True, blank=True))
    ends_at = amber("the end of the night", models.DateTimeField())
    ended_at = amber("when it was ended", models.DateTimeField(null=True, blank=True))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_why = green(models.CharField(max_length=8, choices=PassEnd.choices, blank=True))

    objects = TablePassQuerySet.as_manager()

    class Meta:
        constraints = [
            before("made_at", "ends_at", name="pass_ends_after_it_is_made"),
            models.UniqueConstraint(
                fields=["volunteer"],
                condition=Q(ended_at__isnull=True),
                name="volunteer_has_one_current_pass",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="")
                | Q(ended_at__isnull=False, ended_why__gt=""),
                name="end_of_pass_has_a_reason",
            ),
        ]

    def people(self):
        """The ids of the people in its night's line; nobody else exists for it."""
        return Visit.objects.filter(clinic_day=self.clinic_day_id).values("person")

    @property
    def is_hidden(self):
        """Nobody has worked at it for a while, or somebody hid the page: it wants the PIN."""
        idle = timedelta(seconds=settings.TABLE_PASS_IDLE)
        return self.locked_at is not None or timezone.now() - self.seen_at > idle
