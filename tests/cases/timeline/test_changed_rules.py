"""A rule's data changed: whoever had a deadline of it is on the coordinator's desk until somebody says that they know."""

from datetime import timedelta

import pytest

from cases.timeline import hooks, services, tasks
from cases.timeline.models import RuleChange
from cases.timeline.rules import find_rule
from tests.cases.timeline.conftest import hearing_of, papers_due
from tests.conftest import signed_in

BEFORE = "0" * 64  # the fingerprint of a rule as it once was


@pytest.fixture
def deadline(case, ana):
    """Rosa's papers for the hearing are due, counted with the rule as it once was, two days earlier."""
    hearing_of(case, ana, days=90)
    deadline = papers_due(case, ana)
    deadline.why = {**deadline.why, "digest": BEFORE}
    deadline.save()
    return deadline


def test_whoever_is_concerned_is_on_the_list_once(deadline):
    tasks.compute_again()
    tasks.compute_again()

    change = RuleChange.objects.get()
    assert (change.case, change.rule, change.told_at) == (deadline.case, deadline.rule, None)
    assert change.was == change.now == deadline.last_day.isoformat()


def test_the_deadline_remembers_the_rule_it_was_counted_with(deadline):
    tasks.compute_again()

    deadline.refresh_from_db()
    assert deadline.why["digest"] == find_rule(deadline.rule).fingerprint


def test_a_day_that_moved_says_both_days(deadline, carmen, rf):
    last_day = deadline.last_day - timedelta(days=2)
    deadline.why = {**deadline.why, "last_day": last_day.isoformat()}
    deadline.save()
    tasks.compute_again()

    change = RuleChange.objects.get()
    assert (change.was, change.now) == (last_day.isoformat(), deadline.last_day.isoformat())
    assert panel(carmen, rf).context["rows"][0].said.startswith("It was ")


def test_a_deadline_that_no_longer_follows_is_on_the_list_too(deadline, ana):
    services.tell_facts(deadline.case, {"detained": "yes"}, by=ana)

    assert RuleChange.objects.get().now == ""


def test_a_rule_that_stayed_the_same_concerns_nobody(deadline):
    deadline.why = {**deadline.why, "digest": find_rule(deadline.rule).fingerprint}
    deadline.save()

    tasks.compute_again()

    assert not RuleChange.objects.exists()


def panel(user, rf):
    request = rf.get("/desk/")
    request.user = user
    return next(iter(hooks.desk_panels(request)), None)


def test_the_desk_shows_it_until_they_know(deadline, carmen, rf):
    tasks.compute_again()
    browser = signed_in(carmen)
    assert "A rule changed: look, and tell them" in browser.get("/desk/").content.decode()

    browser.post(f"/cases/rules/changes/{RuleChange.objects.get().pk}/told/")

    assert RuleChange.objects.get().told_by == carmen
    assert panel(carmen, rf) is None


def test_somebody_who_does_not_coordinate_cannot_say_it(deadline, bo, ana):
    tasks.compute_again()
    address = f"/cases/rules/changes/{RuleChange.objects.get().pk}/told/"

    assert [signed_in(user).post(address).status_code for user in (bo, ana)] == [404, 404]
    assert RuleChange.objects.get().told_at is None
