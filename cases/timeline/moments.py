"""When a local date and time is, on the world's clock."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

START_OF_DAY = time(8)  # a day whose time nobody knows is looked after from early on


class NoSuchHour(ValueError):
    """The clock skips this hour on that day (summer time begins)."""


def starts_at(local_date, local_time, zone):
    """The UTC moment of a local date and time. Raises NoSuchHour for an hour the clock skips; of an hour that comes
    twice, the first."""
    local = datetime.combine(local_date, local_time or START_OF_DAY, ZoneInfo(zone))
    moment = local.astimezone(ZoneInfo("UTC"))
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchHour
    return moment
