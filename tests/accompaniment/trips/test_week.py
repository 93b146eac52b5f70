"""One mail a week for each coordinator, with numbers and no names."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accompaniment.trips import week
from clinic.outbox.models import Message
from clinic.outbox.texts import tells_too_much
from clinic.outbox.wanted import NotNow

MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)  # nine in the morning in New York


def wanted(now=MONDAY):
    return [(one.recipient, one.lead) for one in week.wanted_messages(now)]


def letter(user):
    return week.render(Message(topic="week", about=user.pk, recipient=f"user:{user.pk}"))


def test_it_is_due_on_monday_morning_for_each_coordinator_and_nobody_else(carmen, luis, ana):
    assert wanted() == [(f"user:{carmen.pk}", "week")]


@pytest.mark.parametrize("hour", [12, 0])
def test_it_is_not_due_before_eight_nor_on_another_day(carmen, hour):
    day = MONDAY.replace(hour=hour) if hour else MONDAY.replace(day=25)

    assert wanted(day) == []


def test_it_counts_dates_company_people_and_tasks(carmen, appointment, goes, luis, jorge):
    both = appointment(days=3)
    for volunteer in (luis, jorge):
        goes(volunteer, both)
    appointment(days=5, called="Beatriz")
    appointment(days=40, called="Wen")

    said = week.numbers(timezone.now())

    assert said == {"dates": "2", "alone": "1", "unreachable": "2", "tasks": "0"}


def test_the_mail_has_no_name(carmen, appointment):
    appointment(days=3)

    said = letter(carmen)

    assert said.body.startswith("Hello. The next two weeks: 1 dates, 1 of them")
    assert "Rosa" not in said.body and tells_too_much(said.body + said.subject) == []


def test_who_gave_the_role_back_gets_none(luis):
    with pytest.raises(NotNow):
        letter(luis)
