"""Leave now: on every page that a person or an intake volunteer sees, without script too; Back shows nothing of it."""

import pytest
from django.test import Client

from clinic.days import passes
from tests.conftest import signed_in
from tests.scan.pages import Answer
from tests.scan.planted import Garden
from tests.urlconf import kind_of

from .borrowed import Laptop
from .conftest import person_called, user_called
from .ordinary_site import OrdinarySite
from .test_every_page import LEAVES, NOT_PAGES

OPEN = ("/", "/rights/", "/help/", "/card/", "/pass/", "/account/login/", "/no-such-page/")
EXIT = b'href="/leave/" data-leave'


def pages_from(browser, *starts):
    """(address, body) of each kind of page that links lead to."""
    seen, queue = set(), list(starts)
    while queue:
        path = queue.pop(0)
        kind = kind_of(path) or path
        if kind in seen or kind.split()[0] in LEAVES | NOT_PAGES:
            continue
        seen.add(kind)
        answer = browser.get(path, follow=True)
        if "text/html" not in answer.headers["Content-Type"]:
            continue
        yield path, answer.content
        page = Answer(f"http://testserver{path}", answer.status_code, {}, answer.content)
        queue += [
            link.removeprefix("http://testserver") for link in page.read()[1] if "http://testserver/" in link
        ]


@pytest.mark.parametrize(("who", "at_least"), [("Ana", 20), ("Rosa", 6), (None, 6)])
def test_every_page_somebody_can_reach_has_the_way_out(clinic, who, at_least):
    browser = signed_in(user_called(who)) if who else Client()
    met = dict(pages_from(browser, *(["/start/"] if who else []), *OPEN))

    assert [path for path, body in met.items() if EXIT not in body] == []
    assert len(met) >= at_least


def test_a_hidden_page_has_the_way_out(clinic):
    made, code = passes.make_pass(by=user_called("Carmen"), volunteer=user_called("Ana"))
    laptop = Client()
    laptop.post("/pass/", {"code": code, "pin": "4071"})
    assert EXIT in laptop.get("/line/").content.partition(b"data-cover")[2]

    laptop.post("/pass/hiding/")

    assert EXIT in laptop.get("/line/", follow=True).content
    passes.end_pass(made)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("who", ["Ana", "Rosa"])
def test_after_leaving_back_shows_nothing_of_hers(play, clinic, tmp_path, settings, who, script):
    """In a browser that keeps pages for Back, as people's browsers do."""
    path = "/cases/mine/" if who == "Rosa" else f"/cases/{person_called('Rosa').cases.get().pk}/timeline/"
    laptop = Laptop(play, tmp_path)
    with OrdinarySite(Garden()).open() as weather, laptop.opened(java_script_enabled=script) as browser:
        settings.QUICK_EXIT_URL = f"{weather}/said"
        cookie = signed_in(user_called(who)).cookies[settings.SESSION_COOKIE_NAME].value
        browser.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": clinic}])
        page = browser.pages[0]
        page.goto(clinic + "/rights/")
        page.goto(clinic + path)
        assert page.url == clinic + path
        told = page.inner_text("main")

        page.locator("a[data-leave]").first.click()
        page.wait_for_url(settings.QUICK_EXIT_URL)
        page.go_back()

        assert page.url != clinic + path and told not in page.inner_text("body")
        page.goto(clinic + path)
        assert page.url != clinic + path
