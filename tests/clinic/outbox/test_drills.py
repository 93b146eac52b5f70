"""The drills of tests/drill in short. A worker killed in mid-letter is in test_killed.py, several at once in test_at_once.py, a
restore in test_restored.py, a provider's odd answers in test_texting.py, what changes in between in cases/reminders."""

import asyncio
import time
import uuid
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.utils import timezone

from clinic.outbox import delivery
from clinic.outbox.models import Channel, Message, State
from clinic.outbox.sweep import sweep
from clinic.outbox.wanted import Wanted
from tests import real_servers

from .post_office import PostOffice

HANG_UP = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Desk(SMTP):
    """One conversation. Takes two letters and no more; hangs up on some."""

    letters = 0

    async def smtp_MAIL(self, arg):
        if self.letters == 2:
            return await self.push("421 Enough for today")
        self.letters += 1
        await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg):
        if self.envelope.rcpt_tos[0].startswith("before@"):
            return self.transport.abort()
        await super().smtp_DATA(arg)


class Desks(Controller):
    def factory(self):
        self.handler.conversations += 1
        return Desk(self.handler)


class Moody(PostOffice):
    desks, conversations = Desks, 0

    def open(self):
        super().open()
        self.conversations = 0  # opening knocks once itself

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        scenario = envelope.rcpt_tos[0].partition("@")[0]
        if scenario == "drip":
            for _byte in range(15):
                server.transport.write(b"2")
                await asyncio.sleep(0.2)
        if scenario == "crash":
            real_servers.as_admin(HANG_UP)
        if scenario == "last":
            asyncio.get_running_loop().call_later(0.02, server.transport.abort)
        return answer


@pytest.fixture
def moody(post_office, settings):
    office = Moody()
    office.open()
    settings.EMAIL_PORT = office.port
    yield office
    office.close()


def rows():
    return set(Message.objects.values_list("state", "attempts", "may_repeat"))


def test_letters_of_a_round_share_a_connection_until_the_server_has_enough(db, waiting, moody):
    for _row in range(5):
        waiting()

    delivery.send_due()

    assert rows() == {(State.SENT, 1, False)}
    assert (len(moody.mails), moody.conversations) == (5, 3)


def test_a_letter_after_a_hang_up_goes_out_anew_without_a_doubt(db, waiting, moody):
    waiting(to="last@example.org")
    delivery.deliver(delivery.claim())
    time.sleep(0.1)
    waiting(to="rosa@example.org")

    delivery.send_due()

    assert rows() == {(State.SENT, 1, False)}
    assert (len(moody.mails), moody.conversations) == (2, 2)


def test_a_hang_up_before_the_letter_is_no_doubt(db, waiting, moody):
    waiting(to="before@example.org")

    delivery.send_due()

    assert (rows(), moody.mails) == ({(State.WAITING, 1, False)}, [])


def test_an_answer_that_drips_is_not_waited_for_until_the_lease_is_over(db, waiting, moody, settings):
    settings.EMAIL_TIMEOUT = 1
    waiting(to="drip@example.org")
    began = time.monotonic()

    delivery.send_due()

    assert time.monotonic() - began < 2.5
    assert (Message.objects.get().state, len(moody.mails)) == (State.UNKNOWN, 1)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_away_still_learns_what_left(waiting, moody):
    waiting(to="crash@example.org")

    delivery.send_due()

    assert (rows(), len(moody.mails)) == ({(State.SENT, 1, False)}, 1)


def test_a_sender_that_is_asked_to_end_begins_no_other_letter(db, waiting, post_office):
    for _row in range(3):
        waiting()

    delivery.send_due(goes_on=lambda: not post_office.mails)

    assert Message.objects.filter(state=State.WAITING).count() == 2


def test_a_clock_that_is_an_hour_fast_tells_nothing_early(db, rosa, slice_above):
    soon = timezone.now() + timedelta(minutes=30)
    row = {"topic": "note", "moment_version": 1, "recipient": f"person:{rosa.pk}", "channel": Channel.EMAIL}
    slice_above["wanted"] = [
        Wanted(about=uuid.uuid4(), lead="7d", due_at=soon, not_after=soon + timedelta(days=1), **row)
    ]

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        sweep()

    assert not Message.objects.exists()
