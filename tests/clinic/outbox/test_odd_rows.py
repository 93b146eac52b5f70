"""Rows that would have been lost, or called told, or have stopped all the others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.outbox import delivery, log
from clinic.outbox.models import Channel, Message, State, Task
from clinic.outbox.services import finish_task


@pytest.mark.parametrize(
    "address", ["", None, "rosa at example", "rosa@@example.org", "rosa@example.org\nBcc: x@y"]
)
def test_what_is_no_address_is_never_called_told_and_holds_up_nobody(
    waiting, post_office, slice_above, bo, address
):
    odd = waiting()
    slice_above[odd.recipient] = address
    waiting(recipient=f"user:{bo.pk}", to="bo@example.org")

    delivery.send_due()

    odd.refresh_from_db()
    assert (odd.state, odd.problem, post_office.taken_for) == (State.DEAD, "refused", ["bo@example.org"])
    assert Task.objects.get().kind == "could_not_tell"


def test_a_channel_this_clinic_does_not_have_is_a_task_and_holds_up_nobody(waiting, post_office, bo):
    odd = waiting(channel=Channel.SMS)
    waiting(recipient=f"user:{bo.pk}", to="bo@example.org")

    delivery.send_due()

    odd.refresh_from_db()
    assert (odd.state, post_office.taken_for) == (State.DEAD, ["bo@example.org"])
    assert Task.objects.get().note == "Rosa: Please remember Tuesday."


def test_a_later_lead_of_the_old_date_does_not_silence_the_new_one(waiting, post_office):
    now = timezone.now()
    old = waiting(lead="1d", due_at=now - timedelta(hours=1), state=State.SENT, told_at=now)
    new = waiting(about=old.about, lead="7d", moment_version=2, due_at=now - timedelta(days=5))

    delivery.send_due()

    new.refresh_from_db()
    assert (new.state, len(post_office.mails)) == (State.SENT, 1)


def test_a_newer_call_takes_the_place_of_one_nobody_made_yet(waiting):
    old = waiting(channel=Channel.CALL, to="212-555-0148")
    delivery.send_due()
    waiting(channel=Channel.CALL, about=old.about, moment_version=2, lead="moved")

    delivery.send_due()

    assert Task.objects.open().get().occasion.startswith("2 moved")


def test_a_call_that_was_made_stays_in_the_books(waiting, carmen):
    old = waiting(channel=Channel.CALL, to="212-555-0148")
    delivery.send_due()
    finish_task(Task.objects.get(), by=carmen)
    waiting(channel=Channel.CALL, about=old.about, moment_version=2, lead="moved")

    delivery.send_due()

    assert (Task.objects.count(), Task.objects.open().count()) == (2, 1)


def test_a_call_is_told_when_somebody_phoned_and_not_before(waiting, carmen):
    waiting(channel=Channel.CALL, to="212-555-0148")
    delivery.send_due()

    before = log.in_words(Message.objects.all(), carmen)[0]
    task = finish_task(Task.objects.get(), by=carmen)
    after = log.in_words(Message.objects.all(), carmen)[0]

    assert (before["state"], after["state"], after["at"]) == ("please call", "somebody called", task.done_at)


def test_a_call_that_a_newer_one_took_the_place_of_was_not_told(waiting, carmen):
    old = waiting(channel=Channel.CALL, to="212-555-0148")
    delivery.send_due()
    waiting(channel=Channel.CALL, about=old.about, moment_version=2, lead="moved")
    delivery.send_due()

    states = [row["state"] for row in log.in_words(Message.objects.order_by("moment_version"), carmen)]

    assert states == ["no longer needed", "please call"]
