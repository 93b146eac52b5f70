"""Who goes along: one trip for today, some full, some empty, one where nobody has asked yet whom to call."""

import uuid
from datetime import time, timedelta

from django.utils import timezone

from accompaniment.trips import services as trips
from accompaniment.trips.models import Answer
from cases.timeline import reading
from clinic.people.models import MayKnow

from .said import day, on, place, trusted

CHECK_IN, FEDERAL_PLAZA = "ice-check-in-scheduled", "ice-federal-plaza"


def plan(staff, met):
    """`met`: cases by the name of their person."""
    carmen = staff["Carmen"]
    rosa = _company(met["Rosa"], "court", by=carmen)
    _go(rosa, staff, "Luis", "Jorge")
    trips.confirm(rosa, by=carmen)
    ibrahim = _company(met["Ibrahim"], "ice", by=carmen)
    _go(ibrahim, staff, "Noor")  # cannot be confirmed: nobody has asked him whom to call
    _company(met["Osman"], "isap", by=carmen)
    _by_telephone(staff)


def _by_telephone(staff):
    """Appointments that Carmen wrote down without an interview: for today, two at the same hour, one still empty."""
    carmen = staff["Carmen"]
    sara = trusted("Sara", "hermana", "52", MayKnow.HELD)
    today = _appointment("Beatriz", "spa", on(0), _soon(), by=carmen, named=[sara])
    _go(today, staff, "Luis", "Pat")
    trips.confirm(today, by=carmen)
    both = _appointment("Yusuf", "ara", on(3), time(8, 30), by=carmen, page_language="en")
    _appointment("Amina", "ara", on(3), time(8, 30), by=carmen, named=[], page_language="en")
    trips.ask(both, staff["Noor"], by=carmen)
    court = {"kind": "hearing-scheduled", "slug": "court-new-york-broadway"}
    _appointment("Fatou", "fra", on(10), time(13), by=carmen, named=[], page_language="en", **court)


def _company(case, office, *, by):
    return trips.plan_trip(reading.next_dates(case)[office].moment, by=by)


def _go(trip, staff, *names):
    for called in names:
        asked = trips.ask(trip, staff[called], by=trip.made_by)
        trips.answer(asked, Answer.YES, by=staff[called])


def _appointment(called, language, when, at, *, by, named=None, kind=CHECK_IN, slug=FEDERAL_PLAZA, **more):
    """`named`: whom to tell; None where nobody has asked yet."""
    told = {"called": called, "language": language, "when": when, "at": at, "kind": kind, **more}
    return trips.add_appointment(by=by, person_id=uuid.uuid4(), place=place(slug), trusted=named, **told)


def _soon():
    """About an hour from now, at the half hour; late in the evening the last minute of the day."""
    soon = timezone.localtime(timezone.now() + timedelta(minutes=90))
    if soon.date() != day(0):
        return time(23, 59)
    return time(soon.hour, soon.minute // 30 * 30)
