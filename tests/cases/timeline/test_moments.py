"""When a local date and time is, on the world's clock: over both clock changes, and where the clock never changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cases.timeline.moments import NoSuchHour, starts_at
from clinic.words.dates import ZONES

SPRING, FALL = date(2027, 3, 14), date(2027, 11, 7)
NEW_YORK, ARIZONA, PUERTO_RICO, GUAM = (
    "America/New_York",
    "America/Phoenix",
    "America/Puerto_Rico",
    "Pacific/Guam",
)
any_time = some.times(time(0), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
quickly = settings(max_examples=200, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        (NEW_YORK, SPRING, time(1, 59), "2027-03-14 06:59"),
        (NEW_YORK, SPRING, time(3, 0), "2027-03-14 07:00"),
        (NEW_YORK, FALL, time(1, 30), "2027-11-07 05:30"),  # it comes twice: the first
        (NEW_YORK, FALL, time(2, 0), "2027-11-07 07:00"),
        (NEW_YORK, SPRING, None, "2027-03-14 12:00"),
        (NEW_YORK, FALL, None, "2027-11-07 13:00"),
        (ARIZONA, SPRING, time(2, 30), "2027-03-14 09:30"),
        (ARIZONA, FALL, time(1, 30), "2027-11-07 08:30"),
        (PUERTO_RICO, SPRING, time(2, 30), "2027-03-14 06:30"),
        (PUERTO_RICO, FALL, time(1, 30), "2027-11-07 05:30"),
        (GUAM, SPRING, time(2, 30), "2027-03-13 16:30"),
        (GUAM, FALL, time(1, 30), "2027-11-06 15:30"),
    ],
)
def test_over_both_clock_changes(zone, day, at, utc):
    assert f"{starts_at(day, at, zone).astimezone(UTC):%Y-%m-%d %H:%M}" == utc


@pytest.mark.parametrize("at", [time(2, 0), time(2, 30), time(2, 59)])
def test_an_hour_the_clock_skips_is_none(at):
    with pytest.raises(NoSuchHour):
        starts_at(SPRING, at, NEW_YORK)


@quickly
@given(some.dates(date(2024, 1, 1), date(2040, 12, 31)), any_time, some.sampled_from(sorted(ZONES)))
def test_said_again_in_its_zone_it_is_the_day_and_the_hour_on_the_paper(day, at, zone):
    try:
        begins = starts_at(day, at, zone)
    except NoSuchHour:
        assert (day.month, at.hour) == (3, 2)  # nowhere but in the night of a March
        return
    assert begins.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, at)


@quickly
@given(some.dates(date(2024, 1, 1), date(2040, 12, 31)), any_time, some.sampled_from(sorted(ZONES)))
def test_the_next_day_at_the_same_hour_is_a_day_later_give_or_take_an_hour(day, at, zone):
    try:
        one, two = (starts_at(each, at, zone) for each in (day, day + timedelta(days=1)))
    except NoSuchHour:
        return
    assert abs((two - one) - timedelta(days=1)) <= timedelta(hours=1)


@pytest.mark.parametrize("zone", [ARIZONA, PUERTO_RICO, GUAM])
def test_where_the_clock_never_changes_a_day_has_its_hours_all_year(zone):
    days = (date(2027, 1, 1) + timedelta(days=n) for n in range(366))
    begin = [starts_at(day, time(2, 30), zone) for day in days]

    gaps = zip(begin, begin[1:], strict=False)
    assert {after - before for before, after in gaps} == {timedelta(days=1)}
