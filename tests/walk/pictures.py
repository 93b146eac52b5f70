"""`make pictures`: the screenshots of the README, taken from the demo. Not a test: it is run by its name."""

import pytest
from django.conf import settings

from accompaniment.trips.models import Trip
from clinic.outbox.sweep import sweep

from .conftest import LAPTOP, PHONE, person_called

FOLDER = settings.ROOT / "docs" / "pictures"


def pages():
    rosa = person_called("Rosa")
    case = rosa.cases.get()
    trip = Trip.objects.filter(asks__answer="yes").order_by("moment__starts_at").first()
    return {
        "line": ("Ana", LAPTOP, "en", "/line/"),
        "interview": ("Ana", (820, 1180), "en", f"/cases/{case.pk}/interview/"),
        "timeline": ("Carmen", LAPTOP, "en", f"/cases/{case.pk}/timeline/"),
        "trips": ("Carmen", LAPTOP, "en", "/trips/"),
        "desk": ("Carmen", LAPTOP, "en", "/desk/"),
        "rosa": ("Rosa", PHONE, "es", "/cases/mine/"),
        "luis": ("Luis", PHONE, "en", f"/trips/{trip.pk}/day/"),
        "home": (None, LAPTOP, "es", "/"),
    }


@pytest.mark.browser
def test_pictures(looking, clinic):
    FOLDER.mkdir(exist_ok=True)
    sweep()  # as beat would have by now
    for name, (who, size, language, url) in pages().items():
        with looking(as_=who, size=size, language=language) as page:
            page.goto(url)
            page.screenshot(path=FOLDER / f"{name}.png")
