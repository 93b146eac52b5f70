"""Tonight's line in the order people are seen: handed to you, urgent, then by arrival."""

from dataclasses import dataclass, field

from django.utils import timezone

from clinic.hooks import hooks
from clinic.people.languages import language_named

from .models import ClinicDay, Reason, Visit

ICONS = {
    Reason.SOON: "clock",
    Reason.DECISION: "paper",
    Reason.ORDER: "paper",
    Reason.SUMMONS: "clock",
    Reason.HELD: "people",
    Reason.NO_DATE: "paper",
}


@dataclass
class Place:
    """One person's place in the line, ready to be shown."""

    visit: Visit
    reasons: list = field(default_factory=list)
    handed: object = None

    @property
    def person(self):
        return self.visit.person

    @property
    def language(self):
        return language_named(self.visit.person.language)

    @property
    def chips(self):
        return [(Reason(reason).label, ICONS[Reason(reason)]) for reason in self.reasons]


@dataclass
class Line:
    handed: list
    urgent: list
    waiting: list
    at_tables: list

    @property
    def count(self):
        return len(self.handed) + len(self.urgent) + len(self.waiting)


def tonight(user, now=None):
    """Everybody in tonight's line, as this user sees it; the same number of queries for one person and for fifty."""
    clinic_day = ClinicDay.objects.filter(day=timezone.localdate(now)).first()
    visits = (
        Visit.objects.visible_to(user)
        .waiting()
        .filter(clinic_day=clinic_day)
        .select_related("person", "taken_by")
        .prefetch_related("hand_overs__handed_by")
        .order_by("number")
    )
    visits = list(visits) if clinic_day else []
    found = reasons_for([visit.person for visit in visits])
    places = [Place(visit, _in_order({*visit.reasons, *found.get(visit.person.pk, ())})) for visit in visits]
    free = [place for place in places if place.visit.taken_by_id is None]
    for place in free:
        place.handed = next(
            (h for h in reversed(place.visit.hand_overs.all()) if h.to_id in (None, user.pk)), None
        )
    handed = [place for place in free if place.handed]
    urgent = [place for place in free if place.reasons and not place.handed]
    waiting = [place for place in free if not place.reasons and not place.handed]
    return Line(handed, urgent, waiting, [place for place in places if place.visit.taken_by_id])


def reasons_for(people):
    """{person id: reasons}, gathered from the hooks in a fixed number of queries."""
    found = {}
    for reasons in hooks("line_reasons"):
        for person_id, values in reasons(people).items():
            found.setdefault(person_id, set()).update(values)
    return found


def _in_order(reasons):
    return [reason for reason in Reason.values if reason in reasons]
