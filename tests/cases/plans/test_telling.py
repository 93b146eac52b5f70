"""A step with a day is told a week before and the day before, while it is not done."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cases.plans import services as plans
from cases.plans.models import ItemKind
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from clinic.outbox.delivery import send_due
from clinic.outbox.models import Message, State
from clinic.outbox.sweep import sweep
from clinic.people import services as people


@pytest.fixture
def step(rosas_case, ana):
    """step(days=7): Rosa means to write to her school by then; she reads e-mail."""
    people.replace_contact(rosas_case.person, kind="email", value="rosa@example.org", whose="mine", by=ana)

    def make(days=7):
        due = timezone.localdate() + timedelta(days=days)
        return plans.add_item(rosas_case, by=ana, kind=ItemKind.STEP, text="Write to the school", due=due)

    return make


def tell():
    """The bodies that arrive now."""
    mail.outbox.clear()
    sweep()
    send_due()
    return [letter.body for letter in mail.outbox]


def test_it_says_the_day_and_not_what(step):
    step()

    (body,) = tell()

    assert body.startswith("Hola. Algo de su lista es para el")
    assert "school" not in body and tell() == []


def test_a_step_far_off_or_without_a_day_is_not_told_yet(step, rosas_case, ana):
    step(days=20)
    plans.add_item(rosas_case, by=ana, kind=ItemKind.STEP, text="Ask at the school", due=None)

    assert tell() == []


def test_what_is_done_is_not_told(step, ana):
    item = step()
    sweep()
    plans.finish_item(item, by=ana)

    assert tell() == []
    assert Message.objects.get().state == State.DROPPED


def test_a_step_that_moved_is_told_for_its_new_day(step, ana):
    item = step()
    sweep()
    plans.change_item(item, by=ana, due=timezone.localdate() + timedelta(days=5))

    bodies = tell()

    assert len(bodies) == 1
    assert set(Message.objects.values_list("state", flat=True)) == {State.DROPPED, State.SENT}


def test_a_day_taken_off_and_given_again_is_told_again(step, ana):
    item = step()
    tell()
    plans.change_item(item, by=ana, due=None)
    plans.change_item(item, by=ana, due=timezone.localdate() + timedelta(days=7))

    assert len(tell()) == 1


def test_a_day_changed_on_the_timeline_counts_too(step, ana):
    item = step(days=20)

    timeline.change_event(item.due, by=ana, when=PartialDate.of(timezone.localdate() + timedelta(days=3)))

    assert len(tell()) == 1
