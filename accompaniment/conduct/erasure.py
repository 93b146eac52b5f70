"""Erasing a person's outings (settings.HOOKS): trips that were for nobody else go, with what was told of them."""

from accompaniment.outing.models import Call
from accompaniment.trips.models import Ask, Trip
from cases.timeline.erasure import moments_of_nobody_else
from clinic.outbox.models import Message

from .models import Report


def erase_person(person):
    """Comes before the timeline's own hook, which deletes the moments. No files."""
    Report.objects.filter(person=person).delete()
    Call.objects.filter(person=person).delete()
    trips = Trip.objects.filter(moment__in=moments_of_nobody_else(person).values("pk"))
    asks = Ask.objects.filter(trip__in=trips.values("pk"))
    about = [*trips.values_list("pk", flat=True), *asks.values_list("pk", flat=True)]
    Message.objects.filter(about__in=about).delete()
    Trip.objects.filter(pk__in=about).delete()
    return []
