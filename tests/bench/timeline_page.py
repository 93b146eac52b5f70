"""The timeline of a case with three hundred events, against the same page of a case with none, signed in, in the same run; and
what a person's telephone loads."""

import gzip
import re
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.casefile.services import open_case
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from clinic.people import cards
from clinic.people import services as people
from clinic.people.models import Role
from tests.bench.worn import roomy, wear
from tests.conftest import signed_in

EVENTS, ROUNDS, PAGES = 300, 9, 10
COSTS_AT_MOST = 3
QUERIES_AT_MOST = 8
EVERY_PAGES = (  # what any page asks that knows who is signed in, says a name and writes down that it did
    "django_session",
    "clinic_user",
    "clinic_rolegrant",
    "usersessions_usersession",
    "clinic_holderkey",
    "clinic_auditentry",
)
ASKED = re.compile(r'^(?:SELECT .*? FROM|INSERT INTO|UPDATE) "([^"]+)"', re.DOTALL)
HTML_AT_MOST, FIRST_VISIT_AT_MOST = 14, 70  # kB as they are sent
KINDS = (
    "ice-check-in-done",
    "hearing-held",
    "hearing-notice",
    "foia-submitted",
    "child-born",
    "ankle-monitor",
)
LOADED = re.compile(
    r'(?:<link rel="(?:stylesheet|icon)" href|<script src|<link rel="icon" href)="/static/([^"]+)"'
)


def run(table):
    wear()
    carmen = people.make_user(called="Carmen", roles=[Role.COORDINATOR])
    rosas, wens = _case("Rosa", carmen, EVENTS), _case("Wen", carmen, 0)
    at_the_table = signed_in(carmen)
    _queries(table, at_the_table, _url(rosas), _url(wens))
    _time(table, at_the_table, _url(rosas), _url(wens))
    cards.make_card(rosas.person, by=carmen, shows_story=True)
    rosa = signed_in(rosas.person.user)
    _size(table, rosa, reverse("cases:my_dates"), "dates")
    _size(table, rosa, reverse("cases:my_story"), "story")


def _case(called, carmen, events):
    case, today = open_case(people.meet_person(called=called, by=carmen), by=carmen), timezone.localdate()
    for number in range(events):
        kind, when = KINDS[number % len(KINDS)], PartialDate.of(today - timedelta(days=9 + 12 * number))
        timeline.add_event(case, by=carmen, kind=kind, when=when, source="person", title=f"The {number}th")
    for days in (17, 800):
        when = PartialDate.of(today + timedelta(days=days))
        timeline.add_event(case, by=carmen, kind="hearing-scheduled", when=when, source="paper")
    return case


def _url(case):
    return reverse("cases:timeline", args=[case.pk])


def _queries(table, client, full, empty):
    many, few = _asked(client, full), _asked(client, empty)
    own = [name for name in many if name not in EVERY_PAGES]
    name = f"queries of a timeline with {EVENTS} events, without those of every page, and of one with none"
    passed = len(own) <= QUERIES_AT_MOST and many == few
    table.add(name, f"{len(own)} of {len(many)}, {len(few)}", f"≤ {QUERIES_AT_MOST}, the same", passed)


def _asked(client, url):
    """The table of each query of one page; what begins and ends a transaction asks nothing."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    found = (ASKED.match(query["sql"]) for query in queries.captured_queries)
    return [match[1] for match in found if match]


def _time(table, client, full, empty):
    ratios = [_seconds(client, full) / _seconds(client, empty) for _ in range(ROUNDS)]
    ratio = round(median(ratios), 2)
    name = f"a timeline with {EVENTS} events, against the page with none"
    table.add(name, ratio, f"≤ {COSTS_AT_MOST}", ratio <= COSTS_AT_MOST)


def _seconds(client, url):
    """One page, the quickest of several: what else the machine does then does not count."""
    return min(_once(client, url) for _ in range(PAGES))


def _once(client, url):
    began = time.perf_counter()
    answer = roomy(lambda: client.get(url))
    took = time.perf_counter() - began
    assert answer.status_code == 200, answer.status_code
    return took


def _size(table, client, url, name):
    page = client.get(url).content
    html = _kilobytes(page)
    table.add(f"a person's {name}, kB of HTML", html, f"≤ {HTML_AT_MOST}", html <= HTML_AT_MOST)
    files = {
        finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", path)) for path in LOADED.findall(page.decode())
    }
    whole = round(html + sum(_kilobytes(Path(path).read_bytes()) for path in files), 1)
    table.add(
        f"a person's {name}, kB on the first visit",
        whole,
        f"≤ {FIRST_VISIT_AT_MOST}",
        whole <= FIRST_VISIT_AT_MOST,
    )


def _kilobytes(body):
    return round(len(gzip.compress(body)) / 1000, 1)
