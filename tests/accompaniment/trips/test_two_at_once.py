"""Two clicks at the same moment, on two connections of their own."""

from datetime import time

import pytest

from accompaniment.trips import services
from clinic.places.models import Place
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_full_is_full_under_two_clicks_at_once(appointment, goes, luis, jorge, pat, carmen):
    trip = appointment()
    goes(luis, trip)
    waiting = [(services.ask(trip, who, by=carmen), who) for who in (jorge, pat)]

    answers = at_once(*(lambda a=asked, w=who: services.answer(a, "yes", by=w) for asked, who in waiting))

    refused = [one for one in answers if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [services.TripIsFull]
    assert sorted(trip.asks.going().values_list("seat", flat=True)) == [1, 2]


def test_one_volunteer_says_yes_to_two_places_at_once_and_gets_one(appointment, luis, carmen):
    broadway = Place.objects.create(slug="broadway", kind="court", name="Broadway", short="290 Broadway")
    here = services.ask(appointment(at=time(9)), luis, by=carmen)
    there = services.ask(appointment(called="Wen", at=time(10), place=broadway), luis, by=carmen)

    answers = at_once(*(lambda a=asked: services.answer(a, "yes", by=luis) for asked in (here, there)))

    refused = [one for one in answers if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [services.AlreadyElsewhere]
    assert luis.asks.going().count() == 1


def test_the_same_form_posted_twice_at_once_makes_one_person(appointment):
    import uuid

    from clinic.people.models import Person

    form = uuid.uuid4()

    answers = at_once(*(lambda: appointment(person_id=form) for _ in range(2)))

    assert answers[0] == answers[1]
    assert Person.objects.count() == 1
