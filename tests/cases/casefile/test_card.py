"""The person's card: made at the table, shown once on two slips, ended with one tap."""

import re

import pytest

from clinic.people import cards
from clinic.security.models import Leftover


@pytest.fixture
def address(rosa):
    return f"/cases/people/{rosa.pk}/card/"


def words_on(page):
    return re.findall(r'slip__word"><bdi dir="ltr">([^<]+)<', page)


def test_making_a_card_shows_code_and_secret_after_a_redirect(at, ana, rosa, address):
    browser = at(ana)

    answer = browser.post(address, {})
    code, secret = words_on(browser.get(answer["Location"]).content.decode())

    assert (answer.status_code, answer["Location"]) == (303, f"{address}slips/")
    assert cards.find_card(code, secret) == cards.current_card(rosa)


def test_the_slips_are_gone_once_both_are_given(at, ana, address):
    browser = at(ana)
    browser.post(address, {})

    browser.post(f"{address}slips/given/")

    assert browser.get(f"{address}slips/")["Location"] == address
    assert Leftover.objects.count() == 0


def test_another_browser_never_sees_the_slips(at, ana, carmen, address):
    at(ana).post(address, {})

    assert at(carmen).get(f"{address}slips/")["Location"] == address


def test_the_slips_print_as_a_sheet_to_cut(at, ana, address):
    browser = at(ana)
    browser.post(address, {})

    sheet = browser.get(f"{address}slips/?paper")

    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")


def test_the_card_shows_the_story_only_when_asked_for(at, ana, rosa, address):
    browser = at(ana)

    browser.post(address, {})
    plain = cards.current_card(rosa).shows_story
    browser.post(address, {"shows_story": "on"})

    assert (plain, cards.current_card(rosa).shows_story) == (False, True)


def test_one_tap_ends_the_card(at, ana, rosa, address):
    browser = at(ana)
    browser.post(address, {})
    code, secret = words_on(browser.get(f"{address}slips/").content.decode())

    browser.post(f"{address}end/")

    assert cards.current_card(rosa) is None
    assert cards.find_card(code, secret) is None


@pytest.mark.parametrize("place", ["", "slips/"])
def test_the_card_is_not_found_for_bo(at, bo, address, place):
    assert at(bo).get(address + place).status_code == 404
