"""Accompaniers and when they can go."""

import uuid
from datetime import time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from clinic.constraints import before
from clinic.people.languages import language_named
from clinic.vault.classes import amber, green
from clinic.words import dates

MORNING = (time(7), time(12))
AFTERNOON = (time(12), time(18))


class Accompanier(models.Model):
    """What the coordinator needs to know to ask somebody."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="accompanier"
    )
    languages = amber("to find who speaks what", ArrayField(models.CharField(max_length=8), default=list))
    trained_on = amber("who may be asked", models.DateField(null=True, blank=True))

    @property
    def languages_words(self):
        return ", ".join(language_named(code) for code in self.languages)

    @property
    def times_words(self):
        """ "Wed morning, Fri", "any day"; empty where nobody has said yet."""
        by_day = {}
        for one in self.times.all():
            by_day.setdefault(one.weekday, []).append(one)
        if len(by_day) == 7 and all(_is_whole_day(times) for times in by_day.values()):
            return _("any day")
        return ", ".join(_day_words(day, times) for day, times in sorted(by_day.items()))

    def can_go(self, date, at=None):
        """Whether they said they usually can, that weekday at that local time (at any time, where it is not known)."""
        times = [one for one in self.times.all() if one.weekday == date.weekday()]
        return any(at is None or one.from_time <= at < one.until_time for one in times)


class CanGo(models.Model):
    """Somebody can usually go on a weekday between two hours (clinic's zone). Monday is 0."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    accompanier = models.ForeignKey(Accompanier, on_delete=models.CASCADE, related_name="times")
    weekday = green(models.PositiveSmallIntegerField())
    from_time = green(models.TimeField())
    until_time = green(models.TimeField())

    class Meta:
        ordering = ["weekday", "from_time"]
        constraints = [
            before("from_time", "until_time", name="availability_ends_after_it_starts"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekday_is_of_a_week"),
        ]

    @property
    def hours(self):
        return (self.from_time, self.until_time)

    def covers(self, hours):
        return self.from_time < hours[1] and hours[0] < self.until_time


def _is_whole_day(times):
    return all(any(one.covers(half) for one in times) for half in (MORNING, AFTERNOON))


def _day_words(weekday, times):
    day = str(WEEKDAYS_ABBR[weekday])
    hours = [one.hours for one in times]
    if MORNING in hours and AFTERNOON in hours:
        return day
    return ", ".join(f"{day} {_hours_words(one)}" for one in hours)


def _hours_words(hours):
    if hours == MORNING:
        return _("morning")
    if hours == AFTERNOON:
        return _("afternoon")
    return f"{dates.clock(hours[0])}–{dates.clock(hours[1])}"
