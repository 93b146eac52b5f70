"""Why somebody in tonight's line is seen first."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from cases.casefile.models import Case, Fact, FactKind
from cases.timeline.models import Coarse, Event, Moment
from clinic.days.models import Reason

DECISIONS = {
    "ij-decision",
    "bia-decision",
    "motion-decided",
    "uscis-denial",
    "federal-court-decision",
    "bond-decision",
}
ORDERS = {"in-absentia-order", "final-order", "dhs-removal-order"}
SOON, RECENT, SUDDEN = timedelta(days=14), timedelta(days=30), timedelta(days=3)


def reasons_of(people, now=None):
    """{person id: {Reason}}: three queries and the people's keys, however many there are."""
    now = now or timezone.now()
    found = defaultdict(set)
    cases = list(Case.objects.open().filter(person__in=people).annotate(papers_listed=Count("papers")))
    owners = {case.pk: case.person_id for case in cases}
    events = list(Event.objects.filter(case__in=cases).select_related("moment"))
    for event in events:
        found[owners[event.case_id]] |= set(_of_event(event, now))
    for fact in Fact.objects.filter(case__in=cases, kind=FactKind.DETAINED):
        if fact.answer == "yes":
            found[owners[fact.case_id]].add(Reason.HELD)
    dated = {event.case_id for event in events if _is_ahead(event.moment, now) and not _is_expected(event)}
    for case in cases:
        if case.here_for == "relative_held":
            found[case.person_id].add(Reason.HELD)
        if case.papers_listed and case.pk not in dated:
            found[case.person_id].add(Reason.NO_DATE)
    return {person_id: reasons for person_id, reasons in found.items() if reasons}


def _of_event(event, now):
    moment = event.moment
    if _is_ahead(moment, now) and moment.starts_at < now + SOON:
        yield Reason.SOON
    if (
        _is_ahead(moment, now)
        and event.pattern_id is None
        and moment.coarse == Coarse.CHECK_IN
        and moment.starts_at - event.written_at < SUDDEN
    ):
        yield Reason.SUMMONS
    if event.kind in ORDERS:
        yield Reason.ORDER
    if event.kind in DECISIONS:
        latest = event.partial.latest()
        if latest and timezone.localdate(now) - RECENT <= latest:
            yield Reason.DECISION


def _is_expected(event):
    return event.pattern_id is not None and event.moment.unconfirmed_at is not None


def _is_ahead(moment: Moment | None, now):
    return moment is not None and moment.cancelled_at is None and moment.starts_at > now
