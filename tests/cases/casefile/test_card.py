"""The person's card: made at the table, shown once on two slips, ended with one tap."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from clinic.people import cards
from clinic.people import services as people
from clinic.people.card_secret import words_of
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


def sheet_of(browser, address):
    browser.post(address, {})
    return PdfReader(BytesIO(browser.get(f"{address}slips/?paper").content)).pages[0]


@pytest.mark.parametrize(
    ("language", "home"), [("en", "Keep this one at home. Do not carry it to ICE."), ("es", "2.")]
)
def test_the_slips_name_nobody_and_say_which_stays_at_home(at, ana, rosa, address, language, home):
    changes = {"full_name": "Rosa Ejemplo Paz", "a_number": "A000-000-042", "page_language": language}
    people.change_person(rosa, by=ana, **changes)

    text = " ".join(sheet_of(at(ana), address).extract_text().split())

    assert home in text.split("2.")[1] + "2."
    assert not re.search(r"Rosa|Ejemplo|000-042|A000|[Ii]n?migra", text)


def test_the_only_drawing_for_a_camera_holds_the_public_address(at, ana, address):
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data("http://testserver/")
    dark = {(x, y) for y, row in enumerate(code.get_matrix()) for x, is_dark in enumerate(row) if is_dark}

    drawn = re.findall(rb"(?m)^(\d+) (\d+) m$", sheet_of(at(ana), address).get_contents().get_data())

    assert {(int(x), int(y)) for x, y in drawn} - {(0, 0)} == dark  # the page itself begins at its corner


def test_where_it_is_offered_the_page_says_that_paper_is_enough(at, ana, address):
    assert "Paper is enough: nobody needs a card." in at(ana).get(address).content.decode()


def test_the_secret_is_words_of_her_language_or_digits_if_she_would_rather(at, ana, rosa, address):
    browser = at(ana)

    browser.post(address, {})
    words = words_on(browser.get(f"{address}slips/").content.decode())[1]
    browser.post(address, {"digits": "on"})
    digits = words_on(browser.get(f"{address}slips/").content.decode())[1]

    assert set(words.split()) <= set(words_of("spa"))
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", digits)


def test_nobody_is_asked_about_words_where_there_is_no_list(at, ana, rosa, address):
    people.change_person(rosa, by=ana, language="mam")
    browser = at(ana)

    page = browser.get(address).content.decode()
    browser.post(address, {})

    assert "Twelve digits" not in page
    assert re.search(r">\d{4} \d{4} \d{4}<", browser.get(f"{address}slips/").content.decode())


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
