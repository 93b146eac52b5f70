import pytest

from accompaniment.trips import words
from clinic.people.models import MayKnow
from clinic.words.spoken import LANGUAGES
from tests.data_files import said_after_all, untranslated

KNOWN = {
    "weekday": "jueves",
    "date": "3 de diciembre",
    "time": "9:00 a.m.",
    "again": "1:00 p.m.",
    "first_name": "Rosa",
    "lawyer": "Mei",
}


def everything():
    lists = (words.before(), words.conduct(), words.if_taken(), words.after(), words.first_hours())
    return [*(line for lines in lists for line in lines), *words.calls().values()]


def test_every_line_is_said_in_both():
    assert untranslated(everything()) == []
    assert said_after_all(everything()) == []


def test_an_id_is_used_once_in_its_list():
    for lines in (words.before(), words.conduct(), words.if_taken(), words.after(), words.first_hours()):
        assert len({line.id for line in lines}) == len(lines)


def test_what_to_see_to_is_asked_for_by_day():
    assert {line.id for line in words.before(1)} == {"still-so", "two", "the-day"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_call_can_be_said_whole(language):
    for call in words.calls().values():
        assert "{" not in call.said(language, **KNOWN)


def test_what_one_relative_may_know_is_a_level_of_the_consent():
    levels = {call.level for call in words.calls().values()} - {"any"}

    assert levels == set(MayKnow.values)


def test_who_may_know_nothing_hears_nothing_of_the_person():
    assert words.calls()["none"].asks == ()


def test_the_date_only_is_said_without_a_name():
    assert "Rosa" not in words.calls()["date"].said("es", **KNOWN)


def test_hard_news_keeps_its_hours_straight():
    said = words.calls()["held"].said("es", **KNOWN)

    assert said.endswith("Estamos llamando a Mei. Le vuelvo a llamar antes de la 1:00 p.m.")


def test_a_sentence_with_a_gap_is_not_said():
    with pytest.raises(words.NotFilledIn, match="lawyer, again"):
        words.calls()["held"].said("en", first_name="Rosa", time="9:00 a.m.")
