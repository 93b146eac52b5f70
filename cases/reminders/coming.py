"""What will be told of a case, and when, if nothing changes."""

from datetime import date

from django.utils import timezone

from cases.timeline.models import Event, Moment
from clinic.words import dates

from .leads import leads, told_at
from .wanted import alerts_of, families_of, readers_of


def will_be_told(case, now):
    """[{"at", "what", "to_family"}] in order: what is not due yet of each date and each deadline ahead."""
    readers = readers_of([case.person_id])[case.person_id]
    families = families_of([case.person_id])[case.person_id]
    coming = list(_dates(case, now, readers, families))
    if readers:
        coming += _deadlines(case, now)
    return sorted((one for one in coming if one["at"] > now), key=lambda one: one["at"])


def _dates(case, now, readers, families):
    days_before = leads()
    moments = Moment.objects.ahead(now).filter(unconfirmed_at__isnull=True)
    for moment in moments.filter(pk__in=Event.objects.filter(case=case).values("moment")):
        for days, to_family in _leads(days_before, moment, readers, families):
            at = told_at(moment.local_date, days, moment.zone)
            yield {"at": at, "what": dates.long_date(moment.local_date), "to_family": to_family}


def _leads(days_before, moment, readers, families):
    if readers:
        yield from ((days, False) for days in days_before[moment.coarse])
    if families:
        yield from ((days, True) for days in days_before["family"])


def _deadlines(case, now):
    today = timezone.localdate(now)
    for deadline, _days, at in alerts_of(case.deadlines.all(), today, requests_until=date.max):
        is_aim = deadline.do_by and (deadline.do_by >= today or deadline.last_day is None)
        aim = deadline.do_by if is_aim else deadline.last_day
        yield {"at": at, "what": dates.long_date(aim), "to_family": False}
