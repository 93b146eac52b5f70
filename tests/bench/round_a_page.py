"""What stands around a case page with fifty events: middleware, who may come in and the audit row, against the same view
called by itself for a user who is loaded already. In turn, in one run."""

import time
from contextlib import contextmanager
from datetime import timedelta
from inspect import unwrap
from statistics import median

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from cases.casefile.services import open_case
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from clinic.people import services as people
from clinic.people.models import AccessWhy, Role, User, VisibleQuerySet
from clinic.vault import holders
from tests.bench.worn import roomy, wear
from tests.conftest import signed_in

EVENTS, PAIRS = 50, 80
COSTS_AT_MOST = 0.30


def run(table):
    wear()
    one, many = _Page(1), _Page(EVENTS)
    table.add(
        f"queries of a case page with {EVENTS} events, and with 1",
        f"{many.queries()}, {one.queries()}",
        "the same",
        many.queries() == one.queries(),
    )
    shares = [1 - many.bare() / many.whole() for _ in range(PAIRS)]
    share = round(median(shares), 2)
    table.add(
        f"of a case page with {EVENTS} events, spent around the view",
        share,
        f"≤ {COSTS_AT_MOST}",
        share <= COSTS_AT_MOST,
    )


class _Page:
    def __init__(self, events):
        """An intake volunteer's, to whom the case was opened: the longest way to "may come in"."""
        volunteer = people.make_user(called="Ana", roles=[Role.INTAKE])
        person = people.meet_person(called="Rosa", by=volunteer)
        people.open_access(volunteer, person, why=AccessWhy.VISIT, by=volunteer)
        case = open_case(person, by=volunteer)
        today = timezone.localdate()
        for number in range(events):
            timeline.add_event(
                case,
                by=volunteer,
                kind="ankle-monitor",
                when=PartialDate.of(today - timedelta(days=30 + number)),
                source="person",
                title=f"The {number}th move",
                outcome="A neighbour helped to carry the boxes",
            )
        self.url = reverse("cases:timeline", args=[case.pk])
        self.user = User.objects.get(pk=volunteer.pk)
        assert self.user.has_role(Role.INTAKE)
        self.factory = RequestFactory()
        cookies = signed_in(volunteer).cookies
        self.factory.cookies.load({name: morsel.value for name, morsel in cookies.items()})
        self.handler = WSGIHandler()
        self.whole(), self.bare()

    def queries(self):
        with CaptureQueriesContext(connection) as asked:
            self.whole()
        return len(asked)

    def whole(self):
        """Seconds, as gunicorn would call it."""
        environ = self.factory.get(self.url).environ
        return _seconds(lambda: _served(self.handler, environ))

    def bare(self):
        found = resolve(self.url)
        view = unwrap(found.func)
        request = self.factory.get(self.url)
        request.user, request.session, request.resolver_match = self.user, {}, found
        request.htmx, request.LANGUAGE_CODE = False, "en"
        with _everybody_may_come_in():
            holders.forget()
            return _seconds(lambda: view(request, **found.kwargs).content)


def _served(handler, environ):
    said = []
    response = handler(environ, lambda status, headers, error=None: said.append(status))
    body = b"".join(response)
    response.close()
    assert said == ["200 OK"], said
    return body


def _seconds(work):
    began = time.perf_counter()
    roomy(work)
    return time.perf_counter() - began


@contextmanager
def _everybody_may_come_in():
    kept = VisibleQuerySet.visible_to
    VisibleQuerySet.visible_to = lambda rows, user: rows
    try:
        yield
    finally:
        VisibleQuerySet.visible_to = kept
