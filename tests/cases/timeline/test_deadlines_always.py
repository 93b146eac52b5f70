"""What holds for every case: found by hypothesis, and against a second, slow count of the same rules."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from cases.timeline.business_days import federal_holidays, our_calendar
from cases.timeline.counting import add_months
from cases.timeline.dates import PartialDate
from cases.timeline.deadlines import Deadline, State, TimelineEvent, ask_once, deadlines, explain
from cases.timeline.kinds import kinds
from cases.timeline.rules import all_rules, fact_kinds, find_rule
from tests.cases.timeline import day_by_day
from tests.cases.timeline.counted_twice import CALENDAR, COUNTED, agree, beside, known

RANDOM_CASES = 1_500

many = settings(
    max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
any_day = some.dates(date(1998, 5, 1), date(2029, 12, 31))
any_today = some.dates(date(2024, 1, 1), date(2030, 12, 31))
any_answer = some.sampled_from(("yes", "no", "unknown"))
about_events = [fact.id for fact in fact_kinds().values() if fact.scope == "event"]


@some.composite
def any_when(draw):
    day = draw(any_day)
    how = draw(some.sampled_from(("day", "day", "day", "month", "year", "about", "unknown")))
    if how == "unknown":
        return PartialDate.unknown()
    return PartialDate.from_parts(
        day.year,
        day.month if how in ("day", "month", "about") else None,
        day.day if how == "day" else None,
        about=how == "about",
    )


def some_events(of_kinds, most=8):
    """A story of a few events, numbered in the order in which they were told."""
    told = some.tuples(
        some.sampled_from(sorted(of_kinds)),
        any_when(),
        some.none() | any_day,
        some.dictionaries(some.sampled_from(about_events), any_answer, max_size=6),
    )
    stories = some.lists(told, max_size=most)
    return stories.map(lambda story: [TimelineEvent(str(n), *one) for n, one in enumerate(story)])


any_events = some_events(kinds())
unknown_kinds = set(kinds()) - fact_kinds()["known_to_government"].kinds
any_facts = some.dictionaries(some.sampled_from(sorted(fact_kinds())), any_answer)


def follow(events, facts, today):
    return deadlines(events, facts, all_rules(), CALENDAR, today)


@many
@given(any_events, any_facts, any_today)
def test_do_it_by_is_an_open_day_and_never_after_the_last_legal_day(events, facts, today):
    for calendar in (
        CALENDAR,
        our_calendar(),
    ):  # ours also knows the days on which offices were closed by order
        for found in deadlines(events, facts, all_rules(), calendar, today):
            if isinstance(found, Deadline) and found.do_by:
                assert found.do_by <= (found.last_day or date.max)
                assert calendar.is_business_day(found.do_by)


@many
@given(any_events, any_facts, any_today, some.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(events, facts, today, chance):
    shuffled = list(events)
    chance.shuffle(shuffled)

    assert follow(shuffled, facts, today) == follow(events, facts, today)


@many
@given(some.sampled_from(COUNTED), any_day, some.data())
def test_a_day_later_never_makes_a_deadline_earlier_within_a_version(rule, day, data):
    kind = data.draw(some.sampled_from(sorted(rule.triggers)))
    is_printed = any(version.is_printed for version in rule.versions)
    printed = day + timedelta(data.draw(some.integers(3, 200))) if is_printed else None
    today, others = day - timedelta(400), beside(rule, day)
    one, two = (
        deadlines(
            [known(rule, kind, PartialDate.of(d), printed=printed), *others], {}, [rule], CALENDAR, today
        )
        for d in (day, day + timedelta(1))
    )
    assume(one and two and isinstance(one[0], Deadline) and isinstance(two[0], Deadline))
    assume(one[0].version_key == two[0].version_key)

    for name in ("last_day", "do_by", "opens"):
        assert (getattr(one[0], name) or date.min) <= (getattr(two[0], name) or date.max)


@many
@given(any_events, any_facts, any_today)
def test_a_partly_known_date_aims_early_and_is_past_late(events, facts, today):
    for found in follow(events, facts, today):
        if isinstance(found, Deadline) and found.last_day:
            assert found.last_day <= found.last_day_at_latest
            assert (found.state == State.PAST) == (today > found.last_day_at_latest)


@many
@given(any_events, any_facts, any_today)
def test_a_printed_date_always_comes_out_and_never_later_than_it_is_printed(events, facts, today):
    found = [one for one in follow(events, facts, today) if isinstance(one, Deadline) and one.is_to_act]

    for event in events:
        if event.printed_due:
            assert min(
                one.last_day for one in found if one.event_id == event.id
            ) <= CALENDAR.next_business_day(event.printed_due)


@many
@given(any_events, any_facts, any_today)
def test_what_was_found_is_stored_and_said_in_both_languages(events, facts, today):
    for found in follow(events, facts, today):
        if isinstance(found, Deadline):
            assert Deadline.from_data(found.to_data()) == found
            assert explain(found, "en") and explain(found, "es")


@many
@given(some_events(unknown_kinds), any_today)
def test_without_a_known_case_nothing_that_runs_writes_to_an_agency(events, today):
    for found in follow(events, {"known_to_government": "no"}, today):
        assert found.rule_id == "notice-date" or not find_rule(found.rule_id).names_agency


@many
@given(any_events, any_facts, any_today)
def test_a_past_deadline_says_that_there_are_exceptions_and_a_lawyer(events, facts, today):
    for found in follow(events, facts, today):
        if isinstance(found, Deadline) and found.state == State.PAST:
            assert explain(found, "en").endswith("There are exceptions. Ask a lawyer.")


@many
@given(any_events, any_facts, any_today)
def test_each_thing_is_asked_once(events, facts, today):
    asked = [question.to_ask for question in ask_once(follow(events, facts, today))]

    assert len(asked) == len(set(asked))


@many
@given(some.dates(date(1950, 1, 1), date(2050, 12, 31)), some.integers(-480, 480))
def test_months_keep_the_number_of_the_day_or_end_with_the_month(day, n):
    found = add_months(day, n)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == n
    assert found.day == day.day or (found.day < day.day and (found + timedelta(1)).day == 1)


@pytest.mark.parametrize("year", range(2000, 2041))
def test_holidays_agree_with_a_wall_calendar(year):
    ours = {day for day in federal_holidays(year) if day.weekday() < 5}

    assert ours == {day for day in day_by_day.holidays(year) if day.weekday() < 5}


def test_counting_day_by_day_agrees():
    """On more of them in the drill."""
    chance = random.Random(79)
    for _ in range(RANDOM_CASES):
        agree(chance)
