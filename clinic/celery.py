"""Celery is the alarm clock, never the memory: it only calls sweeps that find their work in PostgreSQL."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init, worker_ready

from clinic.vault import start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

# Slices that have a tasks.py. A missed tick is harmless: the next sweep finds the same rows.
SLICES_WITH_TASKS = [
    "clinic.days",
    "clinic.outbox",
    "clinic.people",
    "clinic.security",
    "cases.reminders",
    "cases.timeline",
    "accompaniment.outing",
]

app = Celery("clinic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(SLICES_WITH_TASKS)


@worker_init.connect
@beat_init.connect
def look_at_keys(**signal):
    from clinic.outbox.checks import say_what_is_missing

    start.or_stop(start.look_at_keys)
    say_what_is_missing()


@worker_ready.connect
def look_at_once(**signal):
    """A worker that comes up does not wait for the next tick: something may have been due for hours."""
    app.send_task("clinic.outbox.tasks.sweep")
    app.send_task("clinic.outbox.tasks.send", countdown=3)
