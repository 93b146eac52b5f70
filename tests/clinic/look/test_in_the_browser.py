"""One page with every part on it, in Chromium: under the real content policy, narrow and wide, light and dark."""

import shutil
from datetime import date, time
from mimetypes import guess_type
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import sync_playwright

from .test_parts import Appointment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not on this machine"),
]
SITE = "http://clinic.test"
SOURCE = Path(__file__).with_name("every_part.html").read_text()
BRING = [{"icon": "isap", "text": "The telephone from ISAP, with its battery full"}]
CARDS = [
    {"kind": "ice", "office": "ICE", "official": "ICE check-in", "day": date(2026, 12, 8), "sure": "day",
     "when": "Tuesday, December 8, 2026", "time": "9:00 a.m.", "zone": "New York time", "place": "26 Federal Plaza",
     "company": "Two people go with you.", "bring": BRING, "checked": "Checked on November 21, 2026 with your paper."},
    {"kind": "isap", "office": "ISAP", "day": date(2027, 3, 1), "sure": "month", "when": "March 2027", "bring": BRING},
    {"kind": "court", "office": "Court", "sure": "unknown", "unknown": "We do not know your next date.",
     "call": "1-800-898-7180", "call_label": "Call every week:"},
]  # fmt: skip
MARKS = [{"x": 10 + 12 * n, "shape": shape, "form": n, "ahead": n > 3, "count": 9 if n == 2 else 1} for n, shape in enumerate(
    ["story", "ice", "court", "isap", "due", "about", "open"])]  # fmt: skip
DRAWING = {"title": "The story", "words": "From 2019 to 2027", "height": 136, "foot": 110, "start": 0, "today": 55,
           "ticks": [(20, 2020), (70, 2027)], "cuts": [35], "has_bars": True, "has_counts": True, "lanes": [
    {"name": "Court", "y": 30, "marks": MARKS},
    {"name": "Family", "y": 70, "marks": [{"x": 20, "start": 10, "width": 20, "shape": "story", "form": 0}]}]}  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


def every_part(language):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    context = RequestContext(request)
    context.push(
        page_for="staff",
        form=Appointment({"kind": "ice", "day_1": "31"}),
        time=time(18, 52),
        day=date(2026, 12, 8),
        cards=CARDS,
        drawing=DRAWING,
        due={"what": "Appeal", "do_by": date(2026, 12, 4), "last_day": date(2026, 12, 11)},
    )
    with translation.override(language):
        return Template(SOURCE).render(context)


def policy():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def answer(route):
    path = route.request.url.removeprefix(SITE)
    if route.request.method == "POST":
        return route.fulfill(status=204)
    if path == reverse("leave"):
        return route.fulfill(body="It rains.", content_type="text/html")
    if path.removeprefix("/") in ("en", "es", "ar"):
        headers = {"Content-Security-Policy": policy()}
        return route.fulfill(body=every_part(path[1:]), content_type="text/html", headers=headers)
    found = finders.find(path.removeprefix(settings.STATIC_URL))
    return route.fulfill(path=found, content_type=guess_type(path)[0]) if found else route.abort()


def opened(browser, language="en", width=390, **options):
    """The page, and what the browser complained of while it opened it."""
    page = browser.new_page(viewport={"width": width, "height": 800}, **options)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.route("**/*", answer)
    page.goto(f"{SITE}/{language}")
    return page, complaints


def test_nothing_on_a_page_breaks_the_content_policy(browser):
    page, complaints = opened(browser)

    assert complaints == []
    page.close()


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_part_scrolls_sideways(browser, language, width):
    page, _complaints = opened(browser, language, width)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(browser, scheme, width):
    page, _complaints = opened(browser, width=width, color_scheme=scheme, bypass_csp=True)

    found = Axe().run(page).response["violations"]

    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
    page.close()


def test_what_stands_alone_is_as_large_as_a_fingertip(browser):
    page, _complaints = opened(browser)

    small = page.evaluate(
        """[...document.querySelectorAll("a.alone, .btn, .bar__link, .tap, .pick__one, .tick, .form-control, summary")]
           .filter(part => part.getClientRects().length && part.getBoundingClientRect().height < 44)
           .map(part => part.outerHTML)"""
    )

    assert small == []
    page.close()


def test_a_refused_form_takes_the_reader_to_what_to_look_at(browser):
    page, _complaints = opened(browser)

    assert page.evaluate("document.activeElement.className") == "errors"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_first_name"
    page.close()


def test_the_copy_button_needs_script_and_the_line_does_not(browser):
    page, _complaints = opened(browser, java_script_enabled=False)

    assert page.get_by_text("2 people, Thu 8:00, Federal Plaza, Spanish").is_visible()
    assert page.get_by_role("button", name="Copy for Signal").count() == 0
    page.close()


def test_what_is_typed_is_kept_after_ten_seconds(browser):
    page, _complaints = opened(browser)
    page.clock.install()
    page.reload()

    page.fill("#id_first_name", "Marta")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.clock.run_for(10_500)

    assert sent.value.headers["x-draft"] == "1"
    assert "first_name=Marta" in sent.value.post_data
    page.get_by_role("status").filter(has_text="Saved at").wait_for()
    page.close()


def test_a_draft_that_did_not_leave_says_so(browser):
    page, _complaints = opened(browser)
    page.clock.install()
    page.reload()
    page.route("**/en", lambda route: route.abort())

    page.fill("#id_first_name", "Marta")
    page.clock.run_for(10_500)

    page.get_by_text("Not saved yet. Keep this page open.").wait_for()
    page.close()


@pytest.mark.parametrize("leave", ["by the button", "by three Shifts"])
def test_leave_now_replaces_the_page(browser, leave):
    page, _complaints = opened(browser)
    before = page.evaluate("history.length")

    if leave == "by the button":
        page.get_by_role("link", name="Leave now").click()
    else:
        for _press in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(f"{SITE}{reverse('leave')}")

    assert page.evaluate("history.length") == before
    page.close()
