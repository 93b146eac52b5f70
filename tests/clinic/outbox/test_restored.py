"""The database came back from a backup: it remembers letters as waiting that left since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.outbox import lease, restored, rounds
from clinic.outbox.models import Beat, Channel, Message, State, Task
from clinic.outbox.wanted import Wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def came_back():
    """The mark beside the database tells of an hour that the database knows nothing of."""

    def put_back():
        restored.leave_mark()
        Beat.objects.filter(name="send").update(at=timezone.now() - timedelta(hours=1))

    rounds.send()
    return put_back


def texts_of(post_office):
    return ["twice" in mail.get_content() for mail in post_office.mails]


def test_what_may_have_left_today_goes_out_as_a_repeat(waiting, post_office, came_back):
    waiting()
    came_back()

    rounds.send()
    rounds.send()

    assert (texts_of(post_office), Message.objects.get().may_repeat) == ([True], True)


def test_what_is_older_than_a_day_a_person_looks_at(waiting, post_office, came_back):
    waiting(due_at=timezone.now() - timedelta(hours=25))
    came_back()

    rounds.send()

    message = Message.objects.get()
    assert (message.state, message.problem, post_office.mails) == (State.DEAD, restored.PROBLEM, [])
    assert Task.objects.get().note == "Rosa: Please remember Tuesday."


def test_each_of_those_a_worker_held_when_the_backup_was_made_may_have_left(waiting, post_office, came_back):
    for _letter in range(3):
        waiting()
    old = waiting(due_at=timezone.now() - timedelta(hours=25))
    assert len(lease.take(4)) == 4
    came_back()

    rounds.send()

    assert texts_of(post_office) == [True] * 3
    assert Message.objects.get(pk=old.pk).problem == restored.PROBLEM


def test_what_is_found_due_only_now_may_have_left_as_well(post_office, came_back, rosa, slice_above):
    slice_above["wanted"] = [wanted(rosa)]
    came_back()

    rounds.send()

    assert texts_of(post_office) == [True]


def test_a_call_is_simply_on_the_list(waiting, came_back):
    waiting(channel=Channel.CALL, to="212-555-0148", due_at=timezone.now() - timedelta(days=2))
    came_back()

    rounds.send()

    assert Task.objects.get().kind == "call"


def test_a_clinic_that_was_switched_off_for_a_night_sends_what_waits(waiting, post_office, came_back):
    waiting()
    Beat.objects.filter(name="send").update(at=timezone.now() - timedelta(hours=12))
    restored.leave_mark()

    rounds.send()

    assert texts_of(post_office) == [False]


def test_a_new_clinic_sends_its_first_letters_without_doubt(waiting, post_office):
    waiting()
    restored._mark().unlink(missing_ok=True)

    rounds.send()

    assert texts_of(post_office) == [False]


def test_a_machine_that_never_sent_doubts_a_database_that_did(waiting, post_office):
    rounds.send()
    waiting()
    restored._mark().unlink(missing_ok=True)

    rounds.send()

    assert texts_of(post_office) == [True]


def wanted(rosa):

    now = timezone.now()
    return Wanted(
        topic="note",
        about=rosa.pk,
        moment_version=1,
        lead="7d",
        recipient=f"person:{rosa.pk}",
        channel=Channel.EMAIL,
        due_at=now - timedelta(minutes=5),
        not_after=now + timedelta(days=1),
    )
