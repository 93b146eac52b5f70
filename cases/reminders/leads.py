"""When something is told: wall-clock days before, in the place's own zone, whatever the clocks do in between."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

QUIET_FROM, QUIET_UNTIL = time(20), time(8)


@lru_cache
def leads():
    """{coarse kind or "family": days before, longest first}."""
    rows = _file()
    return {kind: sorted((row["days"] for row in rows[kind]), reverse=True) for kind in rows if kind != "at"}


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


def _at():
    return time.fromisoformat(_file()["at"])


@lru_cache
def _file():
    return yaml.safe_load(Path(__file__).with_name("leads.yaml").read_text())
