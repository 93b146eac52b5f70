"""How long the deadline engine takes, on one core: `python -m tests.bench.deadlines`, or with the others `make bench`."""

import random
import time
from datetime import date, timedelta
from statistics import median

from django.conf import settings

if not settings.configured:  # runnable alone: the engine is pure and wants only the words' languages
    settings.configure(USE_I18N=True, LANGUAGE_CODE="en", LANGUAGES=[("en", "English"), ("es", "Español")])

from cases.timeline.business_days import our_calendar
from cases.timeline.dates import PartialDate
from cases.timeline.deadlines import TimelineEvent, deadlines
from cases.timeline.kinds import kinds
from cases.timeline.rules import all_rules, fact_kinds

TODAY = date(2026, 11, 21)
CASES, EVENTS_EACH = 10_000, 40
CASES_A_SECOND = 1_000
LONG_CASE, LONG_CASE_MS = 300, 5


def run(table):
    table.add("deadlines: a case with 300 events, ms", *_bar(long_case_ms(), LONG_CASE_MS, lower=True))
    table.add(
        "deadlines: cases with 40 events, a second", *_bar(cases_a_second(), CASES_A_SECOND, lower=False)
    )


def _bar(value, bar, *, lower):
    return round(value, 2), bar, value <= bar if lower else value >= bar


def long_case_ms():
    """Milliseconds for all deadlines of one case with 300 events: the median of 40 such cases."""
    return 1000 * median(seconds for case in some_cases(40, LONG_CASE) for seconds in [_seconds(case)])


def cases_a_second():
    return CASES / sum(map(_seconds, some_cases(CASES, EVENTS_EACH)))


def _seconds(case):
    events, facts = case
    rules, calendar = all_rules(), our_calendar()
    start = time.process_time()
    deadlines(events, facts, rules, calendar, TODAY)
    return time.process_time() - start


def some_cases(n, events_each):
    """Always the same cases: events of every kind on days of ten years, one in eight only a month or a year, one in
    twenty with a printed day; facts that are known, unknown, or never asked."""
    chance = random.Random(5)
    every_kind = sorted(kinds())
    for _ in range(n):
        yield [_event(chance, every_kind, number) for number in range(events_each)], _facts(chance)


def _event(chance, every_kind, n):
    day = date(2018, 1, 1) + timedelta(chance.randrange(3650))
    sure = chance.random()
    when = (
        PartialDate.of(day)
        if sure > 1 / 8
        else PartialDate.from_parts(day.year, day.month if sure > 1 / 16 else None)
    )
    printed = day + timedelta(30) if chance.random() < 1 / 20 else None
    answers = {fact.id: chance.choice(("yes", "no")) for fact in _about_events() if chance.random() < 1 / 2}
    return TimelineEvent(str(n), chance.choice(every_kind), when, printed, answers)


def _about_events():
    return [fact for fact in fact_kinds().values() if fact.scope == "event"]


def _facts(chance):
    said = {"birth_date": f"{chance.randrange(1960, 2012)}-05-17"} if chance.random() < 1 / 2 else {}
    return said | {fact: chance.choice(("yes", "no", "unknown")) for fact in fact_kinds()}


class _Printed:
    def add(self, name, value, bar, passed):
        print(f"{'✓' if passed else '✗'} {name}: {value} (bar: {bar})")


if __name__ == "__main__":
    run(_Printed())
