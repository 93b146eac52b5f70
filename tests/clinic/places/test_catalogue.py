from zoneinfo import ZoneInfo

import pytest

from clinic.outbox.gsm import gsm7_segments
from clinic.outbox.texts import tells_too_much
from clinic.places.catalogue import courts, places
from clinic.places.models import Place, PlaceKind
from clinic.words.dates import ZONES
from clinic.words.spoken import LANGUAGES
from tests.data_files import said_after_all, untranslated

SHORT_LETTERS = 20


def shorts():
    return [
        (place.slug, place.words(language).short) for place in places().values() for language in LANGUAGES
    ]


def test_every_place_has_its_words_in_both():
    assert untranslated(places().values()) == []
    assert said_after_all(places().values()) == []


def test_kinds_and_lengths_are_those_of_the_table():
    fits = {field.name: field.max_length for field in Place._meta.fields}

    assert {place.kind for place in places().values()} <= set(PlaceKind.values)
    for place in places().values():
        assert len(place.words("en").name) <= fits["name"]
        assert all(
            len(getattr(place, name)) <= fits[name] for name in ("slug", "street", "room", "city", "zone")
        )


def test_short_names_fit_a_text_message_and_tell_a_stranger_nothing():
    assert [short for short in shorts() if not short[1] or len(short[1]) > SHORT_LETTERS] == []
    assert [short for short in shorts() if gsm7_segments(short[1]) != 1 or tells_too_much(short[1])] == []


def test_every_zone_is_real_and_has_words():
    for place in places().values():
        assert ZoneInfo(place.zone).key in ZONES


@pytest.mark.parametrize(
    ("slug", "zone"),
    [
        ("court-new-york-federal-plaza", "America/New_York"),
        ("court-el-paso", "America/Denver"),
        ("court-harlingen", "America/Chicago"),
        ("court-florence", "America/Phoenix"),
        ("court-honolulu", "Pacific/Honolulu"),
        ("court-guaynabo-san-juan", "America/Puerto_Rico"),
        ("court-memphis", "America/Chicago"),
    ],
)
def test_a_court_keeps_the_time_of_its_own_wall(slug, zone):
    assert places()[slug].zone == zone


def test_new_york_courts_come_first():
    assert [place.state for place in courts()[:3]] == ["NY", "NY", "NY"]


def test_an_address_leaves_out_what_we_do_not_know():
    assert (
        places()["court-new-york-varick"].address
        == "201 Varick Street, 5th Floor, Room 507, New York, NY 10014"
    )
    assert places()["ice-on-the-paper"].address == ""
