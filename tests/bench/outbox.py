"""How fast what is due is told, how fast it is found among many cases, and whether a worker's memory grows."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from django.db import connection

from clinic.launch import servers
from clinic.outbox.models import Message, State
from clinic.outbox.sweep import sweep
from tests import real_servers
from tests.bench import many_cases
from tests.bench.post import post_office
from tests.drill import outbox
from tests.drill.senders import Senders

LETTERS, NAIVE, PROCESSES = 10_000, 1_000, 8
NEARLY = NAIVE * 95 // 100  # on a busy machine Celery loses some, and nobody sends those again
AT_LEAST_NAIVE, AT_LEAST_BARE = 8, 0.5
CASES, AT_MOST_MS, AT_MOST_TIMES = (10_000, 100_000), 300, 1.5
MANY, MEGABYTES = 50_000, 8


def run(table):
    _make_durable()
    person = outbox.rosa()
    with tempfile.TemporaryDirectory() as folder, post_office(folder) as (url, trusted, count):
        env = {"EMAIL_URL": url, "SSL_CERT_FILE": trusted}
        naive = _by_celery(env, count)
        bare = _by_smtplib(env, count)
        ours = _by_outbox(env, count, person)
        times, part = round(ours / naive, 1), round(ours / bare, 2)
        name = f"{LETTERS} reminders by mail, against a Celery task with send_mail for each, times"
        table.add(name, times, f"≥ {AT_LEAST_NAIVE}", times >= AT_LEAST_NAIVE)
        name = "the same, against smtplib over one open connection with as many processes"
        table.add(name, part, f"≥ {AT_LEAST_BARE}", part >= AT_LEAST_BARE)
        grown = _memory(env, person)
        name = f"memory of a worker from 1,000 to {MANY} letters, MB"
        table.add(name, grown, f"≤ {MEGABYTES}", grown <= MEGABYTES)
    _sweeps(table)


def _make_durable():
    """A commit waits for the disk, as in a clinic."""
    database = real_servers.EMBEDDED
    database.child.stop()
    home = database.log_file.parent.parent
    database.child = servers.start_postgres(home, durable=True).child
    connection.close()


def _by_celery(env, count):
    """Letters a second."""
    env = {**os.environ, **env, "DJANGO_SETTINGS_MODULE": "clinic.settings"}
    words = [
        "celery",
        "--app",
        "tests.bench.bare",
        "worker",
        "--concurrency",
        str(PROCESSES),
        "--loglevel",
        "ERROR",
    ]
    worker = subprocess.Popen(
        [sys.executable, "-m", *words], env=env, cwd=real_servers.ROOT, start_new_session=True
    )
    try:
        from tests.bench.bare import remind

        remind.delay(0)
        outbox.until(lambda: count.value == 1)
        count.value, began = 0, time.monotonic()
        for number in range(NAIVE):
            remind.delay(number)
        outbox.until(lambda: count.value >= NEARLY)
        return NEARLY / (time.monotonic() - began)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def _by_smtplib(env, count):
    count.value = 0
    words = [sys.executable, "-m", "tests.bench.bare", str(LETTERS // PROCESSES)]
    env = {**os.environ, **env}
    loops = [subprocess.Popen(words, env=env, cwd=real_servers.ROOT) for _process in range(PROCESSES)]
    outbox.until(lambda: count.value > 0, every=0.002)
    began = time.monotonic()
    assert [loop.wait() for loop in loops] == [0] * PROCESSES
    return LETTERS / (time.monotonic() - began)


def _by_outbox(env, count, person):
    count.value = 0
    senders = Senders(**env)
    try:
        outbox.due(LETTERS, person)
        Message.objects.update(next_at=outbox.timezone.now() + outbox.timedelta(hours=1))
        for _process in range(PROCESSES):
            senders.start()
        time.sleep(3)
        Message.objects.update(next_at=outbox.timezone.now())
        began = time.monotonic()
        outbox.until(lambda: count.value >= LETTERS, every=0.01)
        ended = time.monotonic()
        outbox.until(lambda: outbox.still_open() == 0)
        assert count.value == LETTERS
        return LETTERS / (ended - began)
    finally:
        senders.close()
        Message.objects.all().delete()


def _memory(env, person):
    senders = Senders(**env)
    try:
        outbox.due(MANY, person)
        pid = senders.start()
        told = Message.objects.filter(state=State.SENT)
        outbox.until(lambda: told.count() >= 1_000)
        before = _resident(pid)
        outbox.until(lambda: outbox.still_open() == 0, every=1)
        return round(_resident(pid) - before, 1)
    finally:
        senders.close()
        Message.objects.all().delete()


def _resident(pid):
    said = Path(f"/proc/{pid}/status").read_text()
    return int(said.partition("VmRSS:")[2].split()[0]) / 1024


def _sweeps(table):
    """The same number due among ten times as many cases, most of it told already."""
    took = {}
    for cases in CASES:
        many_cases.make(cases, near=many_cases.NEAR)
        due = sweep()
        took[cases] = median(_swept(due) for _time in range(5))
        many_cases.forget()
    few, many = CASES
    ms, times = round(1000 * took[many]), round(took[many] / took[few], 2)
    name = f"a sweep over {many} cases with {4 * many} dates ahead, {due} due, a seventh of it new, ms"
    table.add(name, ms, f"≤ {AT_MOST_MS}", ms <= AT_MOST_MS)
    name = f"the same, against {few} cases with as many due"
    table.add(name, times, f"≤ {AT_MOST_TIMES}", times <= AT_MOST_TIMES)


def _swept(due):
    new = Message.objects.order_by("pk").values("pk")[: due // 7]
    Message.objects.filter(pk__in=new).delete()
    began = time.perf_counter()
    assert sweep() == due
    return time.perf_counter() - began
