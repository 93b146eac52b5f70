from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from cases.timeline.business_days import Calendar, Closure, federal_holidays, our_calendar

LISTED = yaml.safe_load(Path(__file__).with_name("federal_holidays.yaml").read_text())
CALENDAR = Calendar()


def closure(day, *, office="federal", moves_deadlines=False):
    return Closure(office, day, "weather", moves_deadlines, "the office's page", day)


@pytest.mark.parametrize("year", sorted(LISTED))
def test_holidays_on_weekdays_are_the_listed_ones(year):
    assert sorted(day for day in federal_holidays(year) if day.weekday() < 5) == LISTED[year]


def test_new_years_day_on_a_saturday_is_observed_in_the_year_before():
    assert CALENDAR.day_off(date(2027, 12, 31)) == "holiday"
    assert CALENDAR.next_business_day(date(2027, 12, 31)) == date(2028, 1, 3)


@pytest.mark.parametrize(
    "day", [date(2026, 11, 27), date(2026, 12, 24), date(2026, 11, 3), date(2029, 1, 20 - 1)]
)
def test_days_that_are_not_federal_holidays_count(day):
    assert CALENDAR.is_business_day(day)


def test_why_a_day_is_off():
    days = [date(2026, 11, 26) + timedelta(days=n) for n in range(4)]

    assert [CALENDAR.day_off(day) for day in days] == ["holiday", "", "saturday", "sunday"]


def test_next_and_previous_stay_on_a_business_day():
    assert CALENDAR.next_business_day(date(2026, 11, 27)) == date(2026, 11, 27)
    assert CALENDAR.previous_business_day(date(2026, 11, 27)) == date(2026, 11, 27)


def test_roll_goes_the_way_it_is_told():
    christmas = date(2026, 12, 25)

    assert CALENDAR.roll(christmas, "next_business_day") == date(2026, 12, 28)
    assert CALENDAR.roll(christmas, "previous_business_day") == date(2026, 12, 24)
    assert CALENDAR.roll(christmas, "none") == christmas


def test_working_days_skip_weekends_and_thanksgiving():
    assert CALENDAR.add_business_days(date(2026, 11, 20), 5) == date(2026, 11, 30)
    assert CALENDAR.add_business_days(date(2026, 11, 23), 20) == date(2026, 12, 22)


def test_a_closure_makes_our_aim_earlier_and_moves_no_last_legal_day():
    snowed_in = Calendar(closures=(closure(date(2027, 2, 3)),))

    assert snowed_in.previous_business_day(date(2027, 2, 3)) == date(2027, 2, 2)
    assert snowed_in.next_business_day(date(2027, 2, 3)) == date(2027, 2, 3)


def test_a_closure_that_moved_deadlines_moves_the_last_legal_day():
    snowed_in = Calendar(closures=(closure(date(2027, 2, 3), moves_deadlines=True),))

    assert snowed_in.day_off(date(2027, 2, 3)) == "closed"
    assert snowed_in.next_business_day(date(2027, 2, 3)) == date(2027, 2, 4)


def test_a_closure_of_one_court_is_not_one_of_another():
    rows = (closure(date(2027, 2, 3), office="court-a"),)

    assert not Calendar(rows, office="court-a").is_business_day(date(2027, 2, 3))
    assert Calendar(rows, office="court-b").is_business_day(date(2027, 2, 3))


def test_our_own_table_knows_the_days_offices_were_closed_by_order():
    assert not our_calendar().is_business_day(date(2025, 12, 24))
    assert our_calendar().day_off(date(2025, 12, 26)) == ""
