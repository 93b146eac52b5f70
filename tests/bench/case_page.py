"""A case page with three hundred sealed values against the same page with values nobody sealed: in turn, in one run."""

import time
from contextlib import contextmanager
from datetime import timedelta
from statistics import median

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.casefile.services import open_case
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from clinic.people import services as people
from clinic.people.models import Role
from clinic.vault import crypto, holders
from tests.conftest import signed_in

VALUES, ROUNDS, PAGES = 300, 9, 10
COSTS_AT_MOST = 1.15


def run(table):
    sealed, plain = _page(_as_it_is), _page(_laid_open)
    assert sealed.values >= VALUES, sealed.values
    ratios = [sealed.seconds() / plain.seconds() for _ in range(ROUNDS)]
    ratio = round(median(ratios), 2)
    name = f"a case page with {sealed.values} sealed values, against the same in plain text"
    table.add(name, ratio, f"≤ {COSTS_AT_MOST}", ratio <= COSTS_AT_MOST)


class _page:
    def __init__(self, mode):
        self.mode = mode
        with mode():
            coordinator = people.make_user(called="Carmen", roles=[Role.COORDINATOR])
            person = people.meet_person(called="Rosa", by=coordinator)
            case = open_case(person, by=coordinator)
            today = timezone.localdate()
            for number in range(VALUES // 5):
                timeline.add_event(
                    case,
                    by=coordinator,
                    kind="ankle-monitor",
                    when=PartialDate.of(today - timedelta(days=30 + number)),
                    source="person",
                    title=f"The {number}th move, to another street of the same town",
                    outcome="A neighbour helped to carry the boxes",
                )
            self.url = reverse("cases:timeline", args=[case.pk])
            self.client: Client = signed_in(coordinator)
            self.client.get(self.url)
            self.values = self._opened()

    def _opened(self):
        seen, forget = [], holders.forget

        def count():
            seen.append(len(holders.opened()))
            forget()

        holders.forget = count
        try:
            self.client.get(self.url)
        finally:
            holders.forget = forget
        return max(seen)

    def seconds(self):
        """One page: the quickest of several, since the others waited for something else."""
        with self.mode():
            return min(self._once() for _ in range(PAGES))

    def _once(self):
        began = time.perf_counter()
        answer = self.client.get(self.url)
        took = time.perf_counter() - began
        assert answer.status_code == 200, answer.status_code
        return took


@contextmanager
def _as_it_is():
    holders.forget()
    yield


@contextmanager
def _laid_open():
    """The floor: nothing is sealed, and no key is asked for. Only here; no setting of the product does this."""
    holders.forget()
    kept = crypto.seal, crypto.open_sealed, crypto.opener, holders.key_of
    crypto.seal = lambda key, plain, bound_to: plain
    crypto.open_sealed = lambda key, laid, bound_to: bytes(laid)
    crypto.opener = lambda key: lambda laid, bound_to: bytes(laid)
    holders.key_of = lambda holder_id: b""
    try:
        yield
    finally:
        crypto.seal, crypto.open_sealed, crypto.opener, holders.key_of = kept
        holders.forget()
