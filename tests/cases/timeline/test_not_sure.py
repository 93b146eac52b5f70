"""A day that nobody confirmed looks it, and the app's task, which no office has a card for, is not forgotten."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from cases.casefile import services as casefile
from cases.plans.handouts import make_handout, read_sheet
from cases.timeline import services
from cases.timeline.dates import PartialDate
from cases.timeline.rhythm import Rhythm, Unit
from clinic.people import cards


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def case(rosa, ana):
    return casefile.open_case(rosa, by=ana)


@pytest.fixture
def phone(at, rosa, ana, case):
    cards.make_card(rosa, by=ana, shows_story=False)
    rosa.refresh_from_db()
    return lambda: at(rosa.user).get("/cases/mine/").content.decode()


def test_a_leaf_has_a_broken_edge_until_the_day_is_confirmed(phone, case, ana):
    tuesdays = Rhythm(2, Unit.WEEKS, 1, in_days(1))
    services.add_pattern(case, by=ana, kind="isap-event-scheduled", rhythm=tuesdays)
    assert phone().count("leaf--unsure") == 1

    services.confirm(case.events.get(), by=ana)
    assert phone().count("leaf--unsure") == 0


def test_the_apps_task_stands_on_the_isap_card_and_on_the_sheet_to_carry(at, phone, case, ana):
    services.add_pattern(case, by=ana, kind="app-task-scheduled", rhythm=Rhythm(1, Unit.WEEKS, 0, in_days(1)))
    said = f"Photo or task in the app: {case.events.get().partial.words()}"
    sheet = PdfReader(BytesIO(read_sheet(make_handout(case, by=ana, language="en"), "carry")))
    isap = phone().split("kind--isap")[1]

    assert said in isap and said in at(ana).get(f"/cases/{case.pk}/timeline/").content.decode()
    assert said in " ".join(" ".join(page.extract_text() for page in sheet.pages).split())


def test_a_task_that_has_been_is_not_on_the_card(phone, case, ana):
    services.add_event(
        case, by=ana, kind="app-task-scheduled", when=PartialDate.of(in_days(-3)), source="person"
    )

    assert "Photo or task" not in phone()
