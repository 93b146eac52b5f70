"""What comes again and again: the next time, and never a day that nobody said."""

from datetime import date, time

import pytest
from django.utils.translation import override

from cases.timeline.dates import PartialDate
from cases.timeline.rhythm import Rhythm, Unit

TUESDAY, MONDAY = 1, 0
DEC_1 = date(2026, 12, 1)  # a Tuesday
EVERY_SECOND_TUESDAY = Rhythm(2, Unit.WEEKS, TUESDAY, DEC_1)


def days(rhythm, *, times=4, not_before=DEC_1):
    found, after = [], None
    for _time in range(times):
        when = rhythm.next(after=after, not_before=not_before)
        after = when.on
        found.append(after)
    return found


def test_every_second_tuesday():
    assert days(EVERY_SECOND_TUESDAY, times=3) == [DEC_1, date(2026, 12, 15), date(2026, 12, 29)]


def test_the_first_time_is_the_first_such_weekday_on_or_after_the_first_day():
    assert Rhythm(1, Unit.WEEKS, MONDAY, DEC_1).next(not_before=DEC_1).on == date(2026, 12, 7)


def test_times_that_have_been_are_passed_over():
    assert EVERY_SECOND_TUESDAY.next(not_before=date(2027, 1, 1)).on == date(2027, 1, 12)


def test_after_a_visit_that_moved_within_its_week_the_weekday_stands():
    assert EVERY_SECOND_TUESDAY.next(after=date(2026, 12, 17), not_before=DEC_1).on == date(2026, 12, 29)


def test_after_a_visit_that_moved_by_a_week_the_weeks_are_counted_from_there():
    assert EVERY_SECOND_TUESDAY.next(after=date(2026, 12, 8), not_before=DEC_1).on == date(2026, 12, 22)


def test_every_ninety_days():
    assert days(Rhythm(90, Unit.DAYS, None, DEC_1), times=2) == [DEC_1, date(2027, 3, 1)]


def test_the_second_tuesday_of_the_month():
    second = Rhythm(1, Unit.MONTHS, TUESDAY, date(2026, 12, 8))

    assert days(second, times=3) == [date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9)]


def test_a_fifth_tuesday_is_the_last_of_the_month():
    last = Rhythm(1, Unit.MONTHS, TUESDAY, date(2026, 12, 29))

    assert days(last, times=3) == [date(2026, 12, 29), date(2027, 1, 26), date(2027, 2, 23)]


@pytest.mark.parametrize(
    ("every", "unit", "after"), [(1, Unit.YEARS, date(2026, 11, 12)), (12, Unit.MONTHS, date(2026, 11, 30))]
)
def test_a_year_later_is_a_month_and_not_a_made_up_day(every, unit, after):
    yearly = Rhythm(every, unit, None, after)

    assert yearly.next(after=after, not_before=DEC_1) == PartialDate.expected(2027, 11)


def test_a_month_counts_until_its_last_day():
    yearly = Rhythm(1, Unit.YEARS, None, date(2026, 12, 2))

    assert yearly.next(not_before=date(2026, 12, 31)) == PartialDate.expected(2026, 12)
    assert yearly.next(not_before=date(2027, 1, 1)) == PartialDate.expected(2027, 12)


def test_nothing_comes_after_its_end():
    ending = Rhythm(2, Unit.WEEKS, TUESDAY, DEC_1, ends=date(2026, 12, 15))

    assert ending.next(after=DEC_1, not_before=DEC_1).on == date(2026, 12, 15)
    assert ending.next(after=date(2026, 12, 15), not_before=DEC_1) is None


@pytest.mark.parametrize(
    ("unit", "same", "another"),
    [
        (Unit.WEEKS, date(2026, 12, 3), date(2026, 12, 7)),
        (Unit.DAYS, DEC_1, date(2026, 12, 2)),
        (Unit.YEARS, date(2026, 12, 31), date(2027, 12, 1)),
    ],
)
def test_which_days_are_the_same_time(unit, same, another):
    rhythm = Rhythm(1, unit, None, DEC_1)

    assert rhythm.same_time(DEC_1, same)
    assert not rhythm.same_time(DEC_1, another)


@pytest.mark.parametrize(
    ("rhythm", "said"),
    [
        (EVERY_SECOND_TUESDAY, "every 2 weeks, on Tuesday"),
        (Rhythm(1, Unit.WEEKS, MONDAY, DEC_1), "every week, on Monday"),
        (Rhythm(90, Unit.DAYS, None, DEC_1), "every 90 days"),
        (Rhythm(1, Unit.MONTHS, TUESDAY, date(2026, 12, 8)), "every month, on the second Tuesday"),
        (Rhythm(1, Unit.MONTHS, TUESDAY, date(2026, 12, 29)), "every month, on the last Tuesday"),
        (Rhythm(1, Unit.YEARS, None, DEC_1), "every year"),
    ],
)
def test_it_is_said_as_people_say_it(rhythm, said):
    with override("en"):
        assert rhythm.words() == said


def test_it_is_kept_and_read_back():
    rhythm = Rhythm(2, Unit.WEEKS, TUESDAY, DEC_1, date(2027, 1, 1), time(9, 30))

    assert Rhythm.from_data(rhythm.to_data()) == rhythm
