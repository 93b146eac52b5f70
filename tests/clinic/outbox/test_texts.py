from datetime import date, time, timedelta

import pytest

from clinic.outbox.gsm import gsm7_segments, to_gsm7
from clinic.outbox.texts import CannotBeSaid, keys, render, tells_too_much
from clinic.words import dates
from clinic.words.never_said import never_said

LANGUAGES = ("en", "es")
YEAR = [date(2026, 1, 1) + timedelta(days) for days in range(365)]


def extreme(language, key=""):
    """The longest of everything: the longest day and date of the year, hour, place and phone."""
    if key == "week":
        return dict.fromkeys(("dates", "alone", "unreachable", "tasks"), "1,000")
    day = max(YEAR, key=lambda one: len(dates.weekday(one, language)) + len(day_words(one, language)))
    return {
        "weekday": dates.weekday(day, language),
        "date": day_words(day, language),
        "time": dates.clock(time(10, 30), language),
        "place": "14 Calle de la Ñandú",
        "clinic_phone": "212-555-0100",
    }


def day_words(day, language):
    return f"{day:%B} {day.day}" if language == "en" else dates.day_and_month(day, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("key", keys("sms"))
def test_at_its_longest_a_text_message_is_one_segment(key, plain, language):
    words = render(
        key, "sms", language, plain=plain, may_repeat=True, code_word="Mariposa azul", **extreme(language)
    )

    assert gsm7_segments(words.body) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("channel", "key"), [(one, key) for one in ("sms", "email") for key in keys(one)])
def test_no_message_says_what_would_hurt_if_a_stranger_read_it(key, channel, language):
    words = render(key, channel, language, plain=True, may_repeat=True, **extreme(language, key))
    everything = f"{words.subject} {words.body}"

    assert tells_too_much(everything) == []
    assert never_said(everything, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("channel", "key"), [(one, key) for one in ("sms", "email") for key in keys(one)])
def test_nothing_is_left_unfilled_when_the_hour_and_place_are_not_known(key, channel, language):
    known = {name: word for name, word in extreme(language, key).items() if name not in ("time", "place")}

    body = render(key, channel, language, **known).body

    assert not set("{}[]") & set(body)
    assert "  " not in body


def test_the_reminder_of_a_week_before_in_english():
    words = render(
        "seven_days",
        "sms",
        "en",
        weekday="Thursday",
        date="December 3",
        time="9:00 a.m.",
        place="26 Federal Plaza",
        clinic_phone="212-555-0100",
    )

    assert words.body == (
        "Please remember: Thursday December 3, 9:00 a.m., 26 Federal Plaza. "
        "Bring what is on your list. Call 212-555-0100."
    )


def test_an_email_in_spanish_says_la_una_in_the_singular():
    words = render(
        "seven_days",
        "email",
        "es",
        weekday="sábado",
        date="5 de diciembre",
        time="1:00 p.m.",
        clinic_phone="212-555-0100",
    )

    assert words.subject == "Una nota para el sábado"
    assert words.body.startswith(
        "Hola. Recuerde el sábado 5 de diciembre a la 1:00 p.m. Lleve lo de su lista."
    )


def test_a_text_message_writes_sabado_bare_and_keeps_manana():
    body = render(
        "one_day", "sms", "es", weekday="sábado", time="9:00 a.m.", clinic_phone="212-555-0100"
    ).body

    assert body == "Mañana, sabado: 9:00 a.m. Lleve lo de su lista. Llame al 212-555-0100."


def test_a_second_sending_says_that_it_may_be_one():
    plain = render("changed", "sms", "es", clinic_phone="212-555-0100").body

    again = render("changed", "sms", "es", may_repeat=True, clinic_phone="212-555-0100").body

    assert again == f"Puede estar repetido. {plain}"


def test_their_own_sign_stands_first():
    assert render("changed", "sms", "en", code_word="Luna", clinic_phone="1").body.startswith(
        "Luna: There is"
    )


def test_a_language_without_texts_gets_english():
    assert render("changed", "sms", "quc", clinic_phone="1") == render(
        "changed", "sms", "en", clinic_phone="1"
    )


@pytest.mark.parametrize(
    ("key", "channel", "variables", "why"),
    [
        ("nothing_like_it", "sms", {}, "no text"),
        ("changed", "pigeon", {"clinic_phone": "1"}, "no words for pigeon"),
        ("changed", "sms", {"clinic_phone": "1", "a_number": "A000-000-001"}, "knows no a_number"),
        ("moved", "sms", {"clinic_phone": "1", "weekday": "", "date": ""}, "cannot go without weekday, date"),
        ("same_day", "sms", {"clinic_phone": "1", "place": "Immigration Court"}, "tells too much"),
    ],
)
def test_what_cannot_be_said_does_not_leave(key, channel, variables, why):
    with pytest.raises(CannotBeSaid, match=why):
        render(key, channel, "en", **variables)


@pytest.mark.parametrize(
    ("text", "segments"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("ñ" * 160, 1), ("€" * 81, 2), ("a" * 307, 3)],
)
def test_letters_are_counted_as_a_phone_counts_them(text, segments):
    assert gsm7_segments(text) == segments


def test_letters_a_phone_does_not_have_are_named():
    with pytest.raises(ValueError, match="áí"):
        gsm7_segments("día sábado")


def test_the_nearest_letters_are_found():
    assert to_gsm7("sábado – miércoles… “ñ”") == 'sabado - miércoles... "ñ"'
