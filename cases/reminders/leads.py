"""When something is told: wall-clock days before, in the place's own zone, whatever the clocks do in between."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from django.db import transaction
from django.utils import timezone

from clinic.security import audit

from .models import LeadTimes

QUIET_FROM, QUIET_UNTIL = time(20), time(8)
LAST_CALL = time(19, 30)
STILL_USEFUL = timedelta(hours=4)  # so long before the date a text message of the morning is no use any more


CHOICES = (60, 30, 21, 14, 7, 5, 3, 2, 1)


def leads():
    """{coarse kind or "family": days before, longest first}: as the coordinator set them, else as the file says. One query."""
    return usual_leads() | dict(LeadTimes.objects.values_list("kind", "days"))


@lru_cache
def usual_leads():
    rows = _file()
    return {kind: sorted((row["days"] for row in rows[kind]), reverse=True) for kind in rows if kind != "at"}


@transaction.atomic
def set_leads(chosen, *, by):
    """`chosen`: {kind: days before}. What is as usual needs no row. Counts from the next sweep on."""
    before = leads()
    for kind, days in chosen.items():
        days = sorted(set(days), reverse=True)
        if days == before[kind]:
            continue
        LeadTimes.objects.update_or_create(
            kind=kind, defaults={"days": days, "changed_at": timezone.now(), "changed_by": by}
        )
        audit.record(actor=by, verb="lead_times.set", fields=[kind])


@lru_cache(4096)
def told_at(day, days_before, zone):
    """The aware moment of the lead: so many days before, at the hour the file says on the clock there."""
    return datetime.combine(day - timedelta(days=days_before), _at(), ZoneInfo(zone))


def after_quiet(moment, zone):
    """The same moment, or eight in the morning where it falls into the quiet hours (20:00 to 8:00) of that zone."""
    local = moment.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_UNTIL, ZoneInfo(zone))


def evening_before(moment, zone):
    """The last evening before it at which somebody may still be told."""
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date() - timedelta(days=local.time() < QUIET_FROM)
    return datetime.combine(day, LAST_CALL, ZoneInfo(zone))


def hour_for_a_phone(moment, not_after, zone, *, is_news=False):
    """When a phone may ring for what is due at `moment`: in the morning where that is at night; the evening before where the
    morning would be too late. News of the evening that somebody would only hear on the way there is told that evening."""
    morning = after_quiet(moment, zone)
    is_evening = morning.date() > moment.astimezone(ZoneInfo(zone)).date()
    latest = not_after - STILL_USEFUL if is_news and is_evening else not_after
    if morning == moment or morning < latest:
        return morning
    return min(moment, evening_before(moment, zone))


def _at():
    return time.fromisoformat(_file()["at"])


@lru_cache
def _file():
    return yaml.safe_load(Path(__file__).with_name("leads.yaml").read_text())
