"""Between the stored rows and the pure engine: rows in the engine's shape, and its answers stored as rows."""

import uuid
from datetime import date
from functools import partial

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cases.casefile.models import Case
from clinic.vault import crypto
from clinic.vault.own_keys import own_key

from .business_days import our_calendar
from .deadline import Deadline as Counted
from .deadline import TimelineEvent
from .deadlines import deadlines
from .models import Deadline, Event, RuleChange, RuleStop
from .rules import all_rules


def calendar_of():
    return our_calendar()


def rules_on(stopped=None):
    """The rules that count: all but those a reviewing lawyer switched off. `stopped`: the ids of these, if at hand."""
    stopped = RuleStop.objects.running().by_rule() if stopped is None else stopped
    return tuple(rule for rule in all_rules() if rule.id not in stopped)


def cases_counted_with(rule_id):
    """Open cases that have a deadline of this rule, in the order of their ids. Which rule a deadline is of is sealed; its
    keyed id tells it."""
    pairs = Event.objects.filter(case__closure__isnull=True).values_list("case_id", "pk")
    ids = [_keyed_id(case_id, event_id, rule_id) for case_id, event_id in pairs]
    return Case.objects.filter(deadlines__in=ids).distinct().order_by("pk")


def facts_of(case):
    """What was said, and the birth date, from which an age follows."""
    said, born = case.facts.all().answers(), case.person.birth_date
    return {**said, "birth_date": born.isoformat()} if born else said


def engine_events(events):
    """What the engine reads of each event; the facts about the very event are in its `details`, opened when a rule asks."""
    return [
        TimelineEvent(
            id=str(event.pk),
            kind=event.kind,
            when=event.partial,
            printed_due=date.fromisoformat(event.printed_due) if event.printed_due else None,
            answers=SimpleLazyObject(partial(_answers, event)),
        )
        for event in events
    ]


def _answers(event):
    return event.details.get("answers", {})


def count(case, *, today=None):
    """What follows from the case now: the engine's Deadlines. Left out is what the timeline itself met, and an
    appointment, which stands there as the event it is."""
    events = list(case.events.all())
    found = deadlines(
        engine_events(events), facts_of(case), rules_on(), calendar_of(), today or timezone.localdate()
    )
    return [
        item
        for item in found
        if isinstance(item, Counted) and not item.met_by and item.counts != "appointment"
    ]


def store(case, *, today=None):
    """Stores what follows under keyed ids: counted again, a deadline changes and never doubles; its answer stays. One
    that no longer follows goes, unless somebody answered it. Returns how many rows changed."""
    counted = {deadline_id(case, item): item for item in count(case, today=today)}
    stored = {row.pk: row for row in case.deadlines.select_related("answer")}
    changed = 0
    _note_changed_rules(case, stored, counted)
    for pk in stored.keys() - counted.keys():
        if not hasattr(stored[pk], "answer"):
            stored[pk].delete()
            changed += 1
    for pk, item in counted.items():
        changed += _store_one(stored.get(pk) or Deadline(pk=pk, case=case, holder_id=case.holder_id), item)
    return changed


def _store_one(row, item):
    new = row._state.adding
    days = (row.extended_to, None) if row.extended_to else _days_of(item)
    moved = not new and (row.last_day, row.do_by) != days
    data = item.to_data()
    if not new and not moved and row.why == data and row.state == item.state:
        return 0
    row.event_id = uuid.UUID(item.event_id)
    row.rule, row.version, row.why, row.state = item.rule_id, item.version_key, data, item.state
    row.last_day, row.do_by = days
    row.date_version += 1 if moved else 0
    row.computed_at = timezone.now()
    row.save(force_insert=new)
    return 1


def _days_of(item):
    return item.last_day if item.is_to_act else None, item.do_by or _answer_due(item)


def _answer_due(item):
    """The day somebody else should have answered by: nobody misses it, and on it the person is told to ask."""
    return item.last_day if item.counts == "milestone" and 0 in item.alert_days else None


def _note_changed_rules(case, stored, counted):
    """Puts on the list whoever had a deadline of a rule that is not what it was."""
    fingerprints = {rule.id: rule.fingerprint for rule in all_rules()}
    fingerprints |= {rule: f"off {stop.pk}" for rule, stop in RuleStop.objects.running().by_rule().items()}
    for pk, row in stored.items():
        before, is_now = (row.why or {}).get("digest"), fingerprints.get(row.rule, "")
        if not before or before == is_now:
            continue
        item = counted.get(pk)
        RuleChange.objects.get_or_create(
            pk=_keyed(f"{pk}|{before}|{is_now}"),
            defaults={
                "case": case,
                "holder_id": case.holder_id,
                "rule": row.rule,
                "was": _day_of(Counted.from_data(row.why)),
                "now": _day_of(item) if item else "",
            },
        )


def _day_of(item):
    day = item.last_day or item.opens
    return day.isoformat() if day else ""


def deadline_id(case, item):
    """Always the same for a case, an event and a rule, and tells nothing without the ring."""
    return _keyed_id(case.pk, item.event_id, item.rule_id)


def _keyed_id(case_id, event_id, rule_id):
    return _keyed(f"{case_id}|{event_id}|{rule_id}")


def _keyed(said):
    return uuid.UUID(bytes=crypto.blind_index(own_key("index:deadline"), said)[:16], version=4)
