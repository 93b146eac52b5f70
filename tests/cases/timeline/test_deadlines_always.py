"""What holds for every case: found by hypothesis, and against a second, slow count of the same rules."""

import random
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from cases.timeline.business_days import Calendar, federal_holidays
from cases.timeline.dates import PartialDate
from cases.timeline.deadlines import Deadline, Question, State, TimelineEvent, ask_once, deadlines, explain
from cases.timeline.kinds import kinds
from cases.timeline.rules import all_rules, fact_kinds, find_rule
from tests.cases.timeline import day_by_day

RANDOM_CASES = 10_000
CALENDAR = Calendar()
RULES = [rule for rule in all_rules() if not rule.on_any_notice]
COUNTED = [rule for rule in RULES if not rule.at_any_time]

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


def known(rule, kind, when, **more):
    """An event about which everything the rule wants to know is answered."""
    answers = {need.fact.id: need.answer for need in rule.needs} | {
        "by_mail": "no",
        "married_to_citizen": "no",
    }
    return TimelineEvent(
        "it", kind, when, more.pop("printed", None), answers | more.pop("answers", {}), **more
    )


def beside(rule, day):
    """The other events a rule hangs on."""
    others = sorted(rule.only_with)[:1]
    others += [kind for version in rule.versions for kind in version.other_kinds]
    return [TimelineEvent(kind, kind, PartialDate.of(day)) for kind in sorted(set(others))]


@many
@given(any_events, any_facts, any_today)
def test_do_it_by_is_an_open_day_and_never_after_the_last_legal_day(events, facts, today):
    for found in follow(events, facts, today):
        if isinstance(found, Deadline) and found.do_by:
            assert found.do_by <= (found.last_day or date.max)
            assert CALENDAR.is_business_day(found.do_by)


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


@pytest.mark.parametrize("year", range(2000, 2041))
def test_holidays_agree_with_a_wall_calendar(year):
    ours = {day for day in federal_holidays(year) if day.weekday() < 5}

    assert ours == {day for day in day_by_day.holidays(year) if day.weekday() < 5}


def test_counting_day_by_day_agrees_on_ten_thousand_cases():
    chance = random.Random(79)
    for _ in range(RANDOM_CASES):
        _agree(chance, chance.choice(COUNTED))


def _agree(chance, rule):
    day = date(1999, 1, 1) + timedelta(chance.randrange(11_000))
    when, days = _when(chance, rule, day)
    printed = _printed(chance, rule, day)
    by_mail, otherwise = chance.choice(("yes", "no", "unknown")), chance.choice(("yes", "no"))
    kind = chance.choice(sorted(rule.triggers))
    event = known(
        rule, kind, when, printed=printed, answers={"by_mail": by_mail, "married_to_citizen": otherwise}
    )
    card = day + timedelta(chance.randrange(-90, 90))
    events, stop = [event, *beside(rule, card)], None
    if any(version.compute.stops for version in rule.versions) and chance.random() < 1 / 2:
        stop = day + timedelta(chance.randrange(-200, 5000))
        events.append(TimelineEvent("stop", "stop-time-offense", PartialDate.of(stop)))
    if not any(version.compute.mailed_extra for version in rule.versions):
        by_mail = "no"
    base = [card] if any(version.compute.from_kind for version in rule.versions) else None
    expected = day_by_day.due(
        rule.id, days, by_mail=by_mail, printed=printed, base=base, otherwise=otherwise == "yes", stop=stop
    )
    today = day + timedelta(chance.randrange(-400, 1200))

    found = deadlines(events, {}, [rule], CALENDAR, today)

    said = (rule.id, when.to_text(), printed, by_mail, otherwise, card, stop, today)
    _compare(rule, [item for item in found if item.event_id == "it"], expected, today, days, said)


def _when(chance, rule, day):
    """A day, or sometimes only a month or (where that is quick) a year; and every day it can have been."""
    how = chance.random()
    if how > 1 / 5:
        return PartialDate.of(day), [day]
    if how > 1 / 400:
        first, n = day.replace(day=1), monthrange(day.year, day.month)[1]
        return PartialDate.from_parts(day.year, day.month), [first + timedelta(k) for k in range(n)]
    days = [date(day.year, 1, 1) + timedelta(k) for k in range(366)]
    return PartialDate.from_parts(day.year), [one for one in days if one.year == day.year]


def _printed(chance, rule, day):
    needs = any(version.is_printed for version in rule.versions)
    return day + timedelta(chance.randrange(1, 150)) if needs or chance.random() < 1 / 6 else None


def _compare(rule, found, expected, today, days, said):
    if expected is None:
        assert not found or isinstance(found[0], Question), said
        assert bool(found) or (rule.nothing_before and days[-1] < rule.began), said
        return
    due = found[0] if found else None
    if expected.stopped:
        assert due and due.stopped_on == expected.stopped, said
        return
    if rule.silent_after_days is not None and today > expected.latest + timedelta(rule.silent_after_days):
        assert due is None, said
    elif expected.counts == "first_day":
        assert (due.opens, due.last_day, due.do_by) == (expected.latest, None, None), said
    else:
        got = (due.version_key, due.last_day, due.last_day_at_latest, due.do_by, due.opens, due.counts)
        assert got == (
            expected.key,
            expected.last,
            expected.latest,
            expected.aim,
            expected.latest_opens,
            expected.counts,
        ), said
        past, ahead = today > expected.latest, today <= expected.last
        assert due.state == (State.PAST if past else State.AHEAD if ahead else State.MAYBE_NOW), said
