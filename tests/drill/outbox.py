"""What the drills of the outbox share: rows that are due, time that goes by, and the count in the inbox."""

import logging
import os
import random
import time
import uuid
from collections import Counter
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from clinic.outbox.models import Channel, Message, State
from clinic.people.models import Person
from clinic.vault import holders

from .senders import is_running

logging.getLogger("mail.log").setLevel(logging.ERROR)  # the post office's own, a line for each command
TOLD = (State.SENT, State.DELIVERED)
PATIENCE = 600


def how_many(usual):
    return int(os.environ.get("MESSAGES") or usual)


def durable():
    """A commit is a commit: the servers of tests are in a hurry otherwise."""
    from tests import real_servers

    real_servers.as_admin(f"ALTER DATABASE {real_servers.DATABASE} SET synchronous_commit = on")
    connection.close()


def rosa():
    person = Person(pk=uuid.uuid4(), called="Rosa")
    person.holder_id = person.pk
    holders.make_key(person.pk)
    person.save(force_insert=True)
    return person


def due(count, person, *, channel=Channel.EMAIL, scenarios=("plain",), since=timedelta()):
    """So many rows that are due now; what goes wrong with each is taken in turn from `scenarios`."""
    now = timezone.now()
    return Message.objects.bulk_create(
        [
            Message(
                topic="note",
                about=uuid.uuid4(),
                lead=scenarios[n % len(scenarios)],
                recipient=f"person:{person.pk}",
                channel=channel,
                due_at=now - since,
                next_at=now - since,
                not_after=now + timedelta(days=2),
            )
            for n in range(count)
        ],
        batch_size=1000,
    )


def time_goes_by():
    """What waits for its next try is due again, and the leases of those who are no more have run out."""
    Message.objects.filter(state__in=[State.WAITING, State.UNKNOWN], attempts__gt=0).update(
        next_at=timezone.now() - timedelta(seconds=1)
    )
    held = Message.objects.filter(state=State.SENDING)
    for worker in set(held.values_list("worker", flat=True)):
        if not is_running(int(worker.rpartition(":")[2])):
            held.filter(worker=worker).update(lease_until=timezone.now() - timedelta(seconds=1))


def still_open():
    return Message.objects.filter(state__in=[State.WAITING, State.SENDING, State.UNKNOWN]).count()


def until_all_is_told(between=lambda: None):
    until(lambda: (between(), time_goes_by(), still_open())[-1] == 0, every=0.5)


def until(true, every=0.05, patience=PATIENCE):
    ends_at = time.monotonic() + patience
    while not true():
        assert time.monotonic() < ends_at, "the drill took too long"
        time.sleep(every)


def random_pause(rng: random.Random, longest):
    time.sleep(rng.uniform(0, longest))


def of_mail(office):
    """{row id: copies that arrived} and {row id: those that said so}."""
    arrived, marked = Counter(), Counter()
    for mail in list(office.mails):
        pk = mail["Message-ID"].strip("<>").partition("@")[0]
        arrived[pk] += 1
        marked[pk] += "twice" in mail.get_content()
    return arrived, marked


def of_texts(office):
    numbers = {
        f"+1{about.int % 10**10:010d}": str(pk) for pk, about in Message.objects.values_list("pk", "about")
    }
    arrived, marked = Counter(), Counter()
    for text in list(office.taken):
        pk = numbers[text["to"]]
        arrived[pk] += 1
        marked[pk] += "twice" in text["body"]
    return arrived, marked


def judge(table, name, counted, *, most_doubled, never=()):
    """Counted in the inbox: nothing lost, no more copies than faults, and each copy says that it may be one. `never`: leads
    of rows that must not arrive, and are a person's to look at."""
    arrived, marked = counted
    rows = {str(pk): (state, lead) for pk, state, lead in Message.objects.values_list("pk", "state", "lead")}
    wanted = {pk for pk, (_state, lead) in rows.items() if lead not in never}
    lost = sum(1 for pk in wanted if not arrived[pk] or rows[pk][0] not in TOLD)
    lost += sum(1 for pk in rows.keys() - wanted if rows[pk][0] != State.DEAD)
    doubled = {pk: copies - 1 for pk, copies in arrived.items() if copies > 1}
    unmarked = sum(1 for pk, more in doubled.items() if marked[pk] < more)
    table.add(f"{name}: {len(rows)} messages, lost", lost, "0", lost == 0)
    copies = sum(doubled.values())
    table.add(f"{name}: doubled", copies, f"≤ {most_doubled}", copies <= most_doubled)
    table.add(f"{name}: doubled without saying so", unmarked, "0", unmarked == 0)
    said = sum(marked.values())
    table.add(f"{name}: marked as maybe a repeat", said, "none is too few", said >= copies)


def still_sends(table, name, person, channel=Channel.EMAIL):
    """The drill is over, and the clinic still tells people."""
    new = {row.pk for row in due(20, person, channel=channel)}
    told = Message.objects.filter(pk__in=new, state__in=TOLD)
    until(lambda: told.count() == len(new), patience=60)
    table.add(f"{name}: the system still sends", told.count(), "20 of 20", True)
