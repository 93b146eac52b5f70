"""Valkey is flushed, killed, and away for two minutes; then two beats, two workers and two loops at once."""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import redis

from clinic.launch import commands, servers
from clinic.outbox.models import Message
from tests.real_servers import ROOT

from . import outbox
from .post import Office
from .senders import Senders

AWAY = 120


def run(table):
    person = outbox.rosa()
    office = Office()
    office.open()
    with tempfile.TemporaryDirectory() as folder:
        valkey = servers.start_valkey(Path(folder))
        try:
            _broker_fails(table, person, office, valkey)
            _all_at_once(table, person, office, valkey)
        finally:
            valkey.stop()
            office.close()


def _broker_fails(table, person, office, valkey):
    count = outbox.how_many(2_000)
    with ExitStack() as running:
        senders = running.enter_context(_loops(office, 1))
        _start_celery(running, office, valkey)
        for _time in range(3):
            outbox.due(count // 5, person)
            redis.Redis.from_url(valkey.url).flushall()
            time.sleep(2)
        valkey.child.process.kill()
        outbox.due(count // 5, person)
        time.sleep(int(os.environ.get("AWAY", AWAY)))
        waiting = outbox.still_open()
        table.add("broker away: not told by the loop meanwhile", waiting, "0", waiting == 0)
        _again(valkey)
        for pid in list(senders.alive):
            senders.end(pid)
        outbox.due(count // 5, person)
        outbox.until_all_is_told()
        outbox.judge(table, "broker flushed, killed, away", outbox.of_mail(office), most_doubled=0)
        outbox.still_sends(table, "broker, by Celery alone", person)


def _all_at_once(table, person, office, valkey):
    count = outbox.how_many(2_000)
    Message.objects.all().delete()
    office.mails.clear()
    env = {"DRILL_WANTS": f"{count} {person.pk}"}
    with ExitStack() as running:
        running.enter_context(_loops(office, 2, **env))
        for _deployment in range(2):
            _start_celery(running, office, valkey, **env)
        outbox.until(lambda: Message.objects.count() == count)
        outbox.until_all_is_told()
        outbox.judge(table, "two beats, workers, loops", outbox.of_mail(office), most_doubled=0)
        outbox.still_sends(table, "two of each", person)


@contextmanager
def _loops(office, count, **env):
    senders = Senders(EMAIL_URL=office.url, **env)
    try:
        for _loop in range(count):
            senders.start()
        yield senders
    finally:
        senders.close()


def _start_celery(running, office, valkey, **more):
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.drill.outbox_settings",
        "EMAIL_URL": office.url,
        "REDIS_URL": valkey.url,
        **more,
    }
    folder = running.enter_context(tempfile.TemporaryDirectory())
    for words in (commands.worker(), commands.beat(schedule=Path(folder) / "schedule")):
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        running.callback(_end, process)


def _end(process):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    process.wait()


def _again(valkey):
    """The same address and password as before, and nothing in it."""
    folder = valkey.data_dir.parent
    valkey.child = servers.children.start(
        "broker",
        [servers._valkey_binary(), valkey.data_dir / "valkey.conf"],
        run_folder=folder / "run",
        log_file=folder / "log" / "valkey.log",
    )
    servers.children.must_answer(
        valkey.child, lambda: servers.broker_answers(valkey.url), within=20, what="Valkey"
    )
