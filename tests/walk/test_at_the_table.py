"""A laptop opened by a pass, in Chromium: nobody works at it, it hides, and every word is still there after the PIN."""

from contextlib import contextmanager

import pytest

from clinic.days import passes
from clinic.days.models import TablePass

from .conftest import LAPTOP, PHONE, problems, user_called

PIN = "4071"


@pytest.fixture
def sits_down(looking, clinic):
    """with sits_down(script=True) as page: Ana at a laptop, let in by Carmen."""

    @contextmanager
    def sit(**way):
        made, code = passes.make_pass(by=user_called("Carmen"), volunteer=user_called("Ana"))
        with looking(**way) as page:
            page.goto(f"{clinic}/pass/")
            page.fill('[name="code"]', code)
            page.fill('[name="pin"]', PIN)
            with page.expect_navigation():
                page.locator("#main form button").first.click()
            assert page.url == f"{clinic}/line/"
            yield page
        passes.end_pass(made)

    return sit


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_typed_words_survive_the_cover(sits_down, clinic, settings, size):
    with sits_down(size=size) as page:
        page.clock.install()
        page.goto(f"{clinic}/line/people/")
        page.fill('[name="called"]', "Ousmane")
        page.select_option('select[name="language"]', "wol")
        with page.expect_response("**/pass/hiding/"):
            page.clock.fast_forward((settings.TABLE_PASS_IDLE + 1) * 1000)
        page.locator(".cover").wait_for(state="visible")

        assert not page.locator("#main").is_visible() and not page.locator("header.bar").is_visible()
        assert page.title() == settings.CLINIC_NAME
        assert TablePass.objects.current().get().locked_at is not None
        assert page.request.get(f"{clinic}/line/").url == f"{clinic}/pass/pin/"
        assert problems(page) == []

        page.fill("#cover-pin", "5038")
        page.keyboard.press("Enter")
        page.locator("#cover-wrong span").wait_for(state="visible")
        page.fill("#cover-pin", PIN)
        page.keyboard.press("Enter")
        page.locator("#main").wait_for(state="visible")

        assert page.input_value('[name="called"]') == "Ousmane"
        assert page.input_value('select[name="language"]') == "wol"
        assert page.url == f"{clinic}/line/people/"


def test_the_page_hides_by_one_tap_and_a_reload_does_not_show_it(sits_down, clinic):
    with sits_down() as page:
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert problems(page) == []
        with page.expect_response("**/pass/hiding/"):
            page.locator("form[data-hide] button").click()
        page.locator(".cover").wait_for(state="visible")

        page.reload()

        assert page.url == f"{clinic}/pass/pin/"
        page.go_back()
        assert not page.locator(".line-row").count() or not page.locator(".line-row").first.is_visible()


def test_five_wrong_pins_take_the_page_away(sits_down, clinic):
    with sits_down() as page:
        page.locator("form[data-hide] button").click()
        for _ in range(passes.WRONG_PINS):
            with page.expect_response("**/pass/pin/"):
                page.fill("#cover-pin", "5038")
                page.keyboard.press("Enter")
        page.wait_for_url("**/pass/")

        assert page.goto(f"{clinic}/line/").url.startswith(f"{clinic}/account/login/")


def test_without_script_the_server_hides_and_keeps_the_words(sits_down, clinic, settings):
    with sits_down(script=False) as page:
        page.goto(f"{clinic}/line/people/")
        page.fill('[name="called"]', "Ousmane")
        passes.hide(TablePass.objects.current().get())
        with page.expect_navigation():
            page.locator("#main form button").first.click()
        assert page.url == f"{clinic}/pass/pin/"
        assert problems(page, axe=False) == []

        page.fill('[name="pin"]', PIN)
        with page.expect_navigation():
            page.locator("#main form button").first.click()

        assert page.url == f"{clinic}/line/people/"
        assert page.input_value('[name="called"]') == "Ousmane"


def test_the_leads_pages_are_in_order(looking, clinic):
    with looking(as_="Carmen", size=PHONE) as page:
        for url in ("/passes/", "/passes/leads/"):
            page.goto(clinic + url)
            assert problems(page) == [], url
        page.goto(f"{clinic}/passes/")
        page.fill('[name="called"]', "Teo")
        with page.expect_navigation():
            page.locator("#main form button.btn-primary").click()
        assert page.url.endswith("/code/")
        assert problems(page) == []


def test_after_leave_now_the_back_button_shows_nothing_of_hers(looking, clinic):
    with looking(as_="Rosa", size=PHONE) as page:
        page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="It rains."))
        page.goto(f"{clinic}/cases/mine/")
        assert page.locator(".date-card").count()

        page.locator("a[data-leave]").first.click()
        page.wait_for_url("https://www.weather.gov/**")
        page.go_back()

        assert not page.locator(".date-card").count()
        page.goto(f"{clinic}/cases/mine/")
        assert not page.url.startswith(f"{clinic}/cases/")
