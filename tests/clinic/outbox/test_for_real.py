"""Loops, worker and beat as processes of their own, with real hearings, a real broker and a real post office."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from celery.beat import PersistentScheduler
from django.conf import settings as django_settings
from django.utils import timezone

from cases.casefile import services as casefile
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from clinic.celery import app
from clinic.launch import commands
from clinic.outbox.models import Beat, Message, State
from clinic.people import services as people
from tests.real_servers import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
HOOKS = django_settings.HOOKS
PATIENCE = 90


@pytest.fixture
def hearings(settings, ana):
    """hearings(12): twelve people whose hearing is in seven days, each with an e-mail address."""
    settings.HOOKS = HOOKS

    def make(count):
        when = PartialDate.of(timezone.localdate() + timedelta(days=7))
        for n in range(count):
            person = people.meet_person(called=f"Person {n}", by=ana)
            people.replace_contact(person, kind="email", value=f"p{n}@example.org", whose="mine", by=ana)
            case = casefile.open_case(person, by=ana)
            timeline.add_event(case, by=ana, kind="hearing-scheduled", when=when, source="paper")
        return [f"p{n}@example.org" for n in range(count)]

    return make


@pytest.fixture
def start(post_office):
    """start([words]): a process of ours whose mail goes to the post office. Ended when the test is over."""
    running = []

    def run(words):
        env = {**os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{post_office.port}"}
        running.append(
            subprocess.Popen(words, env=env, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True)
        )
        return running[-1]

    yield run
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def loop(*words):
    return [sys.executable, "manage.py", "runoutbox", *words]


def until(true):
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


def test_two_loops_at_once_tell_everybody_once(hearings, start, post_office):
    addresses = hearings(8)

    ended = [process.wait(PATIENCE) for process in [start(loop("--once")), start(loop("--once"))]]

    assert ended == [0, 0]
    assert sorted(post_office.taken_for) == sorted(addresses)


def test_a_worker_that_comes_up_looks_at_once(hearings, start, post_office):
    addresses = hearings(2)

    start([sys.executable, "-m", *commands.worker()])
    until(lambda: Message.objects.filter(state=State.SENT).count() == 2)

    assert sorted(post_office.taken_for) == sorted(addresses)


def test_beat_wakes_the_worker_for_what_came_later(hearings, start, post_office, tmp_path):
    schedule = tmp_path / "schedule"
    _as_if_it_had_run(schedule, seconds_ago=20)

    for words in (commands.worker(), commands.beat(schedule=schedule)):
        start([sys.executable, "-m", *words])
    until(lambda: Beat.objects.count() == 2)
    addresses = hearings(2)
    until(lambda: Message.objects.filter(state=State.SENT).count() == 2)

    assert sorted(post_office.taken_for) == sorted(addresses)


def _as_if_it_had_run(path, *, seconds_ago):
    """A beat that was started before: it would wait a whole interval after its first start."""
    scheduler = PersistentScheduler(app, schedule_filename=str(path))
    for entry in scheduler.schedule.values():
        entry.last_run_at = app.now() - timedelta(seconds=seconds_ago)
    scheduler.close()
