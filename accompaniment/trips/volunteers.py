"""Whom to ask: everybody on the roster, who fits best first."""

from dataclasses import dataclass

from accompaniment.roster.models import Accompanier
from clinic.people.models import Role, User

from . import services
from .models import Answer, Ask


@dataclass
class Volunteer:
    user: User
    roster: Accompanier | None
    speaks: bool = False
    can_go: bool = False
    is_elsewhere: bool = False

    @property
    def called(self):
        return self.user.called

    @property
    def languages_words(self):
        return self.roster.languages_words if self.roster else ""

    @property
    def times_words(self):
        return self.roster.times_words if self.roster else ""

    @property
    def fit(self):
        """Sorts: free first, then language, then their times, then by name."""
        return self.is_elsewhere, not self.speaks, not self.can_go, self.called


def roster():
    """Everybody who walks along, with languages and times, in a fixed number of queries."""
    walking = User.objects.with_role(Role.ACCOMPANIER).select_related("accompanier")
    return [
        Volunteer(user, getattr(user, "accompanier", None))
        for user in walking.prefetch_related("accompanier__times")
    ]


def who_can_be_asked(appointment):
    """Everybody who has not been asked to this appointment, who fits best first."""
    asked = {one.volunteer_id for one in appointment.asks}
    free = [one for one in roster() if one.user.pk not in asked]
    taken = set()
    if appointment.trip:
        overlapping = Ask.objects.going().filter(busy__overlap=services.busy_hours(appointment.trip))
        taken = set(overlapping.values_list("volunteer", flat=True))
    for one in free:
        if one.roster:
            one.speaks = bool(set(one.roster.languages) & set(appointment.languages))
            one.can_go = one.roster.can_go(appointment.on, appointment.at)
        one.is_elsewhere = one.user.pk in taken
    return sorted(free, key=lambda one: one.fit)


def not_asked_yet(board):
    """Who goes nowhere in these weeks, and has not been asked anywhere."""
    asked = {
        one.volunteer_id
        for appointment in board.appointments
        for one in appointment.asks
        if one.answer != Answer.NO
    }
    return sorted((one for one in roster() if one.user.pk not in asked), key=lambda one: one.called)
