"""Deadlines: events and facts in, dates and questions out. Pure: no clock, no database, no settings.

How days are counted (8 CFR 1.2 and 1001.1(h); Immigration Court and BIA Practice Manuals 3.1; FRAP 26(a)):
the day of the event is day 0; every day counts; where a rule says so, a last day that is a Saturday, a Sunday
or a legal holiday moves to the next day that is none. Courts count the day a paper is received. Before a
hearing, the hearing is day 0. "Do it by" is ours: a business day, before the last legal day, never using the
move.
"""

from datetime import date
from functools import lru_cache

from cases.timeline.counting import capped, count, landing
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
from cases.timeline.known import BY_MAIL, Known, Seen
from cases.timeline.rule import Status
from cases.timeline.steps import counting_steps

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

NOBODY = Seen(TimelineEvent("", "", PartialDate.unknown()))


def deadlines(events, facts, rules, calendar, today):
    """Every deadline and every open question that follows from a case's events, in whatever order they come.

    `events`: iterable of TimelineEvent. `facts`: {fact id: "yes" | "no" | "unknown"}; a missing fact is
    unknown; "birth_date" may hold a PartialDate's text. `rules`: iterable of Rule. `calendar`: a
    `business_days.Calendar`. `today`: the clinic's day. Returns Deadlines by last day, those without one after
    them, then Questions. A rule runs only on known facts; a fact that rules it out leaves nothing, an unknown one
    a Question. A date printed on a notice always comes out.
    """
    case, index = Known(events, facts, today), _by_trigger(tuple(rules))
    wanted = {rule: None for kind in case.kinds for rule in index.of_kind.get(kind, ())}
    found = [item for rule in wanted for item in _follow(rule, case, calendar)]
    for rule in index.ask_for_event:
        if rule.triggers.isdisjoint(case.kinds):
            found += _ask_for_the_event(rule, case)
    counted = {item.event_id for item in found if isinstance(item, Deadline) and item.is_to_act}
    unsaid = [event for event in case.events if event.printed_due and event.id not in counted]
    found += [_from_notice(rule, event, calendar, today) for rule in index.on_any_notice for event in unsaid]
    return sorted(found, key=_order)


class _Index:
    """The rules by what starts them."""

    def __init__(self, rules):
        self.of_kind = {}
        for rule in rules:
            for kind in rule.triggers:
                self.of_kind.setdefault(kind, []).append(rule)
        self.ask_for_event = [rule for rule in rules if "event" in rule.questions]
        self.on_any_notice = [rule for rule in rules if rule.on_any_notice]


@lru_cache(maxsize=16)
def _by_trigger(rules):
    return _Index(rules)


def ask_once(found):
    """The Questions among `found` without repeats: what several rules wait for is asked once."""
    questions = (item for item in found if isinstance(item, Question))
    return list({question.to_ask: question for question in questions}.values())


def _follow(rule, case, calendar):
    if rule.only_with and rule.only_with.isdisjoint(case.kinds):
        return []
    events = case.of(rule.triggers)
    if rule.only_latest and len(events) > 1:
        dated = sorted((event for event in events if event.first), key=Seen.order)
        events = dated[-1:] + [event for event in events if not event.first]
    return [item for event in events for item in _of_event(rule, event, case, calendar)]


def _ask_for_the_event(rule, case):
    """Says that an event is missing which this rule counts from, where it matters to this case."""
    if not rule.met_by.isdisjoint(case.kinds):
        return []
    if any(case.answer(need.fact, NOBODY) not in (need.answer, UNKNOWN) for need in rule.needs):
        return []
    return [Question(rule.id, None, "event", rule.questions["event"], about_event=False)]


def _of_event(rule, event, case, calendar):
    open_fact = None
    for need in rule.needs:
        answer = case.answer(need.fact, event)
        if answer == UNKNOWN:
            open_fact = open_fact or need.fact
        elif answer != need.answer:
            return []
    if open_fact:
        is_over = rule.silent_after_days is not None and not _counted(rule, event, case, calendar)
        return [] if is_over else [_ask_fact(rule, event, open_fact)]
    if rule.at_any_time:
        return [_at_any_time(rule, event, case.today)]
    return _counted(rule, event, case, calendar)


def _ask_fact(rule, event, fact):
    return Question(rule.id, event.id, fact.id, fact.question, about_event=fact.scope == "event")


def _at_any_time(rule, event, today):
    return Deadline(
        rule.id,
        rule.versions[0].key,
        event.id,
        State.ANY_TIME,
        today,
        why=(Step("any_time"),),
        alert_days=rule.alert_days,
        digest=rule.fingerprint,
    )


