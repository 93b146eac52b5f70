"""The demo's people come once, into an empty clinic."""

from io import StringIO

import pytest
from django.core.management import call_command

from cases.timeline.models import Event
from clinic.people.models import Person, User


@pytest.mark.django_db
def test_it_fills_an_empty_clinic_once():
    out = StringIO()

    call_command("demo_people", stdout=out)
    before = (Person.objects.count(), Event.objects.count(), User.objects.count())
    call_command("demo_people", stdout=out)

    assert (Person.objects.count(), Event.objects.count(), User.objects.count()) == before
    assert out.getvalue().splitlines() == ["The demo has its people.", "There are people here already."]
