from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from cases.plans import handouts
from cases.plans.models import Handout
from clinic.people import retention

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(rosas_case, ana):
    """Two handouts of Rosa's case, the first before the second."""
    return [handouts.make_handout(rosas_case, by=ana, language="es") for _ in range(2)]


def test_a_handout_goes_with_its_files_when_another_lay_in_its_place_for_90_days(two):
    Handout.objects.update(printed_at=timezone.now() - timedelta(days=91))

    assert retention.purge(timezone.now())["cases.Handout"] == 1
    assert Handout.objects.get() == two[1]
    names = [f"{str(sheet.carry_id)[:2]}/{sheet.carry_id}" for sheet in two]
    assert [storages["sealed"].exists(name) for name in names] == [False, True]


def test_an_old_handout_stays_while_its_successor_is_new(two):
    Handout.objects.filter(pk=two[0].pk).update(printed_at=timezone.now() - timedelta(days=400))

    assert retention.purge(timezone.now())["cases.Handout"] == 0