def _counted(rule, event, case, calendar):
    first = at_latest = None
    for version in rule.counting:
        start, question = _reach(rule, version, event, case, calendar)
        n = None
        if version.compute.otherwise and not question:
            n, question = _number(rule, version.compute, event, case)
        if question:  # that the day of an appointment is not known, its own card says
            return [] if version.compute.counts == "appointment" else [question]
        if start is None:
            continue
        by_mail = case.by_mail(event) if version.compute.mailed_extra else NO
        early = late = _count(version, start[0], event, calendar, n=n, by_mail=by_mail)
        is_capped = version.compute.max_days and event.first != event.last
        if start[0] != start[1] or by_mail == UNKNOWN or is_capped:
            late = _count(version, start[1], event, calendar, n=n, by_mail=by_mail, late=True)
        first = early if first is None or early.last < first.last else first
        at_latest = late if at_latest is None or late.last > at_latest.last else at_latest
    if first is None:
        is_older = rule.nothing_before and rule.began and event.last and event.last < rule.began
        return [] if is_older else [Question(rule.id, event.id, "version")]
    return _said(rule, event, first, at_latest, case, calendar)


def _said(rule, event, first, at_latest, case, calendar):
    compute = first.version.compute
    if compute.stops and (stopped := _stopped(rule, event, first, at_latest, case)):
        return [stopped]
    if compute.counts == "first_day":
        return [_first_day(rule, event, at_latest, calendar, case.today)]
    may_be_mail = bool(compute.mailed_extra) and case.by_mail(event) == UNKNOWN
    found = _deadline(rule, event, first, at_latest, case, calendar, may_be_mail=may_be_mail)
    if _is_silent(rule, found, case.today):
        return []
    if may_be_mail:
        return [found, Question(rule.id, event.id, BY_MAIL, rule.questions[BY_MAIL])]
    return [found]


def _is_silent(rule, found, today):
    return (
        rule.silent_after_days is not None
        and (today - found.last_day_at_latest).days > rule.silent_after_days
    )


def _reach(rule, version, event, case, calendar):
    """(first and last possible day 0, or None where it is not this version's time; a Question, or None)."""
    compute, picked_by, base = version.compute, event, event
    for kind in version.other_kinds:
        other = case.latest(kind)
        if other is None:
            return None, Question(rule.id, event.id, kind, rule.questions[kind], about_event=False)
        picked_by = other if kind == version.applies_by else picked_by
        base = other if kind == compute.from_kind else base
    if event.printed_due and (version.is_printed or compute.op == "fixed"):
        if compute.op != "window":
            return (event.printed_due, event.printed_due), None
    elif version.is_printed:
        return None, Question(rule.id, event.id, "printed", rule.questions["printed"])
    if picked_by.first is None or base.first is None:
        return None, Question(rule.id, event.id, "date", rule.questions["date"])
    by_last_day = version.applies_by == "last_day"
    if by_last_day:
        days = (landing(compute, day, calendar) for day in (base.first, base.last))
        return ((base.first, base.last) if version.reach(*days) else None), None
    reach = version.reach(picked_by.first, picked_by.last)
    if reach is None:
        return None, None
    return (reach if base is picked_by else (base.first, base.last)), None


def _number(rule, compute, event, case):
    """(the number to count with, None where that is open; a Question where it hangs on an unknown fact, or None)."""
    answer = case.answer(compute.otherwise.fact, event)
    if answer == UNKNOWN:
        return None, _ask_fact(rule, event, compute.otherwise.fact)
    return (compute.otherwise.n if answer == YES else compute.n), None


def _count(version, day_zero, event, calendar, *, n, by_mail, late=False):
    """One counting. While nobody knows whether the paper came by mail, only the latest day has the days for it."""
    extra = 0
    if by_mail == YES or (late and by_mail == UNKNOWN):
        extra = version.compute.mailed_extra
    found = count(version, day_zero, calendar, n=n, extra=extra, printed=event.printed_due)
    if found.compute.max_days and event.first:
        return capped(found, event.last if late else event.first, extra, calendar)
    return found


def _first_day(rule, event, found, calendar, today):
    """From when it can be done. The latest the event can have been decides: asking early can end badly."""
    opens = found.last
    return Deadline(
        rule.id,
        found.version.key,
        event.id,
        State.AHEAD if today < opens else State.ANY_TIME,
        today,
        opens=opens,
        why=(*counting_steps(found, on_the_way=True), Step("opens", opens)),
        alert_days=rule.alert_days,
        warnings=_warnings(rule, event, calendar),
        counts="first_day",
        digest=rule.fingerprint,
    )


