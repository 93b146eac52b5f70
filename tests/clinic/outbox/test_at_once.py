"""Several sweeps and several senders at the same moment, each with its own connection to the database."""

import uuid
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from clinic.outbox import services, switches
from clinic.outbox.delivery import send_due
from clinic.outbox.models import Channel, Message, State, Task
from clinic.outbox.sweep import sweep
from clinic.outbox.wanted import Wanted

from .text_office import TextOffice

pytestmark = pytest.mark.django_db(transaction=True)
SEVERAL = 4


def several_at_once(do):
    """What each of them returned. They start together."""
    start, returned = Barrier(SEVERAL), []

    def one():
        try:
            start.wait(10)
            returned.append(do())
        finally:
            connections.close_all()

    threads = [Thread(target=one) for _one in range(SEVERAL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(returned) == SEVERAL
    return returned


def test_each_letter_is_sent_by_one_of_them(waiting, post_office):
    rows = [waiting() for _row in range(24)]

    worked = several_at_once(send_due)

    ids = [mail["Message-ID"] for mail in post_office.mails]
    assert (sum(worked), len(ids), len(set(ids))) == (len(rows), len(rows), len(rows))
    assert set(Message.objects.values_list("state", "fence", "may_repeat")) == {(State.SENT, 1, False)}


def test_each_thing_due_gets_one_row(rosa, slice_above):
    now = timezone.now()
    row = {"topic": "note", "moment_version": 1, "recipient": f"person:{rosa.pk}", "channel": Channel.EMAIL}
    slice_above["wanted"] = [
        Wanted(about=uuid.uuid4(), lead="7d", due_at=now, not_after=now + timedelta(days=1), **row)
        for _one in range(12)
    ]

    several_at_once(sweep)

    assert Message.objects.count() == 12


def test_a_task_comes_up_once(rosa):
    about = uuid.uuid4()

    tasks = several_at_once(lambda: services.add_task(kind="call", about=about, person=rosa, note="Call").pk)

    assert set(tasks) == {Task.objects.get().pk}


def test_a_provider_that_asks_all_of_them_for_a_pause_stops_none_of_them(waiting, settings):
    office = TextOffice()
    settings.CLINIC_URL = "https://clinic.example.org"
    settings.TWILIO = {"account": "AC1", "secret": "secret", "number": "+12125550100", "url": office.url}
    switches.switch(Channel.SMS, on=True, by=None)
    for _row in range(60):
        waiting(to="+12125550142", channel=Channel.SMS)
    office.troubles, office.retry_after = [429] * 12, "600"

    several_at_once(send_due)
    office.close()

    assert not Message.objects.exclude(state__in=[State.WAITING, State.SENT]).exists()
    assert Message.objects.filter(state=State.WAITING, attempts=0, next_at__gt=timezone.now()).exists()
