"""Who may open which page of the timeline; for everybody else it does not exist. And that a page stays quick."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.casefile import services as casefile
from cases.timeline import services
from cases.timeline.dates import PartialDate
from cases.timeline.models import Deadline, DeadlineAnswer, Event
from clinic.people import cards
from clinic.people import services as people
from clinic.people.models import AccessWhy
from tests.cases.timeline.conftest import hearing_of


@pytest.fixture
def wens(ana):
    """Wen's case, at Ana's table too."""
    wen = people.meet_person(called="Wen", language="cmn", by=ana)
    people.open_access(ana, wen, why=AccessWhy.VISIT, by=ana)
    return casefile.open_case(wen, by=ana)


@pytest.fixture
def writing(case, hearing, deadline):
    """The pages that change the timeline, for those at the table."""
    about = f"/cases/{case.pk}/timeline/"
    return [
        f"{about}events/",
        f"{about}events/{hearing.pk}/",
        f"{about}events/{hearing.pk}/removal/",
        f"{about}events/{hearing.pk}/checks/changed/",
        f"{about}checks/changed/",
        f"{about}deadlines/{deadline.pk}/answer/",
    ]


@pytest.fixture
def taps(case, hearing, deadline):
    """What changes something by one tap."""
    about = f"/cases/{case.pk}/timeline/"
    return [
        f"{about}events/{hearing.pk}/removal/",
        f"{about}events/{hearing.pk}/checks/same/",
        f"{about}events/{hearing.pk}/facts/present_at_order/no/",
        f"{about}checks/not_found/",
        f"{about}deadlines/{deadline.pk}/answer/removal/",
        f"/cases/{case.pk}/facts/detained/yes/",
    ]


def same(answer):
    """The page without its CSRF tokens."""
    return re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content)


def state():
    events = [(event.pk, event.when) for event in Event.objects.all()]
    return events, DeadlineAnswer.objects.count(), Deadline.objects.count()


def test_those_at_the_table_open_every_page(at, ana, carmen, case, writing):
    for user in (ana, carmen):
        browser = at(user)
        assert [browser.get(page).status_code for page in [f"/cases/{case.pk}/timeline/", *writing]] == [
            200
        ] * 7


def test_the_lawyer_reads_the_timeline_and_changes_nothing(at, mei, case, writing, taps):
    browser, before = at(mei), state()

    page = browser.get(f"/cases/{case.pk}/timeline/").content.decode()
    refused = [browser.get(url).status_code for url in writing] + [
        browser.post(url).status_code for url in taps
    ]

    assert not [url for url in (*writing, *taps) if f'"{url}"' in page]
    assert set(refused) == {404}
    assert state() == before


def test_for_everybody_else_nothing_is_there(at, bo, luis, omar, rosa, ana, case, writing, taps):
    cards.make_card(rosa, by=ana)
    before = state()

    for user in (bo, luis, omar, rosa.user):
        browser = at(user)
        for url in (f"/cases/{case.pk}/timeline/", *writing):
            hidden, missing = browser.get(url), browser.get(url.replace(str(case.pk), str(uuid.uuid4())))
            assert hidden.status_code == missing.status_code == 404, url
            assert same(hidden) == same(missing), url
        assert [browser.post(url).status_code for url in taps] == [404] * len(taps)

    assert state() == before


def test_what_is_anothers_does_not_open_under_this_case(
    at, ana, case, hearing, deadline, wens, writing, taps
):
    browser, before = at(ana), state()

    for url in (*writing, *taps):
        if str(hearing.pk) in url or str(deadline.pk) in url:
            assert browser.post(url.replace(str(case.pk), str(wens.pk))).status_code == 404, url

    assert state() == before


@pytest.mark.parametrize(
    "tail",
    [
        "facts/shoe_size/yes/",
        "facts/own_birth/yes/",
        "facts/detained/perhaps/",
        "timeline/checks/better/",
        "timeline/checks/same/",
        "timeline/events/{event}/facts/detained/no/",
    ],
)
def test_what_nobody_asked_is_not_written_down(at, ana, case, hearing, tail):
    answer = at(ana).post(f"/cases/{case.pk}/{tail.format(event=hearing.pk)}")

    assert answer.status_code == 404
    assert not case.facts.exists() and not case.checks.exists()


def test_a_tap_is_a_post(at, ana, case, deadline):
    browser = at(ana)
    closed = [
        f"/cases/{case.pk}/facts/detained/yes/",
        f"/cases/{case.pk}/timeline/deadlines/{deadline.pk}/answer/removal/",
    ]

    assert [browser.get(url).status_code for url in closed] == [405, 405]


def test_looking_at_a_one_tap_check_writes_nothing(at, ana, case, hearing):
    at(ana).get(f"/cases/{case.pk}/timeline/events/{hearing.pk}/checks/same/")

    assert not case.checks.exists()


def test_only_the_reviewing_lawyer_has_the_rules(at, ana, bo, carmen, luis, mei, omar):
    assert at(mei).get("/cases/rules/").status_code == 200
    assert [at(user).get("/cases/rules/").status_code for user in (ana, bo, carmen, luis, omar)] == [404] * 5


def test_a_refused_date_comes_back_as_it_was_typed(at, ana, case):
    browser = at(ana)
    typed = {
        "kind": "asylum-filed",
        "when_month": "2",
        "when_day": "31",
        "when_year": "2027",
        "title": "form 589",
    }

    refused = browser.post(f"/cases/{case.pk}/timeline/events/", typed)
    page = browser.get(refused["Location"]).content.decode()

    assert (refused.status_code, refused["Location"]) == (303, f"/cases/{case.pk}/timeline/events/")
    assert "That month does not have this day." in page
    assert all(f'value="{value}"' in page for value in ("31", "2027", "form 589"))
    assert re.search(r'<option value="2" selected>', page)
    assert not Event.objects.exists()


def test_a_hostile_text_is_text(at, ana, case):
    hearing_of(case, ana, title="<script>alert(1)</script>", room="<b>12</b>", judge="<img src=x>")

    page = at(ana).get(f"/cases/{case.pk}/timeline/").content.decode()

    assert "<script>alert" not in page and "<b>12" not in page and "<img src=x" not in page
    assert "&lt;b&gt;12" in page


def test_neither_address_nor_title_names_anybody(at, ana, case, writing):
    browser = at(ana)

    for url in (f"/cases/{case.pk}/timeline/", *writing):
        title = re.search(r"<title>(.*?)</title>", browser.get(url).content.decode(), re.DOTALL)[1]
        assert "Rosa" not in title and "immigration" not in title.lower()


def test_the_timeline_asks_the_database_no_more_often_for_a_dozen_dates_than_for_one(at, ana, case):
    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)
    browser, counts, deadlines = at(ana), [], []
    for size in (1, 11):
        for number in range(size):
            services.record_check(case, by=ana, result="same", event=hearing_of(case, ana, 40 + number))
            services.add_event(
                case, by=ana, kind="asylum-filed", when=PartialDate.from_parts(2020), source="person"
            )
        browser.get(f"/cases/{case.pk}/timeline/")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/cases/{case.pk}/timeline/")
        counts.append(len(asked))
        deadlines.append(Deadline.objects.count())

    assert counts[1] <= counts[0]
    assert deadlines[0] < deadlines[1]
