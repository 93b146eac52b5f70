"""Words that would like to run, in every field that keeps words: a real browser runs none of them."""

from contextlib import ExitStack
from itertools import islice
from urllib.parse import urlsplit

from tests.fuzz import planting

from .conftest import PHONE
from .test_every_page import crawl

ROLES = {"Carmen": "/desk/", "Ana": "/line/", "Luis": "/start/", "Rosa": "/start/"}
PAGES = 10  # of each role


def test_nothing_that_somebody_typed_runs_or_is_fetched(looking, clinic):
    ran, visited = {}, 0
    with ExitStack() as browsers:
        pages = {who: browsers.enter_context(looking(as_=who, size=PHONE)) for who in ROLES}
        planting.plant(harmless=False)
        for who, page in pages.items():
            for kind, answer in islice(crawl(page, clinic + ROLES[who]), PAGES):
                visited += answer.status == 200
                if page.evaluate("window.__owned") is not None or page.evaluate("window.violations"):
                    ran[f"{who}: {kind} {urlsplit(page.url).path}"] = page.evaluate("window.violations")

    assert ran == {}
    assert visited > 20
