"""Workers whose own clock is an hour fast or slow beside one that is right; and both clock changes of the year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cases.reminders.leads import QUIET_FROM, QUIET_UNTIL, after_quiet, evening_before, told_at
from clinic.outbox.models import Message

from . import outbox
from .post import Office
from .senders import Senders

ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Puerto_Rico",
    "Pacific/Honolulu",
)


def run(table):
    _workers(table)
    _changes(table)


def _workers(table):
    count = outbox.how_many(1_500)
    office = Office()
    office.open()
    senders = [Senders(EMAIL_URL=office.url, DRILL_CLOCK_HOURS=hours) for hours in ("0", "1", "-1")]
    try:
        person = outbox.rosa()
        early = outbox.due(count // 10, person, since=-timedelta(minutes=30))
        outbox.due(count, person)
        for one in senders:
            one.start()
        now = outbox.timezone.now()
        outbox.until(lambda: (outbox.time_goes_by(), _waiting(now) == 0)[1], every=0.3)
        arrived, _marked = outbox.of_mail(office)
        too_early = sum(bool(arrived[str(row.pk)]) for row in early)
        table.add("clocks wrong by an hour: told too early", too_early, "0", too_early == 0)
        Message.objects.filter(pk__in=[row.pk for row in early]).delete()
        outbox.judge(table, "clocks wrong by an hour", outbox.of_mail(office), most_doubled=0)
        outbox.still_sends(table, "clocks", person)
    finally:
        for one in senders:
            one.close()
        office.close()


def _waiting(now):
    return Message.objects.filter(state__in=["waiting", "sending", "unknown"], next_at__lte=now).count()


def _changes(table):
    """Every quarter of an hour of two years, in each zone."""
    at_night, moved, moment = 0, 0, datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year < 2028:
        for zone in ZONES:
            at_night += _is_quiet(after_quiet(moment, zone), zone) + _is_quiet(
                evening_before(moment, zone), zone
            )
        moment += timedelta(minutes=15)
    for day in range(730):
        appointment = date(2026, 1, 1) + timedelta(days=day)
        for zone in ZONES:
            local = told_at(appointment, 7, zone).astimezone(UTC).astimezone(ZoneInfo(zone))
            moved += (local.date(), local.time()) != (
                appointment - timedelta(days=7),
                told_at(appointment, 0, zone).time(),
            )
    table.add("clock changes of two years: told at night", at_night, "0", at_night == 0)
    table.add("clock changes of two years: told at another hour or day", moved, "0", moved == 0)


def _is_quiet(moment, zone):
    local = moment.astimezone(UTC).astimezone(ZoneInfo(zone)).time()
    return not QUIET_UNTIL <= local < QUIET_FROM
