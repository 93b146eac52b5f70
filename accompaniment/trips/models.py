"""Who goes with whom to what."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.constraints import all_or_none, one_of
from clinic.people.models import Access, Opens, Role
from clinic.vault.classes import amber, green

SEATS = 2
BRIEFED_FROM = timedelta(days=5)  # before the day
BRIEFED_UNTIL = timedelta(days=1)  # after it, until that day is over


def briefed_days(now=None):
    """First and last local date of a trip whose briefing may be open today."""
    today = timezone.localdate(now)
    return today - BRIEFED_UNTIL, today + BRIEFED_FROM


class TripQuerySet(models.QuerySet):
    def counted(self):
        """Of the date they stand for now, each with `going`: how many said yes and go."""
        standing = Q(asks__answer=Answer.YES, asks__withdrawn_at__isnull=True)
        current = self.filter(moment_version=F("moment__version"))
        return current.annotate(going=Count("asks", filter=standing))

    def visible_to(self, user):
        """Coordinators see every trip; an accompanier those he is asked to or goes to."""
        if user.has_role(Role.COORDINATOR):
            return self
        asked = Ask.objects.standing().filter(volunteer=user).exclude(answer=Answer.NO)
        return self.filter(pk__in=asked.values("trip"))

    def briefed_to(self, user, now=None):
        """The trips whose briefing is open to this user: he said yes, and it is near (see BRIEFED_FROM, BRIEFED_UNTIL)."""
        going = Ask.objects.going().filter(volunteer=user)
        opened = Access.objects.now(user, Opens.BRIEFING).values("person")
        return self.filter(
            pk__in=going.values("trip"),
            moment__local_date__range=briefed_days(now),
            moment__events__case__person__in=opened,
        ).distinct()

    def with_open_alarm(self):
        return self.filter(alarms__isnull=False, alarms__closed_at__isnull=True)

    def moved(self):
        """Trips planned for a date that has moved since."""
        return self.exclude(moment_version=F("moment__version"))


class Trip(models.Model):
    """Company for one moment (a hearing or check-in), whoever is called to it. Two seats."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    moment = models.OneToOneField("cases.Moment", on_delete=models.PROTECT, related_name="trip")
    moment_version = amber(
        "counts how often a date moved: which date people were asked for",
        models.PositiveIntegerField(default=1),
    )
    meeting_place = models.ForeignKey("clinic.Place", on_delete=models.PROTECT, null=True, related_name="+")
    meeting_point = amber(
        "a door or a corner near a place that is amber too", models.CharField(max_length=120, blank=True)
    )
    meet_at = amber("when people meet, local time", models.TimeField(null=True, blank=True))
    out_by = amber(
        "silence after this moment opens the call sheet", models.DateTimeField(null=True, blank=True)
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = amber("when it was asked for", models.DateTimeField(default=timezone.now))
    confirmed_at = amber("when it was confirmed", models.DateTimeField(null=True, blank=True))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = TripQuerySet.as_manager()

    class Meta:
        constraints = [all_or_none("confirmed_at", "confirmed_by", name="trip_confirmation_is_whole")]


class Answer(models.TextChoices):
    ASKED = "asked", _("asked")
    YES = "yes", _("Yes, I can go")
    NO = "no", _("Not this time")


class AskQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def going(self):
        return self.standing().filter(answer=Answer.YES)

    def visible_to(self, user):
        return self if user.has_role(Role.COORDINATOR) else self.standing().filter(volunteer=user)


class Ask(models.Model):
    """A volunteer was asked to go. A yes takes a seat; the database refuses a third yes, and two places at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="asks")
    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="asks")
    answer = amber("who goes", models.CharField(max_length=6, choices=Answer.choices, default=Answer.ASKED))
    seat = green(models.PositiveSmallIntegerField(null=True, blank=True))
    busy = amber("when a volunteer is taken", DateTimeRangeField())
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = amber("when", models.DateTimeField(default=timezone.now))
    answered_at = amber("when", models.DateTimeField(null=True, blank=True))
    withdrawn_at = amber("when", models.DateTimeField(null=True, blank=True))

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            one_of("answer", Answer, name="answer_is_known"),
            models.UniqueConstraint(
                fields=["trip", "volunteer"],
                condition=Q(withdrawn_at__isnull=True),
                name="volunteer_is_asked_once",
            ),
            models.UniqueConstraint(
                fields=["trip", "seat"],
                condition=Q(answer="yes", withdrawn_at__isnull=True),
                name="seat_is_taken_once",
            ),
            models.CheckConstraint(
                condition=~Q(answer="yes") | Q(seat__gte=1, seat__lte=SEATS),
                name="yes_takes_one_of_two_seats",
            ),
            ExclusionConstraint(
                name="volunteer_is_in_one_place_at_a_time",
                expressions=[("volunteer", RangeOperators.EQUAL), ("busy", RangeOperators.OVERLAPS)],
                condition=Q(answer="yes", withdrawn_at__isnull=True),
            ),
        ]
