"""A case made up at random, counted by the engine and day by day on a wall calendar: both say the same."""

from calendar import monthrange
from datetime import date, timedelta

from cases.timeline.business_days import Calendar
from cases.timeline.dates import PartialDate
from cases.timeline.deadlines import Question, State, TimelineEvent, deadlines
from cases.timeline.rules import all_rules
from tests.cases.timeline import day_by_day

CALENDAR = Calendar()
COUNTED = [rule for rule in all_rules() if not (rule.on_any_notice or rule.at_any_time)]


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


def agree(chance):
    """Raises AssertionError, with the case, where they do not."""
    rule = chance.choice(COUNTED)
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
