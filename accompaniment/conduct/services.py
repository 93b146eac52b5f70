"""Writes down what officials did, and puts the next date they gave onto the timeline."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accompaniment.trips import services as trips
from cases.timeline import services as timeline
from cases.timeline.dates import Certainty, PartialDate
from cases.timeline.models import Source
from cases.timeline.reading import next_dates
from clinic.people import cards
from clinic.security import audit

from .models import TAKEN, Report

REFUSED = (
    trips.AlreadyAsked,
    trips.AlreadyElsewhere,
    trips.NoLongerAsked,
    trips.NotAnAccompanier,
    trips.TripIsFull,
)


class NotOnThisTrip(Exception):
    """The report is on somebody this trip was not with."""


@transaction.atomic
def write_report(
    trip, person, *, by, seen, officials="", asked_for="", outcome="", next_office="", next_on=None, next_at=None,
    next_place=None,
):  # fmt: skip
    """One report by each volunteer on each person; written again, it is replaced. A next date (whole day, local time as on
    the paper) goes onto the timeline, which makes the printed paper old; whoever was taken has no card any more. Raises
    NotOnThisTrip."""
    event = (
        trips.open_events(trip.moment)
        .filter(case__person=person)
        .select_related("case", "moment__place")
        .first()
    )
    if event is None:
        raise NotOnThisTrip
    report = Report.objects.select_for_update().filter(trip=trip, person=person, written_by=by).first()
    report = report or Report(trip=trip, person=person, holder_id=person.pk, written_by=by)
    report.seen, report.officials, report.asked_for, report.outcome = seen, officials, asked_for, outcome
    report.written_at = timezone.now()
    timeline.confirm(event, by=by, source=Source.REPORT)
    if next_on:
        report.next_event = _put_next(
            report, event, by=by, office=next_office, on=next_on, at=next_at, place=next_place
        )
        timeline.change_event(event, by=by, came_next=report.next_event)
    report.save()
    if outcome in TAKEN:
        cards.end_card(person, by=by)
    audit.record(
        actor=by,
        verb="report.write",
        target=report,
        fields=["seen", "outcome", *(["next"] if next_on else [])],
    )
    return report


@transaction.atomic
def same_again(report, *, by):
    """Asks whoever went to come along to the next date too. Returns the asks made."""
    if report.next_event is None or report.next_event.moment is None:
        return []
    trip = trips.plan_trip(report.next_event.moment, by=by)
    asked = []
    for went in report.trip.asks.going().select_related("volunteer"):
        try:
            asked.append(trips.ask(trip, went.volunteer, by=by))
        except REFUSED:
            continue
    return asked


def _put_next(report, visit, *, by, office, on, at, place):
    """The next date with this office: changes the one that lies after the visit, or adds one. The visit itself, which may
    be today's and so still ahead for the timeline, stays where it was."""
    day_after = report.trip.moment.local_date + timedelta(days=1)
    known = report.next_event or next_dates(visit.case, today=day_after)[office]
    when = PartialDate.of(on, Certainty.EXACT if at else Certainty.DAY)
    given = {"by": by, "when": when, "source": Source.REPORT, "local_time": at}
    if known:
        return timeline.change_event(known, **given, **({"place": place} if place else {}))
    same_office = visit.office == office
    kind = visit.kind if same_office else timeline.NEXT_KIND[office]
    place = place or (visit.moment.place if same_office else None)
    return timeline.add_event(visit.case, kind=kind, place=place, **given)
