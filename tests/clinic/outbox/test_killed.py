"""`manage.py runoutbox`, a process of its own, is killed while the post office has the letter and has not answered."""

import asyncio
import os
import subprocess
import sys
from datetime import timedelta
from threading import Event

import pytest
from django.conf import settings
from django.utils import timezone

from clinic.outbox.models import Message, State

from .post_office import PostOffice


class PostOfficeThatThinks(PostOffice):
    """Takes the letter it `thinks_at`, and answers only when told to."""

    thinks_at = 1

    def __init__(self):
        super().__init__()
        self.took, self.may_answer = Event(), Event()

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.mails) == self.thinks_at:
            self.took.set()
        while self.took.is_set() and not self.may_answer.is_set():
            await asyncio.sleep(0.05)
        return answer


@pytest.fixture
def thinking():
    office = PostOfficeThatThinks()
    office.open()
    yield office
    office.may_answer.set()
    office.close()


@pytest.fixture
def sender(thinking):
    """sender(): the process; what is left of it when the test ends is killed."""
    started = []

    def start(*options):
        started.append(
            subprocess.Popen(
                [sys.executable, "manage.py", "runoutbox", *options],
                cwd=settings.ROOT,
                env=os.environ
                | {
                    "DJANGO_SETTINGS_MODULE": "tests.clinic.outbox.sender_settings",
                    "EMAIL_URL": f"smtp://127.0.0.1:{thinking.port}",
                },
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def run_once(sender):
    process = sender("--once")
    _out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors


@pytest.mark.django_db(transaction=True)
def test_a_sender_killed_in_mid_letter_loses_nothing_and_repeats_one_that_says_so(waiting, thinking, sender):
    rows = {waiting().pk for _row in range(3)}
    first = sender()
    assert thinking.took.wait(60)
    first.kill()
    first.wait()
    thinking.may_answer.set()

    run_once(sender)  # the lease of the one in mid-letter still holds
    in_doubt = Message.objects.get(state=State.SENDING)
    assert Message.objects.filter(state=State.SENT).count() == 2

    Message.objects.filter(pk=in_doubt.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_once(sender)

    ids = [mail["Message-ID"] for mail in thinking.mails]
    repeated = [mail["Message-ID"] for mail in thinking.mails if "twice" in mail.get_content()]
    assert set(Message.objects.values_list("pk", "state")) == {(pk, State.SENT) for pk in rows}
    assert (len(ids), len(set(ids)), repeated) == (4, 3, [f"<{in_doubt.pk}@{settings.MAIL_DOMAIN}>"])
    assert set(Message.objects.filter(may_repeat=True).values_list("pk", flat=True)) == {in_doubt.pk}


@pytest.mark.django_db(transaction=True)
def test_a_sender_killed_among_several_that_it_holds_puts_one_in_doubt(waiting, thinking, sender):
    rows = {waiting().pk for _row in range(9)}
    thinking.thinks_at = 5  # of one, two, four
    first = sender()
    assert thinking.took.wait(60)
    first.kill()
    first.wait()
    thinking.may_answer.set()
    held = Message.objects.filter(state=State.SENDING)
    held_by_the_dead = held.count()

    held.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_once(sender)

    ids = [mail["Message-ID"] for mail in thinking.mails]
    repeated = [mail["Message-ID"] for mail in thinking.mails if "twice" in mail.get_content()]
    assert held_by_the_dead == 3
    assert set(Message.objects.values_list("pk", "state")) == {(pk, State.SENT) for pk in rows}
    assert (len(ids), len(set(ids)), repeated) == (10, 9, [ids[4]])
    assert Message.objects.filter(may_repeat=True).count() == 1
