"""Erasing a person's dates (settings.HOOKS). A moment that others share stays theirs."""

from datetime import timedelta

from cases.casefile.models import FamilyTie

from .models import CalendarFeed, Event, Moment


def moments_of_nobody_else(person):
    """Moments at which only this person has an appointment."""
    others = Event.objects.exclude(case__person=person).filter(moment__isnull=False)
    return (
        Moment.objects.filter(events__case__person=person).exclude(pk__in=others.values("moment")).distinct()
    )


def erase_person(person):
    """Deletes events and what hangs on them. A relative's own row stays, without pointing here. No files."""
    moments = list(moments_of_nobody_else(person).values_list("pk", flat=True))
    Event.objects.filter(case__person=person).delete()
    CalendarFeed.objects.filter(case__person=person).delete()
    Moment.objects.filter(pk__in=moments).delete()
    FamilyTie.objects.filter(other=person).update(other=None)
    return []


def ended_feeds(now, held):
    """(retention.yaml) Addresses for a calendar that were stopped long ago."""
    return held.spare(CalendarFeed.objects.filter(ended_at__lte=now - timedelta(days=90)), "case__person")
