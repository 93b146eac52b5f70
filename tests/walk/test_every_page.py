"""Each kind of page that each role can reach by links, once: in order at 320, 390 and 1280 px, in both languages."""

import re
from urllib.parse import urlsplit

import pytest

from tests.urlconf import kind_of

from .conftest import LAPTOP, PHONE, problems

LEAVES = {"leave", "language", "healthz", "account_logout"}
NOT_PAGES = {"cases:sheet", "cases:blank", "cases:slips", "cases:copy_file", "accompaniment:sunday_paper"}
NOT_PAGES |= {"cases:calendar_file", "cases:my_calendar_file", "cases:story_paper", "cases:my_story_paper"}
TELLING = re.compile(r"immigra|inmigra|asyl|asilo|deport|Rosa|A000", re.IGNORECASE)
SECTIONS = ["key"]  # each has its own questions, so it counts as a page by itself
LOOKED_AT = set()  # (kind of page, language)
ROLES = ["Carmen", "Ana", "Luis", "Mei", "Rosa"]


def links(page):
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return [
        url.partition("#")[0] for url in found if urlsplit(url).hostname == "localhost" and "?" not in url
    ]


def crawl(page, start):
    """(kind, url) of each kind of page, breadth first; each is visited once."""
    seen, queue = set(), [start]
    while queue:
        url = queue.pop(0)
        kind = kind_of(url, told_apart_by=SECTIONS)
        if url == page.url:
            page.goto("about:blank")  # else the browser only stays where it is
        if kind is None or kind in seen or kind.split()[0] in LEAVES | NOT_PAGES:
            continue
        seen.add(kind)
        answer = page.goto(url)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield kind, answer
        queue += links(page)


def faults(page, answer, *, whole):
    """`whole`: also axe and the other widths. A page of a kind that another role showed already is looked at once, as a
    phone shows it: what differs is who may tap what."""
    found = [] if answer.status == 200 else [f"answered {answer.status}"]
    if TELLING.search(page.title()):
        found.append(f"tells too much in its title: {page.title()}")
    found += problems(page, axe=whole)
    for width in (320, LAPTOP[0]) if whole else ():
        page.set_viewport_size({"width": width, "height": 700})
        found += [f"at {width}: {what}" for what in problems(page, axe=False)]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    return found


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("who", ROLES)
def test_every_page_somebody_can_reach_is_in_order(looking, clinic, who, language):
    wrong, visited = {}, []
    with looking(as_=who, size=PHONE, language=language) as page:
        for kind, answer in crawl(page, f"{clinic}/start/"):
            visited.append(kind)
            whole = (kind, language) not in LOOKED_AT
            LOOKED_AT.add((kind, language))
            if found := faults(page, answer, whole=whole):
                wrong[f"{kind} {urlsplit(page.url).path}"] = found

    assert wrong == {}
    assert len(visited) >= 5
    print(f"{who}, {language}: {len(visited)} kinds of pages")
