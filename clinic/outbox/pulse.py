"""How the outbox is doing: for the desk, for Prometheus, and for a watchdog outside that rings when it hears nothing.

Numbers and ages only: nothing here tells who somebody is.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

import requests
from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from .models import Beat, Message, State, Task

LATE = timedelta(minutes=15)
BEATS = ("sweep", "send")
SECONDS = 10
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pulse:
    """`oldest_due`: for how long the oldest message has waited past its moment; `unknown`: may have left; `dead`: could not be
    told, and nobody has taken it up; `beats`: {"sweep" or "send": time since it last ran, or None for never}."""

    waiting: int
    oldest_due: timedelta
    unknown: int
    dead: int
    beats: dict

    @property
    def is_late(self):
        return self.oldest_due > LATE or any(age is None or age > LATE for age in self.beats.values())


def feel(now=None):
    """The Pulse of this moment: three queries."""
    now = now or timezone.now()
    open_ones = Message.objects.filter(state__in=[State.WAITING, State.SENDING, State.UNKNOWN]).aggregate(
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        unknown=Count("pk", filter=Q(state=State.UNKNOWN)),
        oldest=Min("next_at"),
    )
    last = dict(Beat.objects.filter(name__in=BEATS).values_list("name", "at"))
    return Pulse(
        waiting=open_ones["waiting"],
        oldest_due=max(now - (open_ones["oldest"] or now), timedelta()),
        unknown=open_ones["unknown"],
        dead=Task.objects.open().filter(kind="could_not_tell").count(),
        beats={name: now - last[name] if name in last else None for name in BEATS},
    )


def metrics():
    """The same for Prometheus, as text. An age that is not known is NaN, which no comparison passes."""
    found, registry = feel(), CollectorRegistry()

    def gauge(name, help, value):
        Gauge(f"clinic_outbox_{name}", help, registry=registry).set(value)

    gauge("waiting", "Messages that wait to be told", found.waiting)
    gauge(
        "oldest_due_seconds", "How long the oldest message has waited past its moment", _s(found.oldest_due)
    )
    gauge("unknown", "Messages that may have left", found.unknown)
    gauge("dead", "Messages that could not be told and that nobody has taken up", found.dead)
    for name, age in found.beats.items():
        gauge(f"{name}_age_seconds", f"Time since the last {name}", _s(age))
    return generate_latest(registry)


def tell_watchdog():
    """A sign of life to the address in WATCHDOG_URL, where one is set; none while anything is late, so that somebody comes.
    That it is away is not our trouble to die of."""
    if not settings.WATCHDOG_URL or feel().is_late:
        return
    try:
        requests.get(settings.WATCHDOG_URL, timeout=SECONDS, allow_redirects=False).close()
    except requests.RequestException as error:
        log.warning("The watchdog did not answer: %s.", type(error).__name__)


def _s(age):
    return float("nan") if age is None else age.total_seconds()
