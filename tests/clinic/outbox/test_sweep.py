import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.outbox.models import Beat, Channel, Message, State
from clinic.outbox.sweep import sweep
from clinic.outbox.wanted import Wanted

ABOUT = uuid.uuid4()


def wanted(lead="7d", due=timedelta(), ends=timedelta(days=7), **more):
    now = timezone.now()
    row = {
        "topic": "note",
        "about": ABOUT,
        "moment_version": 1,
        "recipient": "person:1",
        "channel": Channel.EMAIL,
    }
    return Wanted(lead=lead, due_at=now + due, not_after=now + ends, **{**row, **more})


def leads():
    return sorted(Message.objects.values_list("lead", "moment_version"))


@pytest.fixture
def wants(slice_above, db):
    def want(*rows):
        slice_above["wanted"] = rows
        return sweep()

    return want


def test_what_is_due_gets_one_row_however_often_it_is_swept(wants):
    for _time in range(3):
        wants(wanted())

    assert leads() == [("7d", 1)]


@pytest.mark.parametrize(("ago", "state"), [(1, State.WAITING), (-1, State.DROPPED)])
def test_what_was_dropped_and_is_wanted_again_comes_again_after_a_while(wants, ago, state):
    wants(wanted())
    next_at = timezone.now() - timedelta(minutes=ago)
    Message.objects.update(state=State.DROPPED, problem="not confirmed", next_at=next_at)

    wants(wanted())

    assert Message.objects.get().state == state


def test_what_left_never_comes_again(wants):
    wants(wanted())
    Message.objects.update(state=State.SENT, next_at=timezone.now() - timedelta(hours=1))

    wants(wanted())

    assert Message.objects.get().state == State.SENT


def test_what_is_not_due_yet_and_what_is_past_get_none(wants):
    wants(wanted(due=timedelta(minutes=1)), wanted(due=-timedelta(days=2), ends=-timedelta(days=1)))

    assert leads() == []


def test_only_the_latest_lead_that_is_due_is_told(wants):
    wants(
        wanted("7d", due=-timedelta(days=6)),
        wanted("1d", due=-timedelta(hours=1)),
        wanted("0d", due=timedelta(1)),
    )

    assert leads() == [("1d", 1)]


def test_a_date_that_moved_is_told_again(wants):
    wants(wanted())
    wants(wanted("moved", moment_version=2))

    assert leads() == [("7d", 1), ("moved", 2)]


def test_each_recipient_and_each_channel_has_a_row(wants):
    wants(wanted(), wanted(recipient="trusted:2"), wanted(channel=Channel.CALL))

    assert Message.objects.count() == 3


def test_a_sweep_leaves_its_beat(wants):
    wants()

    assert Beat.objects.get(name="sweep").at > timezone.now() - timedelta(minutes=1)


def test_a_slice_that_fails_silences_nobody_else_and_the_clock_stands_still(
    wants, settings, errors_are_expected
):
    settings.HOOKS["wanted_messages"] = [f"{__name__}.fails", *settings.HOOKS["wanted_messages"]]

    wants(wanted())

    assert leads() == [("7d", 1)]
    assert not Beat.objects.exists()


def fails(now):
    raise ZeroDivisionError
