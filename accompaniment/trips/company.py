"""What the paper in a person's hand says of those who go along: how many, where they meet, never who."""

from .models import SEATS, Trip


def company(moments):
    """{moment id: {"going", "meet_at", "meet_where"}} for the hook `company`. Whoever said yes to an earlier
    date of a moved appointment is not counted."""
    trips = Trip.objects.counted().filter(moment__in=list(moments)).select_related("meeting_place")
    return {trip.moment_id: _said(trip) for trip in trips}


def _said(trip):
    where = trip.meeting_point or (trip.meeting_place.name if trip.meeting_place else "")
    return {"going": min(trip.going, SEATS), "meet_at": trip.meet_at, "meet_where": where}
