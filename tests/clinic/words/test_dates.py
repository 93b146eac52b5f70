from datetime import date, time

import pytest
from django.template import Context, Template
from django.utils.translation import override

from clinic.words import dates

HEARING = date(2026, 12, 8)
TODAY = date(2026, 11, 21)


def test_long_date_has_the_month_as_a_word():
    assert dates.long_date(HEARING, "en") == "Tuesday, December 8, 2026"
    assert dates.long_date(HEARING, "es") == "martes, 8 de diciembre de 2026"


def test_long_date_speaks_the_active_language():
    with override("es"):
        assert dates.long_date(HEARING) == "martes, 8 de diciembre de 2026"


def test_short_date_keeps_the_month_a_word():
    assert dates.short_date(HEARING, "en") == "Dec 8, 2026"
    assert dates.short_date(HEARING, "es") == "8 dic 2026"


def test_day_and_month_says_the_year_only_when_asked():
    assert dates.day_and_month(HEARING, "en") == "Dec 8"
    assert dates.day_and_month(HEARING, "es") == "8 de diciembre"
    assert dates.day_and_month(HEARING, "en", year=True) == "Dec 8, 2026"
    assert dates.day_and_month(HEARING, "es", year=True) == "8 de diciembre de 2026"


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        (time(9, 0), "9:00 a.m.", "9:00 a.m."),
        (time(13, 5), "1:05 p.m.", "1:05 p.m."),
        (time(12, 0), "12:00 noon", "12:00 del mediodía"),
        (time(12, 30), "12:30 p.m.", "12:30 p.m."),
        (time(0, 15), "12:15 a.m.", "12:15 a.m."),
    ],
)
def test_clock(at, english, spanish):
    assert dates.clock(at, "en") == english
    assert dates.clock(at, "es") == spanish


def test_spanish_says_la_una_and_las_nueve():
    assert dates.the_clock(time(13, 0), "es") == "la 1:00 p.m."
    assert dates.the_clock(time(9, 0), "es") == "las 9:00 a.m."
    assert dates.the_clock(time(9, 0), "en") == "9:00 a.m."


def test_zone_is_said_as_people_say_it():
    assert dates.zone_words("America/New_York", "en") == "New York time"
    assert dates.zone_words("America/New_York", "es") == "hora de Nueva York"
    assert dates.zone_words("America/Phoenix", "en") == "Arizona time"


def test_zone_without_words_is_named_by_its_city():
    assert dates.zone_words("America/Bogota", "en") == "Bogota time"


@pytest.mark.parametrize(
    ("on", "english", "spanish"),
    [
        (date(2026, 11, 21), "today", "hoy"),
        (date(2026, 11, 22), "tomorrow", "mañana"),
        (date(2026, 11, 30), "in 9 days", "en 9 días"),
        (date(2027, 1, 20), "in 60 days", "en 60 días"),
        (date(2027, 1, 21), "in about 2 months", "en unos 2 meses"),
        (date(2027, 3, 21), "in about 4 months", "en unos 4 meses"),
        (date(2029, 11, 21), "in about 3 years", "en unos 3 años"),
        (date(2026, 11, 20), "yesterday", "ayer"),
        (date(2026, 11, 18), "3 days ago", "hace 3 días"),
        (date(2026, 7, 21), "about 4 months ago", "hace unos 4 meses"),
        (date(2019, 11, 21), "about 7 years ago", "hace unos 7 años"),
    ],
)
def test_days_left(on, english, spanish):
    assert dates.days_left(on, TODAY, "en") == english
    assert dates.days_left(on, TODAY, "es") == spanish


def test_the_one_long_form():
    english = dates.moment_words(HEARING, time(9), "America/New_York", TODAY, "en")
    spanish = dates.moment_words(HEARING, time(9), "America/New_York", TODAY, "es")

    assert english == "Tuesday, December 8, 2026 · 9:00 a.m. New York time · in 17 days"
    assert spanish == "martes, 8 de diciembre de 2026 · 9:00 a.m., hora de Nueva York · en 17 días"


def test_a_moment_without_its_time_makes_none_up():
    assert (
        dates.moment_words(HEARING, None, "America/New_York", TODAY, "en")
        == "Tuesday, December 8, 2026 · in 17 days"
    )


def test_a_language_babel_does_not_know_gets_the_words_of_official_paper():
    assert dates.long_date(HEARING, "mam") == "Tuesday, December 8, 2026"


def rendered(source, **context):
    with override("en"):
        return Template("{% load say %}" + source).render(Context(context))


def test_filters_say_dates_and_stay_silent_without_one():
    assert rendered("{{ day|long_date }}", day=HEARING) == "Tuesday, December 8, 2026"
    assert rendered("{{ day|short_date }}{{ at|clock }}{{ day|when }}", day=None, at=None) == ""


def test_days_left_tag():
    assert rendered("{% days_left day today %}", day=HEARING, today=TODAY) == "in 17 days"


def test_moment_tag_tells_machines_the_offset_of_that_day():
    page = rendered(
        "{% moment day at zone today %}", day=HEARING, at=time(9), zone="America/New_York", today=TODAY
    )

    assert page == (
        '<time datetime="2026-12-08T09:00-05:00">'
        "Tuesday, December 8, 2026 · 9:00 a.m. New York time · in 17 days</time>"
    )


class AboutThen:
    def __init__(self, machine):
        self.machine = machine

    def words(self, language=None):
        return "about <March> 2021"

    def html_datetime(self):
        return self.machine


def test_when_filter_says_the_words_of_a_partial_date():
    assert rendered("{{ day|when }}", day=AboutThen("")) == "about &lt;March&gt; 2021"


def test_dated_tag_marks_up_only_what_a_machine_may_read():
    assert rendered("{% dated day %}", day=AboutThen("")) == "about &lt;March&gt; 2021"
    assert rendered("{% dated day %}", day=AboutThen("2021-03")) == (
        '<time datetime="2021-03">about &lt;March&gt; 2021</time>'
    )
    assert (
        rendered("{% dated day %}", day=HEARING)
        == '<time datetime="2026-12-08">Tuesday, December 8, 2026</time>'
    )
