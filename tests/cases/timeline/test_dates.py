from datetime import date

import pytest
from django.utils.translation import override

from cases.timeline.dates import Certainty, PartialDate, UnreadableDate, certainty_words, read_date

DEC_8 = date(2026, 12, 8)

EVERY_KIND = [
    ("2026-12-08T", Certainty.EXACT, DEC_8, DEC_8),
    ("2026-12-08", Certainty.DAY, DEC_8, DEC_8),
    ("2021-03", Certainty.MONTH, date(2021, 3, 1), date(2021, 3, 31)),
    ("2021", Certainty.YEAR, date(2021, 1, 1), date(2021, 12, 31)),
    ("2021-21", Certainty.SEASON, date(2021, 3, 1), date(2021, 6, 30)),
    ("2021-22", Certainty.SEASON, date(2021, 6, 1), date(2021, 9, 30)),
    ("2021-23", Certainty.SEASON, date(2021, 9, 1), date(2021, 12, 31)),
    ("2021-24", Certainty.SEASON, date(2020, 12, 1), date(2021, 3, 31)),
    ("2026-12-08%", Certainty.EXPECTED, DEC_8, DEC_8),
    ("2027-11%", Certainty.EXPECTED, date(2027, 11, 1), date(2027, 11, 30)),
    ("2021-03~", Certainty.ABOUT, date(2021, 2, 1), date(2021, 4, 30)),
    ("2021~", Certainty.ABOUT, date(2020, 1, 1), date(2022, 12, 31)),
    ("2026-12-01/..", Certainty.CONTROL, None, None),
    ("2026-12-08?", Certainty.MOVED, DEC_8, DEC_8),
    ("?", Certainty.MOVED, None, None),
    ("..", Certainty.TO_BE_ANNOUNCED, None, None),
    ("XXXX", Certainty.UNKNOWN, None, None),
]


@pytest.mark.parametrize(("text", "certainty", "earliest", "latest"), EVERY_KIND)
def test_every_kind_of_date_is_stored_and_read_back(text, certainty, earliest, latest):
    found = PartialDate.from_text(text)

    assert (found.certainty, found.earliest(), found.latest()) == (certainty, earliest, latest)
    assert found.to_text() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026XXXX",
        "2026-13",
        "2026-00-01",
        "2026-01-00",
        "2026-02-30",
        "2026-12-08~",
        "2021-25",
        "2021-21-01",
        "2021-21~x",
        "2021%",
        "1800",
        "2026-1-1",
        "2026T",
    ],
)
def test_what_we_never_stored_is_not_read(text):
    with pytest.raises(UnreadableDate):
        PartialDate.from_text(text)


def test_about_december_reaches_into_the_next_year():
    assert PartialDate.from_text("2026-12~").latest() == date(2027, 1, 31)
    assert PartialDate.from_text("2026-01~").earliest() == date(2025, 12, 1)


def test_february_of_a_leap_year_ends_on_the_29th():
    assert PartialDate.from_text("2024-02").latest() == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "english", "spanish"),
    [
        ("2026-12-08", "Tuesday, December 8, 2026", "martes, 8 de diciembre de 2026"),
        ("2021-03", "March 2021 (day not known)", "marzo de 2021 (no se sabe el día)"),
        ("2019", "2019 (month not known)", "2019 (no se sabe el mes)"),
        ("2021-03~", "about March 2021", "alrededor de marzo de 2021"),
        ("2019~", "about 2019", "alrededor de 2019"),
        ("..", "date not set yet", "todavía sin fecha"),
        ("XXXX", "not known", "no se sabe"),
        ("?", "moved - not confirmed", "cambiada - sin confirmar"),
        (
            "2026-12-08?",
            "Tuesday, December 8, 2026 (moved - not confirmed)",
            "martes, 8 de diciembre de 2026 (cambiada - sin confirmar)",
        ),
        (
            "2026-12-01/..",
            "date not set yet · check again by Tuesday, December 1, 2026",
            "todavía sin fecha · revisar otra vez antes del martes, 1 de diciembre de 2026",
        ),
    ],
)
def test_words_say_what_is_known_and_no_more(text, english, spanish):
    found = PartialDate.from_text(text)

    assert found.words("en") == english
    assert found.words("es") == spanish


def test_a_control_date_is_not_the_day_of_the_event():
    control = PartialDate.check_by(DEC_8)

    assert (control.on, control.again_by) == (None, DEC_8)


def test_a_machine_reads_only_firm_dates():
    assert [PartialDate.from_text(text).html_datetime() for text, *_ in EVERY_KIND] == [
        *("2026-12-08", "2026-12-08", "2021-03", "2021"),
        *[""] * (len(EVERY_KIND) - 4),
    ]


def test_a_story_sorts_by_the_first_day_each_date_can_be():
    texts = ["XXXX", "2021-03-05", "2026-12-01/..", "2021", "2021-03", "2026-12-08"]

    found = sorted((PartialDate.from_text(text) for text in texts), key=PartialDate.sort_key)

    assert [each.to_text() for each in found] == [
        "2021",
        "2021-03",
        "2021-03-05",
        "2026-12-01/..",
        "2026-12-08",
        "XXXX",
    ]


def test_certainty_has_words_for_every_kind():
    assert all(certainty_words(kind, "en") for kind in Certainty)
    assert certainty_words("day", "es") == "se sabe el día, no la hora"


