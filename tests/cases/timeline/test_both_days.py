"""A day that moved, as somebody said, and no paper says so yet: she keeps the former day free too, and is told which."""

from datetime import time, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from cases.casefile import services as casefile
from cases.plans.handouts import make_handout, read_sheet
from cases.timeline import services
from cases.timeline.dates import PartialDate
from clinic.people import cards
from clinic.words import dates


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def case(rosa, ana):
    return casefile.open_case(rosa, by=ana)


@pytest.fixture
def hearing(case, ana):
    when = PartialDate.of(in_days(20))
    return services.add_event(
        case, by=ana, kind="hearing-master-scheduled", when=when, local_time=time(9), source="paper"
    )


@pytest.fixture
def seen(at, rosa, ana, case):
    """What she sees: on her phone, on the sheet she carries, on the clinic's page."""

    def see():
        cards.make_card(rosa, by=ana, shows_story=False)
        rosa.refresh_from_db()
        sheet = PdfReader(BytesIO(read_sheet(make_handout(case, by=ana, language="en"), "carry")))
        return [
            at(rosa.user).get("/cases/mine/").content.decode(),
            " ".join(" ".join(page.extract_text() for page in sheet.pages).split()),
            at(ana).get(f"/cases/{case.pk}/timeline/").content.decode(),
        ]

    return see


def moved_to(case, hearing, by, day):
    services.record_check(case, by=by, result="changed", event=hearing, when=PartialDate.of(day))


def test_both_days_are_said_until_a_paper_says_which(seen, case, hearing, ana):
    moved_to(case, hearing, ana, in_days(13))
    said = f"It was {dates.long_date(in_days(20))}. Keep both days free until a paper says which."
    assert [said in one for one in seen()] == [True, True, True]

    services.confirm(case.events.get(), by=ana, source="paper")
    assert [said in one for one in seen()] == [False, False, False]


def test_a_former_day_that_has_been_is_not_to_be_kept_free(seen, case, hearing, ana):
    moved_to(case, hearing, ana, in_days(30))
    former = hearing.former_dates.get()
    former.when = PartialDate.of(in_days(-1)).to_text()
    former.save()

    assert not [one for one in seen() if "Keep both days free" in one]
