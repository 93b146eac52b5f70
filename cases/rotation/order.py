"""Whose date is asked for next: not known, then not sure, then past its day to look again, then the one longest not looked
at. From amber rows alone; nobody's name or number is opened to put them in order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

from django.utils import timezone

from cases.casefile.models import Case
from cases.timeline.models import CheckResult, Coarse, DateCheck, Event
from cases.timeline.services import RECHECK_DAYS

OLD = timedelta(days=7)  # the line is asked for everybody once a week


class Why(IntEnum):
    NOT_KNOWN = 0
    NOT_SURE = 1
    LOOK_AGAIN = 2
    OLD = 3


@dataclass(frozen=True, order=True)
class Due:
    why: Why
    since: datetime
    case_id: UUID


def rotation(today=None):
    """[Due] in order: everybody in an open case with an A-number whose next hearing is to be asked for today. Three
    queries."""
    today = today or timezone.localdate()
    hearings, checks = _hearings(today), _last_checks()
    cases = Case.objects.open().filter(person__a_number_index__isnull=False)
    found = [
        _due(pk, opened_at, hearings.get(pk), checks.get(pk), today)
        for pk, opened_at in cases.values_list("pk", "opened_at")
    ]
    return sorted(due for due in found if due)


def hearings_ahead(today):
    """Events with a hearing on a day from today on."""
    return Event.objects.filter(
        moment__coarse=Coarse.HEARING, moment__local_date__gte=today, moment__cancelled_at__isnull=True
    ).order_by("moment__starts_at")


def _hearings(today):
    """{case id: (not sure since, look again on, looked at)} of the soonest hearing."""
    rows = hearings_ahead(today).values_list(
        "case_id", "moment__unconfirmed_at", "recheck_on", "checked_at", "written_at"
    )
    soonest = {}
    for case_id, unconfirmed_at, recheck_on, checked_at, written_at in rows:
        soonest.setdefault(case_id, (unconfirmed_at, recheck_on, checked_at or written_at))
    return soonest


def _last_checks():
    """{case id: (result, when)} of what the line said last."""
    rows = DateCheck.objects.order_by("case_id", "-checked_at").distinct("case_id")
    return {
        case_id: (result, asked_at)
        for case_id, result, asked_at in rows.values_list("case_id", "result", "checked_at")
    }


def _due(case_id, opened_at, hearing, check, today):
    if check and today < timezone.localdate(check[1]) + _wait(check[0]):
        return None
    if hearing is None:
        return Due(Why.NOT_KNOWN, check[1] if check else opened_at, case_id)
    unconfirmed_at, recheck_on, looked_at = hearing
    since = max(looked_at, check[1]) if check else looked_at
    if unconfirmed_at:
        return Due(Why.NOT_SURE, since, case_id)
    if recheck_on and recheck_on <= today:
        return Due(Why.LOOK_AGAIN, since, case_id)
    return Due(Why.OLD, since, case_id) if timezone.localdate(since) + OLD <= today else None


def _wait(result):
    return OLD if result == CheckResult.SAME else timedelta(days=RECHECK_DAYS[result])
