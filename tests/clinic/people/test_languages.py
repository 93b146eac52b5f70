import pytest

from clinic.people.languages import find_languages, language_named, languages
from tests.data_files import said_after_all, untranslated


def found(text, language="en"):
    return [one.code for one in find_languages(text, language)]


def test_every_language_has_its_name_in_both():
    assert untranslated(languages().values()) == []
    assert said_after_all(languages().values()) == []


def test_codes_are_three_letters_of_iso_639_3():
    assert {len(code) for code in languages()} == {3}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("esp", "spa"),
        ("spa", "spa"),
        ("mam", "mam"),
        ("kic", "quc"),
        ("K'i", "quc"),
        ("quiché", "quc"),
        ("wol", "wol"),
    ],
)
def test_two_or_three_letters_find_a_language_first(typed, code):
    assert found(typed)[0] == code


def test_what_people_call_it_finds_every_language_it_may_be():
    assert set(found("chinese")) == {"cmn", "yue", "cdo", "wuu"}


def test_one_letter_finds_nothing():
    assert found("k") == []


def test_letters_of_no_language_find_nothing():
    assert found("zzz") == []


def test_languages_often_heard_come_first():
    often = [one.often for one in languages().values()]

    assert often == sorted(often, reverse=True)


def test_a_language_is_named_on_the_page_and_by_its_speakers():
    assert languages()["spa"].label("en") == "Spanish · Español"
    assert languages()["mam"].label("en") == "Mam"
    assert language_named("hat", "es") == "criollo haitiano"


def test_a_code_nobody_knows_is_shown_as_it_is():
    assert language_named("xyz", "en") == "xyz"
