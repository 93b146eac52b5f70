"""The story on paper, for Rosa's own folder."""

from datetime import date, time
from io import BytesIO

import pytest
from pypdf import PdfReader

from cases.plans import services as plans
from cases.plans.models import ItemKind
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from clinic.people import cards

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def told(rosas_case, ana, rosa):
    rosa.page_language = "en"
    rosa.save()
    for kind, when, more in (
        ("marriage", PartialDate.from_parts(2019, 5), {"source": "person"}),
        ("ice-arrest", PartialDate.from_parts(2018), {"source": "person"}),
        ("last-arrival", PartialDate.unknown(), {"source": "person"}),
        ("nta-served", PartialDate.of(date(2014, 7, 3)), {"source": "paper"}),
    ):
        timeline.add_event(rosas_case, by=ana, kind=kind, when=when, **more)
    hearing = timeline.add_event(
        rosas_case, by=ana, kind="hearing-individual-scheduled", when=PartialDate.of(date(2030, 3, 2)),
        local_time=time(9), source="paper",
    )  # fmt: skip
    timeline.change_event(hearing, by=ana, when=PartialDate.of(date(2031, 4, 9)), source="court_line")
    plans.add_item(rosas_case, by=ana, kind=ItemKind.QUESTION, text="Cancellation of removal?")
    return rosas_case


def pages_of(answer):
    assert answer["Content-Type"] == "application/pdf" and answer["Cache-Control"] == "no-store"
    return PdfReader(BytesIO(answer.content)).pages


def text_of(pages):
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_is_in_order_and_says_how_sure_each_date_is_and_where_it_comes_from(at, ana, told):
    pages = pages_of(at(ana).get(f"/cases/{told.pk}/timeline/paper/"))
    text = text_of(pages)

    parts = ["Thursday, July 3, 2014", "May 2019 (day not known)", "April 9, 2031", "No day is known"]
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
    assert (
        "you told us" in text and "from the court line" in text and "It was Saturday, March 2, 2030" in text
    )
    assert "page 1 of" in text and [float(side) for side in pages[0].mediabox[2:]] == [612, 792]


def test_nothing_of_options_is_on_it_nor_what_hurts(at, ana, told):
    text = text_of(pages_of(at(ana).get(f"/cases/{told.pk}/timeline/paper/")))

    assert "Cancellation" not in text and "2018" not in text and "arrest" not in text.lower()
    assert "Some dates we show only at the clinic." in text


def test_rosa_has_it_on_her_telephone_where_she_asked_for_her_story(at, rosa, ana, told):
    cards.make_card(rosa, by=ana, shows_story=True)
    assert "July 3, 2014" in text_of(pages_of(at(rosa.user).get("/cases/mine/story/paper/")))

    cards.make_card(rosa, by=ana, shows_story=False)
    assert at(rosa.user).get("/cases/mine/story/paper/").status_code == 404


def test_a_line_is_not_torn_between_two_pages(at, ana, told):
    for day in range(1, 18):
        when = PartialDate.expected(2032 + day, 5, day)
        timeline.add_event(told, by=ana, kind="ice-check-in-scheduled", when=when, source="person")

    for day in range(1, 4):  # each moves what follows down a little
        when = PartialDate.of(date(2015, 1, day))
        timeline.add_event(told, by=ana, kind="birth", when=when, source="paper")
        pages = pages_of(at(ana).get(f"/cases/{told.pk}/timeline/paper/"))

        for text in (text_of([page]) for page in pages):
            assert text.count("(expected - not confirmed)") == text.count("Check-in with ICE")
