from clinic.places.models import Place
from clinic.places.services import load_places


def test_the_catalogue_comes_into_the_table_once(db):
    first, again = load_places(), load_places()

    assert first == again == Place.objects.count() > 60
    assert Place.objects.get(slug="court-new-york-broadway").zone == "America/New_York"


def test_what_the_clinic_added_stays(db):
    Place.objects.create(slug="our-church", kind="meeting", name="Our church", short="The church")

    load_places()

    assert Place.objects.filter(slug="our-church").exists()
