"""Tested at the post office: what a real SMTP server took, and what the row says of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.launch.servers import free_port
from clinic.outbox import delivery
from clinic.outbox.models import Beat, Channel, Message, State, Task

from .conftest import no_way, not_now


def run_out(message):
    """The worker that holds it was killed five minutes ago."""
    Message.objects.filter(pk=message.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def later(message):
    """It is time for the next try."""
    Message.objects.filter(pk=message.pk).update(next_at=timezone.now() - timedelta(seconds=1))


def test_a_letter_is_taken_and_the_row_says_so(waiting, post_office):
    message = waiting()

    worked = delivery.send_due()

    message.refresh_from_db()
    assert (worked, message.state, post_office.taken_for) == (1, State.SENT, ["rosa@example.org"])
    assert message.told_at and message.lease_until is None


def test_the_mail_is_plain_neutral_and_has_a_stable_id(waiting, post_office):
    message = waiting()

    delivery.send_due()

    mail = post_office.mails[0]
    assert mail["Message-ID"] == f"<{message.pk}@example.org>" == Message.objects.get().provider_ref
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("A note for Tuesday", "auto-generated")
    assert mail.get_content_type() == "text/plain"


def test_what_was_sent_is_not_sent_again(waiting, post_office):
    waiting()

    delivery.send_due()
    delivery.send_due()

    assert len(post_office.mails) == 1


def test_a_mailbox_that_is_closed_makes_a_task_with_the_words_to_say(waiting, post_office):
    message = waiting(to="550@example.org")

    delivery.send_due()

    message.refresh_from_db()
    task = Task.objects.get()
    assert (message.state, message.problem, message.attempts) == (State.DEAD, "refused", 1)
    assert (task.kind, task.note) == ("could_not_tell", "Rosa: Please remember Tuesday.")


def test_come_back_later_is_tried_again_after_a_minute_then_five(waiting, post_office):
    message = waiting(to="451@example.org")
    waits = []

    for _try in range(2):
        delivery.send_due()
        message.refresh_from_db()
        waits.append((message.next_at - timezone.now()).total_seconds())
        later(message)

    assert message.state == State.WAITING
    assert 40 < waits[0] < 80 and 230 < waits[1] < 370


def test_it_goes_through_when_the_post_office_is_mended(waiting, post_office):
    message = waiting(to="451@example.org")
    delivery.send_due()
    post_office.mended = True
    later(message)

    delivery.send_due()

    message.refresh_from_db()
    assert (message.state, message.may_repeat, len(post_office.mails)) == (State.SENT, False, 1)


def test_nobody_answers_at_the_post_office(waiting, post_office, settings):
    message = waiting()
    settings.EMAIL_PORT = free_port()

    delivery.send_due()

    message.refresh_from_db()
    assert (message.state, message.problem) == (State.WAITING, "did not go through")


def test_a_cut_after_it_was_taken_is_unknown_and_the_second_says_so(waiting, post_office):
    message = waiting(to="cut@example.org")

    delivery.send_due()
    message.refresh_from_db()
    first = message.state
    post_office.mended = True
    later(message)
    delivery.send_due()

    message.refresh_from_db()
    bodies = ["twice" in mail.get_content() for mail in post_office.mails]
    assert (first, message.state, bodies) == (State.UNKNOWN, State.SENT, [False, True])
    assert len({mail["Message-ID"] for mail in post_office.mails}) == 1


def test_a_post_office_that_always_cuts_gets_five_and_then_a_person_calls(waiting, post_office):
    message = waiting(to="cut@example.org")

    for _try in range(8):
        delivery.send_due()
        later(message)

    assert len(post_office.mails) == 5
    assert Message.objects.get().state == State.DEAD
    assert Task.objects.get().kind == "could_not_tell"


def test_nothing_is_sent_when_its_time_has_passed_and_a_person_hears_of_it(waiting, post_office):
    waiting(not_after=timezone.now())

    delivery.send_due()

    assert post_office.mails == []
    assert (Message.objects.get().problem, Task.objects.get().kind) == ("not told in time", "could_not_tell")


def test_a_try_that_would_come_too_late_is_given_up_now(waiting, post_office):
    message = waiting(to="451@example.org", not_after=timezone.now() + timedelta(seconds=30))

    delivery.send_due()

    message.refresh_from_db()
    assert (message.state, Task.objects.count()) == (State.DEAD, 1)


def test_what_is_no_longer_true_is_dropped_without_a_word(waiting, post_office):
    message = waiting(to=not_now)

    delivery.send_due()

    message.refresh_from_db()
    assert (message.state, message.problem) == (State.DROPPED, "called off")
    assert (post_office.mails, Task.objects.count()) == ([], 0)


def test_no_way_left_to_reach_them_is_a_task(waiting, post_office):
    message = waiting(to=no_way)

    delivery.send_due()

    message.refresh_from_db()
    assert (message.state, Task.objects.get().note) == (State.DEAD, "Rosa")


def test_an_earlier_lead_is_not_sent_beside_a_later_one(waiting, post_office):
    early = waiting(due_at=timezone.now() - timedelta(days=6))
    late = waiting(about=early.about, lead="1d")

    delivery.send_due()

    states = {message.lead: message.state for message in (early, late) if message.refresh_from_db() is None}
    assert (states, len(post_office.mails)) == ({"7d": State.DROPPED, "1d": State.SENT}, 1)


def test_a_row_that_cannot_be_rendered_waits_and_holds_up_nobody(
    waiting, post_office, errors_are_expected, bo
):
    broken = waiting(to=ZeroDivisionError())
    waiting(recipient=f"user:{bo.pk}", to="bo@example.org")

    delivery.send_due()

    broken.refresh_from_db()
    assert (broken.state, broken.may_repeat, post_office.taken_for) == (
        State.WAITING,
        False,
        ["bo@example.org"],
    )


def test_a_lease_holds_others_off_until_it_runs_out(waiting):
    message = waiting()

    first, second = delivery.claim(), delivery.claim()
    run_out(message)
    third = delivery.claim()

    assert (first, second, third) == (message, None, message)
    assert (first.fence, third.fence, third.may_repeat) == (1, 2, True)


def test_a_slow_worker_cannot_write_over_the_one_that_took_over(waiting, post_office):
    message = waiting()
    slow = delivery.claim()
    run_out(message)
    delivery.deliver(delivery.claim())
    taken_over = Message.objects.get()

    delivery.deliver(slow)

    message.refresh_from_db()
    assert (message.fence, message.state, message.told_at) == (2, State.SENT, taken_over.told_at)
    assert len(post_office.mails) == 2  # the price of a lease, and the second said so


def test_a_call_is_a_task_with_number_and_words(waiting):
    waiting(channel=Channel.CALL, to="212-555-0148 · evenings")

    delivery.send_due()
    task = Task.objects.get()

    assert task.kind == "call"
    assert task.note == "Rosa, 212-555-0148 · evenings\nPlease remember Tuesday."
    assert Message.objects.get().state == State.SENT


def test_a_call_whose_worker_died_does_not_come_twice(waiting):
    message = waiting(channel=Channel.CALL, to="212-555-0148")
    delivery.send_due()
    Message.objects.update(state=State.SENDING)
    run_out(message)

    delivery.send_due()

    assert (Task.objects.count(), Message.objects.get().state) == (1, State.SENT)


def test_somebody_erased_gets_nothing_and_makes_no_task(waiting, rosa, post_office):
    waiting(to=no_way)
    rosa.delete()

    delivery.send_due()

    assert (Message.objects.get().state, Task.objects.count()) == (State.DEAD, 0)


def test_each_round_leaves_its_beat(db):
    delivery.send_due()

    assert Beat.objects.get().name == "send"


@pytest.mark.parametrize("worked", [3])
def test_a_round_has_an_end(waiting, post_office, worked):
    for _row in range(5):
        waiting()

    assert delivery.send_due(limit=worked) == worked
    assert len(post_office.mails) == worked
