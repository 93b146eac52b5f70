"""A date asked in short fields: half a date can be said, and what was typed is never lost."""

import datetime

import pytest
from django import forms

from cases.timeline.date_field import NextDateField, PartialDateField, TimeOfDayField, Told
from cases.timeline.dates import Certainty, PartialDate

DECEMBER_8 = datetime.date(2026, 12, 8)


def past(month="", day="", year="", sure=""):
    return PartialDateField(required=False).clean([month, day, year, sure])


def ahead(month="", day="", year="", time="", sure=""):
    return NextDateField(required=False).clean([month, day, year, time, sure])


def test_a_whole_date_is_a_day():
    assert past("12", "8", "2026") == PartialDate.of(DECEMBER_8)


def test_half_a_date_stays_half_a_date():
    assert past("3", "", "2021") == PartialDate.from_parts(2021, 3)
    assert past("", "", "2019") == PartialDate.from_parts(2019)


def test_about_is_said():
    assert past("3", "", "2021", "about").certainty == Certainty.ABOUT


def test_nothing_said_is_none_and_not_an_unknown_date():
    assert past() is None
    assert past(sure="unknown") == PartialDate.unknown()


def test_what_was_typed_counts_for_more_than_i_do_not_know():
    assert past("12", "8", "2026", "unknown") == PartialDate.of(DECEMBER_8)


@pytest.mark.parametrize(
    "typed", [("11", "31", "2026"), ("", "8", "2026"), ("12", "8", ""), ("12", "8", "26")]
)
def test_a_date_that_cannot_be_is_refused_with_a_sentence(typed):
    with pytest.raises(forms.ValidationError):
        past(*typed)


def test_a_day_with_its_time_is_exact():
    told = ahead("12", "8", "2026", "09:00", "paper")

    assert told == Told(PartialDate.of(DECEMBER_8, Certainty.EXACT), datetime.time(9), "paper")


def test_we_will_call_is_a_date_not_set_yet():
    assert ahead(sure="not_set").when == PartialDate.to_be_announced()


def test_a_time_alone_asks_for_its_day():
    with pytest.raises(forms.ValidationError, match="Please add the day too."):
        ahead(time="09:00")


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("09:00", datetime.time(9)),
        ("9", datetime.time(9)),
        ("1:30", datetime.time(13, 30)),
        ("1:30 p.m.", datetime.time(13, 30)),
        ("12 pm", datetime.time(12)),
        ("8:30 a.m.", datetime.time(8, 30)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, time):
    assert TimeOfDayField().clean(typed) == time


@pytest.mark.parametrize("typed", ["25:00", "in the morning", "9:75"])
def test_a_time_that_cannot_be_says_how_to_write_it(typed):
    with pytest.raises(forms.ValidationError, match="Write it like 9:00 am"):
        TimeOfDayField().clean(typed)


def test_what_is_kept_comes_back_into_the_short_fields():
    told = ahead("12", "8", "2026", "09:00", "paper")

    assert NextDateField().widget.decompress(told) == [12, 8, 2026, datetime.time(9), "paper"]
