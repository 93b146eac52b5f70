"""Deadlines: events and facts in, dates and questions out. Pure: no clock, no database, no settings.

How days are counted (8 CFR 1.2 and 1001.1(h); Immigration Court and BIA Practice Manuals 3.1; FRAP 26(a)):
the day of the event is day 0; every day counts; where a rule says so, a last day that is a Saturday, a Sunday
or a legal holiday moves to the next day that is none. Courts count the day a paper is received. Before a
hearing, the hearing is day 0. "Do it by" is ours: a business day, never after the last legal day, never
using the move.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from cases.timeline.dates import PartialDate
from cases.timeline.deadline import (
    NO,
    UNKNOWN,
    YES,
    Deadline,
    Question,
    State,
    Step,
    TimelineEvent,
    VersionWarning,
    state_on,
)
from cases.timeline.explained import explain, needs_words, question_words
from cases.timeline.rule import Status

__all__ = [
    "Deadline",
    "Question",
    "State",
    "Step",
    "TimelineEvent",
    "VersionWarning",
    "ask_once",
    "deadlines",
    "explain",
    "needs_words",
    "question_words",
]


def deadlines(events, facts, rules, calendar, today):
    """Every deadline and every open question that follows from a case's events, in whatever order they come.

    `events`: iterable of TimelineEvent. `facts`: {fact id: "yes" | "no" | "unknown"}; a missing fact is
    unknown. `rules`: iterable of Rule. `calendar`: a `business_days.Calendar`. `today`: the clinic's day.
    Returns Deadlines by last day, those without one after them, then Questions. A rule runs only on known
    facts; a fact that rules it out leaves nothing, an unknown one a Question. A date printed on a notice
    always comes out.
    """
    case = _Case(events, facts)
    rules = tuple(rules)
    found = [
        item for rule in rules if not rule.on_any_notice for item in _follow(rule, case, calendar, today)
    ]
    counted = {item.event_id for item in found if isinstance(item, Deadline) and item.last_day}
    for rule in rules:
        if rule.on_any_notice:
            notices = (event for event in case.events if event.printed_due and event.id not in counted)
            found += [_from_notice(rule, event, calendar, today) for event in notices]
    return sorted(found, key=_order)


def ask_once(found):
    """The Questions among `found` without repeats: what several rules wait for is asked once."""
    questions = (item for item in found if isinstance(item, Question))
    return list({question.to_ask: question for question in questions}.values())


class _Case:
    """The events by kind, and what is known."""

    def __init__(self, events, facts):
        self.events = sorted(events, key=lambda event: (event.when.sort_key(), event.kind, event.id))
        self.facts = facts
        self.papers = {}
        self.by_kind = defaultdict(list)
        for event in self.events:
            self.by_kind[event.kind].append(event)

    def of(self, kinds):
        return [event for kind in sorted(kinds & self.by_kind.keys()) for event in self.by_kind[kind]]

    def latest(self, kind):
        """The most recent event of a kind whose date is known at least in part, else None."""
        dated = [event for event in self.by_kind.get(kind, ()) if event.when.earliest()]
        return dated[-1] if dated else None

    def answer(self, fact, event):
        if event.answers.get(fact.id) in (YES, NO):
            return event.answers[fact.id]
        if fact.scope == "event":
            return self._answer_about(fact, event)
        said = self.facts.get(fact.id)
        if fact.id not in self.papers:
            self.papers[fact.id] = self._papers_say(fact)
        papers = self.papers[fact.id]
        if papers and (fact.papers_win or said not in (YES, NO)):
            return papers
        return said if said in (YES, NO) else UNKNOWN

    def _answer_about(self, fact, event):
        if event.kind in fact.yes_when | fact.no_when:
            return YES if event.kind in fact.yes_when else NO
        # Asked once for the case, the answer is clear only while there is one such event to be meant.
        alone = len(self.by_kind[event.kind]) == 1
        said = self.facts.get(fact.id)
        return said if alone and said in (YES, NO) else UNKNOWN

    def _papers_say(self, fact):
        yes, no = self.of(fact.yes_when), self.of(fact.no_when)
        if not (yes and no):
            return YES if yes else NO if no else None
        last = max(yes + no, key=lambda event: event.when.earliest() or date.min)
        undated = any(event.when.earliest() is None for event in yes + no)
        return None if undated else YES if last in yes else NO


def _follow(rule, case, calendar, today):
    events = case.of(rule.triggers)
    if rule.only_latest:
        dated = sorted(
            (event for event in events if event.when.earliest()), key=lambda event: event.when.sort_key()
        )
        events = dated[-1:] + [event for event in events if not event.when.earliest()]
    if not events and "event" in rule.questions and not case.of(rule.met_by):
        return _ask_for_the_event(rule, case)
    return [item for event in events if (item := _of_event(rule, event, case, calendar, today))]


def _ask_for_the_event(rule, case):
    nobody = TimelineEvent("", "", PartialDate.unknown())
    if any(case.answer(need.fact, nobody) not in (need.answer, UNKNOWN) for need in rule.needs):
        return []
    return [Question(rule.id, None, "event", rule.questions["event"], about_event=False)]


def _of_event(rule, event, case, calendar, today):
    answers = [(need, case.answer(need.fact, event)) for need in rule.needs]
    if any(answer not in (need.answer, UNKNOWN) for need, answer in answers):
        return None
    for need, answer in answers:
        if answer == UNKNOWN:
            about_event = need.fact.scope == "event"
            return Question(rule.id, event.id, need.fact.id, need.fact.question, about_event)
    if all(version.compute.op == "any_time" for version in rule.versions):
        return _at_any_time(rule, event, today)
    return _counted(rule, event, case, calendar, today)


def _at_any_time(rule, event, today):
    return Deadline(
        rule.id,
        rule.versions[0].key,
        event.id,
        State.ANY_TIME,
        today,
        why=(Step("any_time"),),
        alert_days=rule.alert_days,
    )


@dataclass(frozen=True)
class _Count:
    """One counting, from one day 0: where it landed, after the shift, and after it rolled."""

    version_key: str
    day_zero: date
    n: int
    landed: date
    shifted: date
    last: date
    off: str
    opens: date | None = None


def _counted(rule, event, case, calendar, today):
    firsts, lasts = [], []
    for version in rule.versions:
        if not version.computes:
            continue
        start, question = _reach(rule, version, event, case)
        if question:
            return question
        if start:
            firsts.append(_count(version, version.compute, start[0], event, calendar))
            lasts.append(_count(version, version.compute, start[1], event, calendar))
    if not firsts:
        return Question(rule.id, event.id, "version")
    first, at_latest = min(firsts, key=_last), max(lasts, key=_last)
    if rule.version(first.version_key).compute.counts == "first_day":
        return _first_day(rule, event, at_latest, calendar, today)
    return _deadline(rule, event, first, at_latest, case, calendar, today)


def _last(count):
    return count.last


def _reach(rule, version, event, case):
    """(first and last possible day 0, or None where it is not this version's time; a Question, or None)."""
    picked_by = case.latest(version.applies_by) if version.applies_by else event
    base = case.latest(version.compute.from_kind) if version.compute.from_kind else event
    for kind, found in ((version.applies_by, picked_by), (version.compute.from_kind, base)):
        if found is None:
            return None, Question(rule.id, event.id, kind, rule.questions[kind], about_event=False)
    if version.compute.op == "fixed" and event.printed_due:
        return (event.printed_due, event.printed_due), None
    if picked_by.when.earliest() is None or base.when.earliest() is None:
        return None, Question(rule.id, event.id, "date", rule.questions["date"])
    reach = version.reach(picked_by.when.earliest(), picked_by.when.latest())
    if reach is None:
        return None, None
    return (reach if base is picked_by else (base.when.earliest(), base.when.latest())), None


def _count(version, compute, day_zero, event, calendar):
    if compute.op == "window":
        opens = _count(version, compute.opens, day_zero, event, calendar)
        return replace(_count(version, compute.closes, day_zero, event, calendar), opens=opens.last)
    n = compute.n + (compute.mailed_extra if event.answers.get("by_mail") == YES else 0)
    landed = _land(compute, n, day_zero, calendar)
    shifted = landed + timedelta(days=compute.shift_days)
    last = calendar.roll(shifted, compute.roll)
    off = (calendar.day_off(shifted) or "closed") if last != shifted else ""
    return _Count(version.key, day_zero, n, landed, shifted, last, off)


def _land(compute, n, day_zero, calendar):
    if compute.op == "fixed":
        return day_zero
    if compute.unit == "business_days":
        return calendar.add_business_days(day_zero, n)
    n = -n if compute.op == "subtract" else n
    if compute.unit == "days":
        return day_zero + timedelta(days=n)
    # A month or a year that has no such day ends on its last: a year from February 29 is February 28.
    return day_zero + relativedelta(**{compute.unit: n})


def _first_day(rule, event, count, calendar, today):
    """From when it can be done. The latest the event can have been decides: asking early can end badly."""
    opens = count.last
    state = State.AHEAD if today < opens else State.ANY_TIME
    steps = [
        replace(step, off=step.off or "on_the_way") if step.unit else step for step in _counting(rule, count)
    ]
    why = (*steps, Step("opens", opens))
    return Deadline(
        rule.id,
        count.version_key,
        event.id,
        state,
        today,
        opens=opens,
        why=why,
        alert_days=rule.alert_days,
        warnings=_warnings(rule, event, calendar),
    )


def _deadline(rule, event, first, at_latest, case, calendar, today):
    printed = event.printed_due
    last_day = min(first.last, printed) if printed else first.last
    last_at_latest = min(at_latest.last, printed) if printed else at_latest.last
    do_by = _do_by(rule, event, first, last_day, calendar)
    opens = at_latest.opens
    why = [*_counting(rule, first, unsure=first.day_zero != at_latest.day_zero)]
    why += [Step("opens", opens)] if opens else []
    why += [Step("notice", printed)] if printed and printed != first.last else []
    return Deadline(
        rule.id,
        first.version_key,
        event.id,
        state_on(today, last_day, last_at_latest),
        today,
        last_day=last_day,
        last_day_at_latest=last_at_latest,
        do_by=do_by,
        opens=opens,
        why=(*why, Step("do_by", do_by)),
        from_notice=bool(printed and printed <= first.last),
        alert_days=rule.alert_days,
        warnings=_warnings(rule, event, calendar),
        met_by=_met_by(rule, event, last_at_latest, case),
    )


def _do_by(rule, event, count, last_day, calendar):
    aim = min(count.shifted, last_day)
    if rule.do_by:
        ours = _count(rule.version(count.version_key), rule.do_by, count.day_zero, event, calendar)
        aim = min(aim, ours.shifted)
    return calendar.previous_business_day(aim)


def _counting(rule, count, *, unsure=False):
    """The steps from day 0 to the last legal day."""
    compute = rule.version(count.version_key).compute
    compute = compute.closes or compute
    if compute.op == "fixed":
        return [_landing("set", count.landed, count)]
    steps = [Step("unsure")] if unsure else []
    steps.append(Step("day_zero", count.day_zero))
    kind = "before" if compute.op == "subtract" else "after"
    if count.shifted == count.landed:
        return [*steps, _landing(kind, count.landed, count, compute.unit)]
    steps.append(Step(kind, count.landed, n=count.n, unit=compute.unit, off="on_the_way"))
    return [*steps, replace(_landing("shift", count.shifted, count), n=compute.shift_days)]


def _landing(kind, day, count, unit=""):
    """A step to `day`, with the day it rolled to and why, where it rolled."""
    return Step(kind, day, to=count.last if count.off else None, n=count.n, unit=unit, off=count.off)


def _warnings(rule, event, calendar):
    if event.when.earliest() is None:
        return ()
    return tuple(
        VersionWarning(version.key, version.status, version.note, _would_be(version, event, calendar))
        for version in rule.versions
        if not version.computes and version.reach(event.when.earliest(), event.when.latest())
    )


def _would_be(version, event, calendar):
    if version.status != Status.VACATED or not event.when.on:
        return None
    return _count(version, version.compute, event.when.on, event, calendar).last


def _met_by(rule, event, last_day, case):
    for other in case.of(rule.met_by):
        day = other.when.earliest()
        if day and event.when.earliest() and event.when.earliest() <= day and other.when.latest() <= last_day:
            return other.id
    return ""


def _from_notice(rule, event, calendar, today):
    """The date printed on a notice, where no rule of ours counted one for it: it always comes out."""
    due = event.printed_due
    do_by = calendar.previous_business_day(due)
    return Deadline(
        rule.id,
        "notice",
        event.id,
        state_on(today, due, due),
        today,
        last_day=due,
        last_day_at_latest=due,
        do_by=do_by,
        why=(Step("printed", due), Step("do_by", do_by)),
        from_notice=True,
        alert_days=rule.alert_days,
    )


def _order(item):
    if isinstance(item, Deadline):
        return 0, item.last_day or item.opens or date.max, item.rule_id, item.event_id
    return 1, date.max, item.rule_id, item.event_id or "", item.asks
