"""Rosa's own pages on her phone: her dates always, the rest only if she asked for it, and never anything of the clinic's."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.casefile import services as casefile
from cases.casefile.models import Case
from cases.timeline.dates import PartialDate
from clinic.people import cards
from clinic.people import services as people
from clinic.people.models import AccessWhy
from tests.cases.timeline.conftest import write

DATES, STORY, READERS = "/cases/mine/", "/cases/mine/story/", "/cases/mine/readers/"
MINE = [DATES, STORY, READERS, "/cases/mine/plan/", "/cases/mine/papers/"]


def in_days(days):
    return PartialDate.of(timezone.localdate() + timedelta(days=days))


def text_of(browser, url):
    return browser.get(url).content.decode()


def two_go_along(moments):
    return {
        moment.pk: {"going": 2, "meet_at": time(8, 30), "meet_where": "the flagpole"} for moment in moments
    }


@pytest.fixture
def phone(at, rosa, ana):
    """phone(shows_story=…): Rosa's, signed in."""

    def signed_in(person=rosa, *, shows_story=True):
        cards.make_card(person, by=ana, shows_story=shows_story)
        return at(person.user)

    return signed_in


@pytest.fixture
def isap_on_wednesday(case, ana):
    write(case, ana, "hearing-individual-scheduled", in_days(40), local_time=time(9))
    return write(case, ana, "isap-event-scheduled", in_days(4), local_time=time(10))


def test_what_comes_first_is_pinned_and_open_and_the_others_are_folded(phone, isap_on_wednesday):
    page = text_of(phone(), DATES)
    cards_there = page.split("<article")[1:]

    assert "First: ISAP, on" in page
    assert ["kind--isap" in cards_there[0], "kind--court" in cards_there[1]] == [True, True]
    assert [card.count("paper--pinned") for card in cards_there] == [1, 0, 0]
    assert ["<details" in card for card in cards_there] == [False, True, False]


def test_the_court_line_is_for_the_court_and_ice_has_words_of_its_own(phone, case):
    court, ice, isap = text_of(phone(), DATES).split("<article")[1:]

    assert "tel:+18008987180" in court and "Call every week" in court
    assert ["tel:" in ice, "tel:" in isap.split("</article>")[0]] == [False, False]
    assert "Look at your ICE paper." in ice and "Look at your ISAP paper." in isap


def test_who_goes_along_is_a_number_and_a_place(phone, isap_on_wednesday, settings):
    settings.HOOKS = {**settings.HOOKS, "company": [f"{__name__}.two_go_along"]}

    page = text_of(phone(), DATES)

    assert page.count("Two people go with you. 8:30 a.m., the flagpole") == 2


def test_without_a_case_the_page_says_whom_to_call(phone):
    page = text_of(phone(), DATES)

    assert "No dates here yet." in page and "date-card" not in page


def test_every_page_has_call_and_leave_and_nothing_of_the_clinics(phone, isap_on_wednesday):
    browser = phone()

    for url in MINE:
        page = text_of(browser, url)
        assert "data-leave" in page and 'href="tel:' in page, url
        assert 'class="bar__nav"' not in page and "Ana" not in page, url
        assert str(isap_on_wednesday.case_id) not in page, url


def test_who_asked_for_dates_only_finds_no_way_to_the_rest(phone, isap_on_wednesday):
    browser = phone(shows_story=False)
    dates = text_of(browser, DATES)

    assert [url in dates for url in MINE[1:]] == [False, True, False, False]
    assert all("story__item" not in text_of(browser, url) for url in MINE)
    assert "individual hearing" not in text_of(browser, STORY).lower()


def test_what_could_hurt_stays_at_the_clinic(phone, case, ana):
    write(case, ana, "in-absentia-order", PartialDate.from_parts(2019))
    write(case, ana, "ice-arrest", PartialDate.from_parts(2020))
    write(case, ana, "asylum-filed", PartialDate.from_parts(2021, 3))

    page = text_of(phone(), STORY)

    assert "Some dates we show only at the clinic." in page
    assert 'id="y2020"' not in page and "March 2021" in page


def test_all_her_pages_tell_of_the_same_case(phone, case, ana, rosa):
    later = Case(person=rosa, holder_id=rosa.pk, opened_by=ana)
    later.save(force_insert=True)
    write(case, ana, "asylum-filed", PartialDate.from_parts(2021, 3))
    write(later, ana, "asylum-filed", PartialDate.from_parts(2017, 5))

    page = text_of(phone(), STORY)

    assert ("March 2021" in page, "May 2017" in page) == (True, False)


def test_she_sees_who_looked_by_role_and_day_and_not_herself(phone, at, ana, carmen, case):
    at(ana).get(f"/cases/{case.pk}/timeline/")
    at(carmen).get(f"/cases/{case.pk}/timeline/")
    browser = phone()
    browser.get(DATES)

    page = text_of(browser, READERS).lower()

    assert "intake volunteer" in page and "coordinator" in page
    assert "carmen" not in page and "ana<" not in page and ">person<" not in page


@pytest.mark.parametrize("url", MINE)
def test_a_stopped_card_opens_nothing_any_more(phone, rosa, ana, case, url):
    browser = phone()
    assert browser.get(url).status_code == 200
    cards.end_card(rosa, by=ana)

    assert browser.get(url)["Location"] == "/"
    assert "/card/" in browser.get(url)["Location"] or "login" in browser.get(url)["Location"]


@pytest.mark.parametrize("url", MINE)
def test_a_new_card_ends_what_the_old_one_opened(phone, case, url):
    lost = phone()
    found = phone()

    assert (found.get(url).status_code, lost.get(url)["Location"]) == (200, "/")
    assert lost.get(url).status_code == 302


@pytest.mark.parametrize("url", MINE)
def test_nobody_of_the_clinic_has_these_pages(at, ana, carmen, luis, mei, omar, url):
    assert [at(user).get(url).status_code for user in (ana, carmen, luis, mei, omar)] == [404] * 5


@pytest.mark.parametrize("url", MINE)
def test_wen_sees_nothing_of_rosa(phone, ana, isap_on_wednesday, url):
    wen = people.meet_person(called="Wen", language="cmn", by=ana)
    people.open_access(ana, wen, why=AccessWhy.VISIT, by=ana)
    casefile.open_case(wen, by=ana)

    page = text_of(phone(wen), url)

    assert "Rosa" not in page and "10:00 a.m." not in page and "story__item--isap" not in page


def test_the_database_is_asked_as_often_for_one_date_as_for_a_dozen(phone, case, ana):
    browser, counts = phone(), []
    for size in (1, 11):
        for number in range(size):
            write(case, ana, "asylum-filed", PartialDate.from_parts(2021, 1 + number % 12))
            write(case, ana, "ice-check-in-scheduled", in_days(20 + number), local_time=time(9))
        counts.append([_asked(browser, url) for url in (DATES, STORY)])

    assert counts[0] == counts[1]


def _asked(browser, url):
    browser.get(url)
    with CaptureQueriesContext(connection) as asked:
        browser.get(url)
    return len(asked)
