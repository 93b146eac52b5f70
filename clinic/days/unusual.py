"""What in the trail is not as on other days, one week at a time: ids, verbs and times, never what was read.

A page that opens rows of more than ABOUT_ONE people is a list of names (the line, the roll, the trips) and opens nobody's
record.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clinic.people.models import Role, User
from clinic.security.models import AuditEntry, Outcome

from .models import ClinicDay, Shift

PEOPLE_A_DAY = 25  # more is unusual
REFUSED_A_DAY = 9
ABOUT_ONE = 3
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)
AROUND_A_SHIFT = timedelta(hours=2)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
PAGES = ("get ", "post ")


class Kind(models.TextChoices):
    MANY = "many", _("Many people in one day")
    NIGHT = "night", _("At night, when nobody was on a shift")
    REFUSED = "refused", _("Many doors that were closed to them")
    CLOSED = "closed", _("Closed records, opened with a reason")
    TAKEN = "taken", _("Everything of a person, as a file")


VERBS = {"record.open_closed": Kind.CLOSED, "person.export": Kind.TAKEN}


@dataclass(frozen=True)
class Unusual:
    """`actor`: a user's id as text. `day`: of a night, the day on which it began."""

    kind: Kind
    day: date
    actor: str
    count: int

    @property
    def how_many(self):
        n = self.count
        words = {
            Kind.MANY: ngettext("the records of %(n)s person", "the records of %(n)s people", n),
            Kind.NIGHT: ngettext("%(n)s page", "%(n)s pages", n),
            Kind.REFUSED: ngettext("%(n)s time", "%(n)s times", n),
            Kind.CLOSED: ngettext("%(n)s time", "%(n)s times", n),
            Kind.TAKEN: ngettext("%(n)s time", "%(n)s times", n),
        }
        return words[self.kind] % {"n": n}


def monday_of(day):
    return day - day.weekday() * DAY


def of_week(monday):
    """[Unusual, …] of the seven days from this Monday, clinic time, the latest day first. Four queries."""
    begins, ends = _midnight(monday), _midnight(monday + WEEK)
    entries = (
        AuditEntry.objects.filter(at__gte=begins, at__lt=ends).exclude(actor="").exclude(roles=Role.PERSON)
    )
    entries = entries.values_list("at", "actor", "verb", "outcome", "holders")
    is_night, users = _nights(begins, ends), set(User.objects.values_list("pk", flat=True))
    people, counted = defaultdict(set), Counter()
    for at, actor, verb, outcome, holders in entries.iterator():
        local, read = timezone.localtime(at), set(holders) - users
        if outcome == Outcome.REFUSED and verb.startswith(PAGES):
            counted[Kind.REFUSED, local.date(), actor] += 1
        elif outcome == Outcome.DONE and verb in VERBS:
            counted[VERBS[verb], local.date(), actor] += 1
        elif outcome == Outcome.DONE and verb.startswith(PAGES) and read:
            if len(read) <= ABOUT_ONE:
                people[Kind.MANY, local.date(), actor] |= read
            if is_night(local):
                counted[Kind.NIGHT, (local - timedelta(hours=12)).date(), actor] += 1
    counted.update({key: len(those) for key, those in people.items()})
    found = [Unusual(*key, count) for key, count in counted.items() if count > _USUAL.get(key[0], 0)]
    return sorted(found, key=lambda one: (one.day, one.kind, one.actor), reverse=True)


_USUAL = {Kind.MANY: PEOPLE_A_DAY, Kind.REFUSED: REFUSED_A_DAY}


def _nights(begins, ends):
    """A function: is this local moment at night, not on the evening of a clinic day, and not around anybody's shift?"""
    evenings = set(
        ClinicDay.objects.filter(day__range=(begins.date() - DAY, ends.date())).values_list("day", flat=True)
    )
    shifts = list(
        Shift.objects.filter(
            ends_at__gt=begins - AROUND_A_SHIFT, starts_at__lt=ends + AROUND_A_SHIFT
        ).values_list("starts_at", "ends_at")
    )

    def is_night(local):
        if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
            return False
        clearing_up = local - AROUND_A_SHIFT
        if clearing_up.hour >= 12 and clearing_up.date() in evenings:
            return False
        return not any(from_ - AROUND_A_SHIFT <= local <= until + AROUND_A_SHIFT for from_, until in shifts)

    return is_night


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))
