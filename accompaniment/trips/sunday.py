"""The Sunday sheet: fourteen days on one page, gaps first."""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from cases.plans.drawings import seat_dots

from .board import GRID_DAYS, board
from .models import SEATS


def sunday_sheet(user, *, today=None):
    """What `print/sunday.html` is filled with. A first name only where two people at one place and hour would be mixed up."""
    today = today or timezone.localdate()
    two_weeks = board(user, weeks=GRID_DAYS // 7, today=today)
    alike = Counter(_mixed_up_by(one) for one in two_weeks.appointments)
    days = [today + timedelta(days=n) for n in range(GRID_DAYS)]
    return {
        "printed_on": today,
        "until": two_weeks.last,
        "days": [{"on": day, "trips": _dots_of(two_weeks, day)} for day in days],
        "gaps": [_row(one, alike) for one in two_weeks.gaps],
        "full": [_row(one, alike) for one in two_weeks.full],
        "clinic_name": settings.CLINIC_NAME,
        "clinic_phone": settings.CLINIC_PHONE,
    }


def _row(one, alike):
    return {
        "on": one.on,
        "at": one.at,
        "what": one.kind_words,
        "place": one.place_words,
        "language": one.language_words,
        "first_name": one.names if alike[_mixed_up_by(one)] > 1 else "",
        "seats": seat_dots(len(one.going)),
        "going": len(one.going),
        "wanted": SEATS,
        "whom_to_call": not one.whom_to_call_open,
    }


def _dots_of(two_weeks, day):
    return [seat_dots(len(one.going)) for one in two_weeks.appointments if one.on == day]


def _mixed_up_by(one):
    return one.on, one.at, one.moment.place_id
