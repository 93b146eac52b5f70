"""What a volunteer's fingers slip on: half an hour, half a date, a digit too many. Nothing of it is lost without a word."""

import pytest

from cases.timeline import reading
from clinic.vault.holders import forget

from .conftest import LAPTOP, PHONE, person_called


def typed(page, **fields):
    for name, keys in fields.items():
        page.focus(f'[name="{name}"]')
        page.keyboard.type(keys)


def kinds_of(case):
    forget()
    return [event.kind for event in reading.events_of(case)]


@pytest.fixture
def case(clinic):
    return person_called("Rosa").cases.get()


@pytest.mark.parametrize(("size", "language"), [(LAPTOP, "en"), (PHONE, "es")])
@pytest.mark.parametrize(
    ("name", "keys"), [("when_time", "0900"), ("printed_due", "1208"), ("recheck_on", "12")]
)
def test_half_an_hour_or_half_a_date_is_said_and_waits(looking, clinic, case, size, language, name, keys):
    before = kinds_of(case)
    with looking(as_="Ana", size=size, language=language) as page:
        page.goto(f"{clinic}/cases/{case.pk}/timeline/events/?kind=biometrics-notice")
        typed(page, when_month="D" if language == "en" else "d", when_day="8", when_year="2027")
        page.locator("details.more summary").first.click()
        typed(page, **{name: keys})

        page.locator("main form button.btn-primary").click()

        said = page.locator("[data-half-said]")
        assert said.inner_text() == page.get_attribute("main form[data-half]", "data-half")
        assert ("half" in said.inner_text()) == (language == "en")
        assert page.evaluate("document.activeElement.name") == name
        assert page.input_value('[name="when_year"]') == "2027" and page.url.endswith("biometrics-notice")
    assert kinds_of(case) == before


def test_a_year_with_a_digit_too_many_is_said_and_not_cut_to_another_year(looking, clinic, case):
    before = kinds_of(case)
    with looking(as_="Ana") as page:
        page.goto(f"{clinic}/cases/{case.pk}/timeline/events/?kind=biometrics-notice")
        typed(page, when_month="F", when_day="3", when_year="20225")

        with page.expect_navigation():
            page.keyboard.press("Enter")

        assert "It has four numbers" in page.locator(".ask__error").inner_text()
        assert page.input_value('[name="when_year"]') == "20225"
    assert kinds_of(case) == before
