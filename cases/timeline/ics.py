"""The dates as a calendar file (RFC 5545). It says when, and nothing of where, what for or who: it lies on telephones and with
whoever keeps their calendars."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from clinic.vault import crypto
from clinic.vault.own_keys import own_key
from clinic.words.dates import speaking

KEPT_FOR = timedelta(days=31)  # after it has been; cancelled ones too, so that a calendar takes them off


def calendar_of(case, *, language=None, now=None):
    """The bytes of the file. Only dates with a day are in it, at their own local time; none of the sealed values is opened."""
    now = now or timezone.now()
    with speaking(language or case.person.page_language):
        calendar = Calendar()
        calendar.add("PRODID", "-//appointments//EN")
        calendar.add("VERSION", "2.0")
        calendar.add("METHOD", "PUBLISH")
        calendar.add("X-WR-CALNAME", _("Appointments"))
        for event in _events(case, now):
            calendar.add_component(_entry(event, now))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _events(case, now):
    """One for each moment, however many events of the case it stands for."""
    since = timezone.localdate(now) - KEPT_FOR
    rows = case.events.filter(moment__local_date__gte=since).select_related("moment").order_by("written_at")
    by_moment = {event.moment_id: event for event in reversed(rows)}
    return sorted(by_moment.values(), key=lambda event: event.moment.starts_at)


def _entry(event, now):
    moment, entry = event.moment, Event()
    entry.add("UID", _uid(event))
    entry.add("DTSTAMP", now)
    entry.add("SEQUENCE", event.left_behind + moment.version)
    entry.add("DTSTART", _start(moment))
    entry.add("SUMMARY", _summary(moment))
    entry.add("STATUS", _status(moment))
    entry.add("CLASS", "PRIVATE")
    return entry


def _start(moment):
    """The day alone where the hour is not known."""
    if moment.local_time is None:
        return moment.local_date
    return datetime.combine(moment.local_date, moment.local_time, ZoneInfo(moment.zone))


def _summary(moment):
    """Neutral. Few calendars show a STATUS, so that a day is not confirmed is said in the title too."""
    is_sure = moment.cancelled_at or not moment.unconfirmed_at
    return _("Appointment") if is_sure else _("Appointment (not confirmed)")


def _status(moment):
    if moment.cancelled_at:
        return "CANCELLED"
    return "TENTATIVE" if moment.unconfirmed_at else "CONFIRMED"


def _uid(event):
    """Stays while the date moves, and tells nothing without the ring."""
    return str(uuid.UUID(bytes=crypto.blind_index(own_key("index:calendar"), str(event.pk))[:16], version=4))
