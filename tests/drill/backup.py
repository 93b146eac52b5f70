"""A dump is taken at some moment while letters leave; more leave; then the dump is restored, and the senders start again."""

import os
import random
import time
from collections import Counter
from datetime import timedelta

import psycopg
from django.db import connection
from psycopg import sql

from clinic.launch import servers
from clinic.outbox import restored, switches
from clinic.outbox.models import Channel, Message, State, Task
from tests import real_servers
from tests.clinic.outbox.text_office import TextOffice

from . import outbox
from .post import Office
from .senders import Senders

OLD = timedelta(hours=25)


def run(table):
    count, rng = outbox.how_many(2_000), random.Random(os.environ.get("SEED"))
    post, texts = Office(), TextOffice()
    post.open()
    senders = Senders(EMAIL_URL=post.url, TWILIO_URL=texts.url)
    try:
        person = outbox.rosa()
        switches.switch(Channel.SMS, on=True, by=None)
        rows = {
            "old": outbox.due(count // 4, person, since=OLD),
            "young": outbox.due(count // 4, person),
            "texts": outbox.due(count // 4, person, channel=Channel.SMS, since=OLD),
            "calls": outbox.due(count // 4, person, channel=Channel.CALL, since=OLD),
        }
        Message.objects.update(next_at=outbox.timezone.now())
        rng.shuffle(order := [row.pk for group in rows.values() for row in group])
        _mix(order)
        _sends_until(senders, count * rng.uniform(0.2, 0.5))
        dump = _dump()
        _sends_until(senders, count * rng.uniform(0.6, 0.9))
        for pid in list(senders.alive):
            senders.kill(pid)
        left_meanwhile = set(_left())
        _restore(dump)
        left_meanwhile -= set(_left())
        for _worker in range(4):
            senders.start()
        outbox.until_all_is_told()
        _judge(table, rows, left_meanwhile, post, texts)
        outbox.still_sends(table, "restored", person)
    finally:
        senders.close()
        post.close()
        texts.close()


def _mix(order):
    """All kinds are on their way in any order."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE clinic_message SET next_at = next_at - make_interval(secs => %s) WHERE id = %s",
            [(len(order) - place, pk) for place, pk in enumerate(order)],
        )


def _sends_until(senders, told):
    while len(senders.alive) < 4:
        senders.start()
    outbox.until(lambda: len(_left()) >= told, every=0.02)


def _left():
    return list(Message.objects.filter(state=State.SENT).values_list("pk", flat=True))


def _judge(table, rows, left_meanwhile, post, texts):
    arrived, marked = outbox.of_mail(post)
    texted, _marked = outbox.of_texts(texts)
    tasks = set(Task.objects.filter(kind="could_not_tell").values_list("about", flat=True))
    listed = Counter(Task.objects.filter(kind="call").values_list("about", flat=True))
    old, young = ([str(row.pk) for row in rows[name]] for name in ("old", "young"))
    lost = sum(not arrived[str(row.pk)] and row.pk not in tasks for row in (*rows["old"], *rows["young"]))
    lost += sum(not texted[str(row.pk)] for row in rows["texts"]) + sum(
        not listed[row.about] for row in rows["calls"]
    )
    total = sum(map(len, rows.values()))
    table.add(f"restored from a backup: {total} messages, lost", lost, "0", lost == 0)
    twice = sum(arrived[pk] > 1 for pk in old)
    table.add("restored: mail older than a day sent again", twice, "0", twice == 0)
    seen = Message.objects.filter(problem=restored.PROBLEM).count()
    table.add("restored: such mail before a person's eyes", seen, "every one in doubt", seen > 0)
    doubled = [pk for pk in young if arrived[pk] > 1]
    most = len({str(pk) for pk in left_meanwhile} & set(young)) + 4
    table.add(
        "restored: younger mail doubled", len(doubled), f"≤ {most} that left since", len(doubled) <= most
    )
    unmarked = sum(not marked[pk] for pk in doubled)
    table.add("restored: doubled without saying so", unmarked, "0", unmarked == 0)
    copies = sum(copies > 1 for copies in (*texted.values(), *listed.values()))
    table.add("restored: texts and calls doubled", copies, "0", copies == 0)


def _dump():
    place = real_servers.EMBEDDED.place
    file = place.socket_dir / "drill.dump"
    _must(place.run("pg_dump", *_at(place), "--format=custom", f"--file={file}", real_servers.DATABASE))
    return file


def _restore(dump):
    place, name = real_servers.EMBEDDED.place, real_servers.DATABASE
    connection.close()
    with psycopg.connect(real_servers.ADMIN_URL, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    servers.prepare(real_servers.ADMIN_URL, name)
    _must(place.run("pg_restore", *_at(place), f"--dbname={name}", str(dump)))
    time.sleep(0.1)


def _at(place):
    return f"--host={place.socket_dir}", "--username=postgres"


def _must(done):
    assert done.returncode == 0, done.stderr