def test_three_fields_make_the_date_they_can():
    assert PartialDate.from_parts("2026", "12", "8").to_text() == "2026-12-08"
    assert PartialDate.from_parts(2021, 3, "").to_text() == "2021-03"
    assert PartialDate.from_parts(2021, about=True).to_text() == "2021~"
    assert PartialDate.from_parts("", None, "") == PartialDate.unknown()


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            {"year": 2026, "month": 2, "day": 29},
            "That month does not have this day. Please look at it again.",
        ),
        ({"month": 3}, "Please add the year too. Only a year, or a month and a year, is fine."),
        ({"year": 2026, "day": 8}, "Please add the year too. Only a year, or a month and a year, is fine."),
        ({"year": 26}, "Please look at the year again. It has four numbers, like 2026."),
        (
            {"year": 2026, "month": 3, "day": 8, "about": True},
            "If you are not sure of the day, leave the day blank. The month and year are enough.",
        ),
    ],
)
def test_a_date_that_cannot_be_is_refused_kindly(parts, said):
    with override("en"), pytest.raises(UnreadableDate, match=said.replace(".", r"\.")):
        PartialDate.from_parts(**parts)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Dec 8 2026", "2026-12-08"),
        ("December 8th, 2026", "2026-12-08"),
        ("8 de diciembre de 2026", "2026-12-08"),
        ("8 DIC 2026", "2026-12-08"),
        ("Tuesday, December 8, 2026", "2026-12-08"),
        ("martes 8 de diciembre del 2026", "2026-12-08"),
        ("miércoles 1º de mayo de 2024", "2024-05-01"),
        ("2026-12-08", "2026-12-08"),
        ("12/25/2026", "2026-12-25"),
        ("25/12/2026", "2026-12-25"),
        ("8/8/2026", "2026-08-08"),
        ("March 2021", "2021-03"),
        ("marzo de 2021", "2021-03"),
        ("3/2021", "2021-03"),
        ("2019", "2019"),
        ("about March 2021", "2021-03~"),
        ("como en 2019", "2019~"),
        ("no sé", "XXXX"),
        ("I don't know", "XXXX"),
        ("", "XXXX"),
    ],
)
def test_a_typed_date_is_read(typed, text):
    assert read_date(typed).to_text() == text


@pytest.mark.parametrize(
    "typed", ["12/08/2026", "8-12-2026", "12/25/26", "Dec 8", "8 or 9 December 2026", "soon", "日本"]
)
def test_a_typed_date_that_could_mean_two_days_or_none_is_refused(typed):
    with override("en"), pytest.raises(UnreadableDate) as refused:
        read_date(typed)

    assert str(refused.value) == (
        "We could not read this date. Write the month as a word: December 8, 2026. "
        "Only a month or a year is fine too."
    )


def test_a_weekday_that_does_not_fit_is_pointed_out():
    with override("en"), pytest.raises(UnreadableDate) as refused:
        read_date("Monday, December 8, 2026")

    assert str(refused.value) == "December 8, 2026 is a Tuesday. Please look at the day again."


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("text", [text for text, *_rest in EVERY_KIND if not text.endswith("T")])
def test_what_we_say_of_a_date_is_understood_when_it_is_typed(text, language):
    with override(language):
        assert read_date(PartialDate.from_text(text).words()).to_text() == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("spring 2021", "2021-21"),
        ("in the fall of 2019", "2019-23"),
        ("autumn 2019", "2019-23"),
        ("Otoño de 2019", "2019-23"),
        ("verano 2019", "2019-22"),
        ("about winter 2020", "2020-24"),
        ("en la primavera de 2020", "2020-21"),
        ("not set", ".."),
        ("to be announced", ".."),
        ("sin fecha", ".."),
        ("por anunciar", ".."),
        ("not set: check by Dec 1, 2026", "2026-12-01/.."),
        ("not before Dec 1 2026", "2026-12-01/.."),
        ("sin fecha, revisar antes del 1 de diciembre de 2026", "2026-12-01/.."),
        ("no antes del 1 de diciembre de 2026", "2026-12-01/.."),
        ("moved", "?"),
        ("la cambiaron", None),
        ("cambiada", "?"),
        ("moved to Jan 5, 2027", "2027-01-05?"),
        ("cambiada al 5 de enero de 2027", "2027-01-05?"),
        ("moved, not confirmed yet: Jan 5 2027", "2027-01-05?"),
        ("Sept 5, 2021", "2021-09-05"),
        ("5 set 2021", "2021-09-05"),
        ("check by March 2021", None),
        ("moved somewhere", None),
        ("spring", None),
        ("5 spring 2021", None),
    ],
)
def test_every_kind_of_date_can_be_typed_in_english_and_spanish(typed, text):
    if text is not None:
        assert read_date(typed).to_text() == text
        return
    with pytest.raises(UnreadableDate) as unread:
        read_date(typed)
    assert str(unread.value).startswith("P") or "could not read" in str(unread.value)


def test_a_winter_stands_before_the_year_it_is_named_for():
    story = ["2021", "2021-24", "2020", "2021-21", "2021-03-15"]

    in_order = sorted(map(PartialDate.from_text, story), key=PartialDate.sort_key)

    assert [date.to_text() for date in in_order] == ["2020", "2021-24", "2021", "2021-21", "2021-03-15"]


def test_a_season_is_said_with_its_months_because_verano_is_not_everywhere_the_same():
    with override("en"):
        assert PartialDate.from_text("2021-22").words() == "summer 2021 (June to September)"
        assert PartialDate.from_text("2021-24").words() == "winter 2021 (December 2020 to March)"


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("2026-12-08%", (DEC_8, "day")),
        ("2027-11%", (date(2027, 11, 1), "month")),
        ("2021-24", (date(2021, 3, 31), "year")),
        ("..", (None, "unknown")),
        ("2026-12-01/..", (None, "unknown")),
    ],
)
def test_a_leaf_of_the_calendar_shows_only_what_is_known(text, leaf):
    assert PartialDate.from_text(text).on_a_leaf() == leaf
