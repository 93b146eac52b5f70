"""A worker holds several rows under one lease and begins one after the other: whatever happens, one letter is in doubt."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.outbox import delivery, lease
from clinic.outbox.models import Message, State

from .conftest import SAID


@pytest.fixture
def four(waiting):
    """Four rows that are due, in the order in which they are told."""
    first = timezone.now() - timedelta(minutes=5)
    return [waiting(next_at=first + timedelta(seconds=n)) for n in range(4)]


def runs_out():
    Message.objects.filter(state=State.SENDING).update(lease_until=timezone.now() - timedelta(seconds=1))


def rows():
    """[(state, attempts, may_repeat)] in order."""
    return list(Message.objects.order_by("next_at").values_list("state", "attempts", "may_repeat"))


def test_only_the_one_that_was_begun_is_in_doubt_when_its_worker_was_killed(four, post_office):
    held = lease.take(4)
    delivery.deliver(held[0])
    runs_out()

    delivery.send_due()

    sent = (State.SENT, 1, False)
    assert (held, rows()) == (four, [sent, (State.SENT, 2, True), sent, sent])
    assert ["twice" in mail.get_content() for mail in post_office.mails] == [False, True, False, False]


def test_what_was_in_doubt_before_stays_so_when_it_was_not_begun(four, post_office):
    Message.objects.filter(pk=four[3].pk).update(state=State.UNKNOWN, attempts=1, may_repeat=True)
    lease.take(4)
    runs_out()

    lease.take(0)

    assert rows() == [
        (State.UNKNOWN, 1, True),
        (State.WAITING, 0, False),
        (State.WAITING, 0, False),
        (State.UNKNOWN, 1, True),
    ]


def test_two_dead_workers_leave_one_in_doubt_each(four, post_office):
    lease.take(2)
    lease.take(2)
    for number, message in enumerate(four):
        Message.objects.filter(pk=message.pk).update(
            lease_until=timezone.now().replace(year=2020, microsecond=number // 2)
        )

    delivery.send_due()

    assert [may_repeat for _state, _attempts, may_repeat in rows()] == [True, False, True, False]


def test_a_slow_worker_whose_rows_were_taken_over_begins_no_other(four, post_office):
    held = lease.take(4)
    runs_out()
    lease.take(4)

    delivery.deliver(held[0])

    assert not held[1].is_held
    assert {state for state, _attempts, _may_repeat in rows()} == {State.SENDING}


def test_nothing_is_begun_before_the_one_before_it_is_settled(four):
    assert [message.is_held for message in lease.take(4)] == [True, False, False, False]


def test_nothing_is_begun_under_a_lease_that_is_nearly_over(four, post_office):
    held = lease.take(4)
    Message.objects.filter(state=State.SENDING).update(lease_until=timezone.now() + timedelta(minutes=1))

    delivery.deliver(held[0])

    assert not held[1].is_held


def test_whether_a_later_one_tells_it_is_seen_when_it_is_begun(four, waiting, post_office):
    held = lease.take(4)
    waiting(about=held[1].about, lead="1d", due_at=held[1].due_at + timedelta(days=6))

    delivery.deliver(held[0])
    delivery.deliver(held[1])

    assert Message.objects.get(pk=held[1].pk).state == State.DROPPED
    assert len(post_office.mails) == 1


def test_a_row_that_was_erased_meanwhile_holds_up_nobody(four, post_office):
    held = lease.take(4)
    Message.objects.filter(pk=held[0].pk).delete()
    delivery.deliver(held[0])
    lease.give_back(held[1:])

    delivery.send_due()

    assert rows() == [(State.SENT, 1, False)] * 3


def test_a_sender_that_is_asked_to_end_holds_nothing(waiting, post_office):
    for _row in range(12):
        waiting()

    worked = delivery.send_due(goes_on=lambda: len(post_office.mails) < 5)

    assert worked == len(post_office.mails) == 5
    assert sorted(rows()) == [(State.SENT, 1, False)] * 5 + [(State.WAITING, 0, False)] * 7
    assert not Message.objects.exclude(lease_until=None).exists()


def test_a_round_that_breaks_off_leaves_only_the_letter_in_hand_under_its_lease(waiting, post_office, bo):
    since = timezone.now() - timedelta(minutes=5)
    for number in range(7):  # one, two, four
        waiting(next_at=since + timedelta(seconds=number))
    fourth = Message.objects.order_by("next_at")[3]
    Message.objects.filter(pk=fourth.pk).update(recipient=f"user:{bo.pk}")
    SAID[f"user:{bo.pk}"] = KeyboardInterrupt()

    with pytest.raises(KeyboardInterrupt):
        delivery.send_due()

    assert [state for state, _attempts, _may_repeat in rows()] == [
        *[State.SENT] * 3,
        State.SENDING,
        *[State.WAITING] * 3,
    ]
