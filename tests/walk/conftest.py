"""Chromium against the running clinic with its demo people: every page as a phone and a laptop see it."""

import os
import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from clinic.people.models import Person, User
from tests.conftest import _empty_tables, signed_in

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",  # whatever a page asks for, nothing leaves
]
PHONE, LAPTOP = (390, 780), (1280, 900)
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => window.violations.push(e.violatedDirective + " " + e.blockedURI));
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/walk/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


@pytest.fixture(scope="session")
def play():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # playwright's loop runs in this thread; the server has its own
    )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        yield play


@pytest.fixture(scope="session")
def chromium(play):
    browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def clinic(django_db_setup, django_db_blocker):
    """The clinic with its demo people, open for one file of tests. Tells its address."""
    with django_db_blocker.unblock():
        call_command("demo_people", verbosity=0)
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        _empty_tables(None)


@pytest.fixture
def looking(chromium, clinic):
    """with looking(as_="Carmen", size=PHONE, language="es", script=True) as page: …"""

    @contextmanager
    def look(as_=None, size=LAPTOP, language="en", script=True, dark=False):
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            base_url=clinic,
            color_scheme="dark" if dark else "light",
        )
        strangers = []

        def from_whom(request):
            leaves = request.is_navigation_request() and request.url == settings.QUICK_EXIT_URL
            if urlsplit(request.url).hostname not in ("localhost", None) and not leaves:
                strangers.append(request.url)

        context.on("request", from_whom)
        context.add_init_script(WATCH)
        where = {"url": clinic}
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, **where}])
        if as_:
            cookie = signed_in(user_called(as_)).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, **where}])
        page = context.new_page()
        yield page
        context.close()
        assert strangers == []

    return look


def user_called(name):
    return next(user for user in User.objects.all() if user.called == name)


def person_called(name):
    return next(person for person in Person.objects.all() if person.called == name)


def problems(page, *, axe=True):
    """What is wrong with the page as it stands: sideways scroll, policy violations, axe's findings."""
    found = []
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if width > 0:
        found.append(f"{width} px too wide")
    found += page.evaluate("window.violations")
    if axe:
        for violation in Axe().run(page).response["violations"]:
            found.append(f"axe {violation['id']}: {violation['nodes'][0]['html'][:160]}")
    return found
