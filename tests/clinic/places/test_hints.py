"""What of an address only the paper says is told in the reader's language."""

import pytest
from django.utils.translation import override

from clinic.places import services
from clinic.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "english", "spanish"),
    [
        ("isap-elk-street", "number as on the paper", "el número está en el papel"),
        ("ice-federal-plaza", "floor as on the paper", "el piso está en el papel"),
    ],
)
def test_a_hint_stands_in_the_place_of_the_room(slug, english, spanish):
    services.load_places()
    place = Place.objects.get(slug=slug)

    for language, said in (("en", english), ("es", spanish)):
        with override(language):
            assert place.room_words.startswith(said)
    assert "paper" not in place.street + place.room + place.name


def test_the_room_of_a_court_is_its_office_and_not_taken_for_the_courtroom():
    court = Place(slug="court-new-york-varick", kind="court", room="5th Floor, Room 507")

    assert court.room_words == "5th Floor, Room 507 (the court's office)"
    with override("es"):
        assert court.room_words == "5th Floor, Room 507 (la oficina de la corte)"


def test_a_room_that_is_known_counts_for_more():
    assert Place(slug="isap-elk-street", room="8").room_words == "8"
    assert Place(slug="somewhere-else").room_words == ""