def _stopped(rule, event, first, at_latest, case):
    """A count that something else ended before it ran out, or the question whether it did; None where nothing did."""
    stops = {stop.kind: stop for stop in first.version.compute.stops}
    for other in sorted((one for kind in stops for one in case.by_kind.get(kind, ())), key=Seen.order):
        if other.first is None or other.first > at_latest.last or other.last < event.first:
            continue
        fact = stops[other.kind].fact
        answer = case.answer(fact, other) if fact else YES
        if answer == UNKNOWN:
            return _ask_fact(rule, other, fact)
        if answer == YES:
            why = (Step("day_zero", first.day_zero), Step("stopped", other.first))
            return Deadline(
                rule.id,
                first.version.key,
                event.id,
                State.STOPPED,
                case.today,
                why=why,
                counts="milestone",
                stopped_on=other.first,
                digest=rule.fingerprint,
            )
    return None


def _deadline(rule, event, first, at_latest, case, calendar, *, may_be_mail):
    compute = first.version.compute
    last_day, last_at_latest, why = first.last, at_latest.last, []
    printed = event.printed_due
    if printed and compute.op not in ("fixed", "printed") and compute.counts == "last_day":
        last_day, last_at_latest = min(last_day, printed), min(last_at_latest, printed)
        why = [Step("notice", printed)] if printed != first.last else []
    is_act = compute.counts == "last_day"
    do_by = _do_by(rule, first, last_day, calendar)
    steps = counting_steps(first, unsure=first.day_zero != at_latest.day_zero, on_the_way=not is_act)
    if at_latest.opens:
        steps.append(Step("opens", at_latest.opens))
    if not is_act:
        steps.append(Step(compute.counts, last_day))
    if may_be_mail:
        steps.append(Step("mail", n=compute.mailed_extra))
    return Deadline(
        rule.id,
        first.version.key,
        event.id,
        state_on(case.today, last_day, last_at_latest),
        case.today,
        last_day,
        last_at_latest,
        do_by,
        at_latest.opens,
        (*steps, *why, Step("do_by", do_by)) if do_by else (*steps, *why),
        bool(printed and is_act and last_day == printed),
        rule.alert_days,
        _warnings(rule, event, calendar),
        _met_by(rule, event, last_at_latest, case),
        compute.counts,
        digest=rule.fingerprint,
    )


def _do_by(rule, found, last_day, calendar):
    """Our aim: an open day before the last legal day; in a window, not before it opens."""
    ours = rule.do_by
    if found.version.compute.counts != "last_day" and ours is None:
        return None
    if ours and ours.op != "before_last" and last_day == found.last:
        return calendar.previous_business_day(min(landing(ours, found.day_zero, calendar), last_day))
    aim = calendar.previous_business_day(min(found.shifted, last_day))
    aim = min(aim, calendar.business_days_before(last_day, _days_before(ours)))
    if ours and ours.op != "before_last":
        aim = min(aim, calendar.previous_business_day(landing(ours, found.day_zero, calendar)))
    if found.opens and aim < found.opens:
        opens = calendar.next_business_day(found.opens)
        aim = opens if opens <= last_day and calendar.is_business_day(opens) else aim
    return aim


def _days_before(ours):
    return ours.n if ours and ours.op == "before_last" else 1


def _warnings(rule, event, calendar):
    if not rule.warning or event.first is None:
        return ()
    return tuple(
        VersionWarning(version.key, version.status, version.note, _would_be(version, event, calendar))
        for version in rule.warning
        if version.reach(event.first, event.last)
    )


def _would_be(version, event, calendar):
    if version.status != Status.VACATED or event.first != event.last:
        return None
    return count(version, event.first, calendar).last


def _met_by(rule, event, last_day, case):
    if rule.met_by.isdisjoint(case.kinds) or event.first is None:
        return ""
    for other in case.of(rule.met_by):
        if other.first and event.first <= other.first and other.last <= last_day:
            return other.id
    return ""


def _from_notice(rule, event, calendar, today):
    """The date printed on a notice, where no rule of ours counted one for it: it always comes out."""
    due = event.printed_due
    do_by = calendar.business_days_before(due, 1)
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
        digest=rule.fingerprint,
    )


def _order(item):
    if isinstance(item, Deadline):
        return 0, item.last_day or item.opens or date.max, item.rule_id, item.event_id, ""
    return 1, date.max, item.rule_id, item.event_id or "", item.asks
