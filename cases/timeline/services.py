"""Everything that puts dates onto the timeline, changes them, or takes them away. Each call locks the case, so that two
saves at once do not double, and stores the deadlines that follow in the same transaction."""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from cases.casefile import services as casefile
from cases.casefile.models import Case
from clinic.security import audit

from . import engine, telling
from .dates import Certainty, PartialDate
from .expected import SLOT, follow
from .kinds import kinds
from .models import (
    FOUND,
    CheckResult,
    DateCheck,
    DeadlineAnswer,
    Event,
    FormerDate,
    Moment,
    Pattern,
    RuleChange,
    RuleNote,
    RuleReview,
    RuleStop,
    Source,
)
from .moments import NoSuchHour, starts_at  # noqa: F401 - what add_event raises
from .reading import NEXT_KIND, next_dates
from .rules import find_rule

RECHECK_DAYS = {CheckResult.CHANGED: 3, CheckResult.NOT_FOUND: 7, CheckResult.NO_ANSWER: 1}
GOOD_FOR = timedelta(days=182)  # a tick, where the reviewer says nothing else
PATTERN_KINDS = ("isap-event-scheduled", "app-task-scheduled", "ice-check-in-scheduled")
BEFORE = "before_check"  # in an event's details: what the date was before a check made it certain
KEEP = object()


@transaction.atomic
def add_event(
    case,
    *,
    by,
    kind,
    when,
    source,
    local_time=None,
    place=None,
    zone=None,
    title="",
    room="",
    judge="",
    outcome="",
    printed_due=None,
    people=(),
    came_next=None,
    recheck_on=None,
    details=None,
    is_due=False,
):
    """Writes an event down. `kind`: an id of kinds.yaml; `when`: PartialDate; `local_time`, `zone`: as on the paper (the
    place's zone, else the clinic's). An appointment on a day that has not passed gets a Moment, shared with whoever is called
    to the same place at the same time. `people`: whom in the family it is for too; it moves for all of them. `is_due`:
    something is to be done by that day, so it is told beforehand. Raises NoSuchHour."""
    others = [casefile.open_case(person, by=by) for person in people]
    lock_cases({case.pk, *(other.pk for other in others)})
    event = Event(
        case=case,
        holder_id=case.holder_id,
        kind=kind,
        when=when.to_text(),
        title=title,
        room=room,
        judge=judge,
        outcome=outcome,
        printed_due=printed_due.isoformat() if printed_due else "",
        details=details or {},
        source=source,
        written_by=by,
        came_next=came_next,
        recheck_on=recheck_on or when.again_by,
        due_on=when.on if is_due else None,
    )
    event.moment = _moment_for(event, when, local_time, place, zone)
    event.save(force_insert=True)
    audit.record(actor=by, verb="event.add", target=event)
    follow(case)
    for other in others:
        _write_for(other, event, by)
    return event


@transaction.atomic
def change_event(
    event,
    *,
    by,
    kind=KEEP,
    when=KEEP,
    source=KEEP,
    local_time=KEEP,
    place=KEEP,
    zone=KEEP,
    title=KEEP,
    room=KEEP,
    judge=KEEP,
    outcome=KEEP,
    printed_due=KEEP,
    people=(),
    left_out=(),
    came_next=KEEP,
    recheck_on=KEEP,
    details=KEEP,
):
    """Changes what is given and keeps the rest, for everybody it was entered for: all but `outcome` and `details` is the same
    for them. A date set by officials keeps its former value; what the person told us is replaced. The Moment's version rises
    only when date, time or place changes. `people`: for these it is from now on too; `left_out`: for these it no longer is.
    Raises NoSuchHour."""
    others = [casefile.open_case(person, by=by) for person in people]
    events = _together(event, others)
    event = events[0]
    moment = event.moment
    when = event.partial if when is KEEP else _said_by_somebody(when, event)
    local_time = _kept(local_time, moment and moment.local_time)
    place = _kept(place, moment and moment.place)
    zone = None if zone is KEEP else zone
    same = {
        "kind": kind,
        "when": when.to_text(),
        "title": title,
        "room": room,
        "judge": judge,
        "source": source,
        "printed_due": printed_due.isoformat() if isinstance(printed_due, date) else printed_due or "",
    }
    before = [(_date_of(one), one.when, one.is_official, _former(one)) for one in events]
    changed = [_set(one, **same) for one in events]
    changed[0] += _set(event, outcome=outcome, details=details, came_next=came_next)
    moment = _moved(event, when, local_time, place, zone, together=events)
    for one, was, fields in zip(events, before, changed, strict=True):
        one.goes_to(moment)
        _keep_change(one, by, was, fields, when, recheck_on)
    for one in Event.objects.filter(pk__in=[one.pk for one in events[1:]], case__person__in=left_out):
        _take_away(one, by)
    for other in others:
        _write_for(other, event, by)
    return event


@transaction.atomic
def remove_event(event, *, by):
    """Takes an event away; those it was entered for too keep theirs. Its Moment, where nobody else is called to it, no longer
    takes place."""
    _lock(event.case)
    _take_away(event, by)


def _take_away(event, by):
    case = event.case
    audit.record(actor=by, verb="event.remove", target=event)
    moment = event.moment
    telling.take_back(event.pk)
    event.delete()
    _let_go(moment)
    follow(case)


@transaction.atomic
def set_next(case, office, *, by, when, source, local_time=None, place=None, room="", kind=None):
    """The next date with an office ("court", "ice", "isap"): changes the one that lies ahead, or writes it down. Saved again,
    it never doubles. Returns the event."""
    _lock(case)
    event = next_dates(case)[office]
    given = {"when": when, "source": source, "local_time": local_time, "place": place, "room": room}
    if event is None:
        return add_event(case, by=by, kind=kind or NEXT_KIND[office], **given)
    return change_event(event, by=by, kind=kind or event.kind, **given)


class AlwaysPrints(Exception):
    """The date on an official notice is never switched off."""


class CannotBeTakenBack(Exception):
    """The check brought another date: that is mended on the timeline."""


@transaction.atomic
def record_check(case, *, by, result, event=None, when=None, local_time=None, place=None):
    """Somebody asked the court line now. "same" makes the date checked; "changed" stores the day the line gives as moved and
    not confirmed (until a paper or a second check says so), or, where no date was known, as what the line says; the others
    leave the date and say when to try again. `place`: where the line names another one."""
    _lock(case)
    if result == CheckResult.CHANGED:
        event = _as_the_line_says(case, event, when, local_time, place, by)
    confirms = result == CheckResult.SAME and event is not None and _waits_for_a_word(event)
    if confirms:
        event = confirm(event, by=by, details={**event.details, BEFORE: event.when})
    check = DateCheck.objects.create(case=case, event=event, result=result, checked_by=by, confirms=confirms)
    if event is not None:
        _note_checks(event)
    audit.record(actor=by, verb="date.check", target=check, fields=[result])
    return check


@transaction.atomic
def take_check_back(check, *, by):
    """The answer was a slip of the finger: the date is again as it was before. Raises CannotBeTakenBack."""
    _lock(check.case)
    if check.result == CheckResult.CHANGED:
        raise CannotBeTakenBack
    event = Event.objects.filter(pk=check.event_id).first()
    if check.confirms:
        event = _not_certain_again(event, by)
    audit.record(actor=by, verb="date.take_check_back", target=check, fields=[check.result])
    check.delete()
    if event is not None:
        _note_checks(event)


def _not_certain_again(event, by):
    """As it was before the check: moved, or expected as it comes again and again. None where that is expected no more."""
    before = PartialDate.from_text(event.details.get(BEFORE) or PartialDate.moved(event.day).to_text())
    when = before if before.on == event.day else PartialDate.moved(event.day)
    details = {name: value for name, value in event.details.items() if name != BEFORE}
    changed = change_event(event, by=by, when=when, details=details)
    return changed if Event.objects.filter(pk=event.pk).exists() else None


@transaction.atomic
def confirm(event, *, by, source=KEEP, details=KEEP):
    """A day that was moved or expected is certain now; any other date stays as it is. What follows is counted again."""
    if not _waits_for_a_word(event):
        return event
    exact = event.moment is not None and event.moment.local_time is not None
    when = PartialDate.of(event.day, Certainty.EXACT if exact else Certainty.DAY)
    return change_event(event, by=by, when=when, source=source, details=details)


def _waits_for_a_word(event):
    """A day is known, and nothing confirms it yet."""
    return event.partial.is_unconfirmed and event.day is not None


@transaction.atomic
def add_pattern(case, *, by, kind, rhythm, place=None, note=""):
    """Something that comes again and again. `kind`: an id of PATTERN_KINDS; `rhythm`: a rhythm.Rhythm. Its next time stands on
    the timeline at once, as expected."""
    _lock(case)
    pattern = Pattern(case=case, holder_id=case.holder_id, kind=kind, note=note, place=place, written_by=by)
    pattern.how_often = rhythm.to_data()
    pattern.save(force_insert=True)
    audit.record(actor=by, verb="pattern.add", target=pattern)
    follow(case)
    return pattern


@transaction.atomic
def end_pattern(pattern, *, by):
    """It comes no more: what is only expected goes, what was confirmed stays. Ended twice, the first stands."""
    _lock(pattern.case)
    pattern = Pattern.objects.select_related("case").get(pk=pattern.pk)
    if pattern.ended_at is None:
        pattern.ended_at, pattern.ended_by = timezone.now(), by
        pattern.save(update_fields=["ended_at", "ended_by"])
        audit.record(actor=by, verb="pattern.end", target=pattern)
        follow(pattern.case)
    return pattern


def _as_the_line_says(case, event, when, local_time, place, by):
    given = {"by": by, "local_time": local_time, "source": Source.COURT_LINE}
    if event is not None:
        where = {"place": place} if place else {}
        return change_event(event, when=PartialDate.moved(when.on if when else None), **given, **where)
    return set_next(case, "court", when=when, place=place, **given) if when else None


def _note_checks(event):
    """Writes on the event when its date was last found, and when to ask again."""
    checks = list(event.checks.order_by("-checked_at"))
    found = next((check for check in checks if check.result in FOUND), None)
    event.checked_at, event.checked_by = (found.checked_at, found.checked_by) if found else (None, None)
    event.recheck_on = event.partial.again_by
    if checks:
        wait = RECHECK_DAYS.get(checks[0].result)
        asked_on = timezone.localdate(checks[0].checked_at)
        event.recheck_on = asked_on + timedelta(days=wait) if wait else None
    event.save(update_fields=["checked_at", "checked_by", "recheck_on"])


@transaction.atomic
def move_moment(moment, *, by, local_date, local_time, place, source, confirmed=True):
    """The court or office moved a date for everybody called to it. Each case keeps the former value. Raises NoSuchHour."""
    sure = Certainty.EXACT if local_time else Certainty.DAY
    when = PartialDate.of(local_date, sure if confirmed else Certainty.MOVED)
    events = _say_again(moment, when, source, by)
    _put(
        moment, local_date, local_time, place, place.zone if place else moment.zone, unconfirmed=not confirmed
    )
    _count_again(events)
    return moment


@transaction.atomic
def call_off(moment, *, by, source):
    """It does not take place, and nobody knows yet when it will. Each case keeps the former value."""
    events = _say_again(moment, PartialDate.moved(), source, by)
    for event in events:
        event.goes_to(None)
        event.recheck_on = timezone.localdate() + timedelta(days=RECHECK_DAYS[CheckResult.CHANGED])
        event.save(update_fields=["moment", "left_behind", "recheck_on"])
    _cancel(moment)
    _count_again(events)


def _say_again(moment, when, source, by):
    """Writes the new date on each event of a moment, and keeps what it was. Returns the events."""
    lock_cases(set(moment.events.values_list("case_id", flat=True)))
    events = list(moment.events.select_related("moment__place", "case"))
    for event in events:
        former = _former(event)
        former.changed_by = by
        former.save(force_insert=True)
        event.when, event.source = when.to_text(), source
        event.save(update_fields=["when", "source"])
        audit.record(actor=by, verb="event.change", target=event, fields=["when"])
    return events


def _count_again(events):
    for case in {event.case for event in events}:
        follow(case)


@transaction.atomic
def tell_facts(case, answers, *, by):
    """Writes down answers to the rules' questions ({kind: "yes" | "no" | "unknown"}) and counts again."""
    _lock(case)
    for kind, answer in answers.items():
        casefile.tell_fact(case, kind, answer, by=by)
    follow(case)


@transaction.atomic
def tell_about_event(event, fact, answer, *, by):
    """Writes down the answer to a question about this very event ("Were you in court when…?") and counts again."""
    answers = {**event.details.get("answers", {}), fact: answer}
    return change_event(event, by=by, details={**event.details, "answers": answers})


@transaction.atomic
def recompute(case, *, today=None):
    """Counts the case's deadlines again; returns how many changed. For a new day, or a rule that changed."""
    _lock(case)
    return follow(case, today=today)


@transaction.atomic
def answer_deadline(deadline, *, by, kind, why="", until=None):
    """Done, not for me (why), or more time (until which day, which is its last day from then on, and is told beforehand as the
    counted one was). Answered again, it is replaced."""
    _lock(deadline.case)
    answer = DeadlineAnswer.objects.filter(deadline=deadline).first()
    answer = answer or DeadlineAnswer(deadline=deadline, holder_id=deadline.holder_id)
    answer.kind, answer.why, answer.until = kind, why, until.isoformat() if until else ""
    answer.answered_by, answer.answered_at = by, timezone.now()
    answer.save()
    audit.record(actor=by, verb="deadline.answer", target=deadline, fields=[kind])
    follow(deadline.case)
    return answer


@transaction.atomic
def take_answer_back(deadline, *, by):
    """The deadline counts again, as if nobody had answered it."""
    DeadlineAnswer.objects.filter(deadline=deadline).delete()
    audit.record(actor=by, verb="deadline.take_answer_back", target=deadline)
    follow(deadline.case)


@transaction.atomic
def tick_rule(rule_id, version, *, by, recheck_on=None, is_demo=False):
    """A reviewing lawyer has read this version of the rule as it now stands; it prints until `recheck_on` (half a year). A
    changed rule wants a new tick. Ticked twice with the same day, it is one tick."""
    key = {"rule": rule_id, "version": version, "text_digest": find_rule(rule_id).fingerprint}
    until = recheck_on or timezone.localdate() + GOOD_FOR
    last = RuleReview.objects.filter(**key).order_by("reviewed_at").last()
    if last and (last.recheck_on, last.is_demo) == (until, is_demo):
        return last
    given = {"reviewed_by": by, "reviewed_at": timezone.now(), "is_demo": is_demo}
    tick, _made = RuleReview.objects.update_or_create(**key, recheck_on=until, defaults=given)
    audit.record(actor=by, verb="rule.tick", target=tick, fields=[f"{rule_id} {version}"])
    return tick


@transaction.atomic
def stop_rule(rule_id, *, by):
    """Switches a rule off: it counts nothing from now on, and whoever had a deadline of it is on the list of changed rules.
    A date on an official notice stays. Returns how many cases were counted again. Raises AlwaysPrints."""
    if find_rule(rule_id).on_any_notice:
        raise AlwaysPrints
    stop, made = RuleStop.objects.get_or_create(rule=rule_id, ended_at=None, defaults={"stopped_by": by})
    if not made:
        return 0
    audit.record(actor=by, verb="rule.stop", target=stop, fields=[rule_id])
    cases = list(engine.cases_counted_with(rule_id))
    for case in cases:
        recompute(case)
    return len(cases)


@transaction.atomic
def resume_rule(rule_id, *, by):
    """Switches it on again. The sweep counts everybody's deadlines again within the hour."""
    for stop in RuleStop.objects.running().filter(rule=rule_id).select_for_update():
        stop.ended_at, stop.ended_by = timezone.now(), by
        stop.save(update_fields=["ended_at", "ended_by"])
        audit.record(actor=by, verb="rule.resume", target=stop, fields=[rule_id])


@transaction.atomic
def note_on_rule(rule_id, *, by, text):
    """The reviewer wants to remember this."""
    note = RuleNote(rule=rule_id, text=text, written_by=by, holder_id=by.holder_id)
    note.save(force_insert=True)
    audit.record(actor=by, verb="rule.note", target=note, fields=[rule_id])
    return note


@transaction.atomic
def tell_of_change(change, *, by):
    """Somebody looked at a deadline whose rule changed, and the person knows. Said twice, the first stands."""
    change = RuleChange.objects.select_for_update().get(pk=change.pk)
    if change.told_at is None:
        change.told_at, change.told_by = timezone.now(), by
        change.save()
        audit.record(actor=by, verb="rule_change.tell", target=change)
    return change


def _lock(case):
    """The case, and those of the family with whom it shares a date: that may move with it."""
    entries = Event.objects.filter(case=case, entry__isnull=False).values("entry")
    beside = Event.objects.filter(entry__in=entries).values_list("case_id", flat=True)
    lock_cases({case.pk, *beside})


def lock_cases(ids):
    """All at once and in one order, so that two saves wait for each other and never for ever."""
    list(Case.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _together(event, others):
    """This event and those entered with it, as they are now, their cases locked."""
    beside = list(event.together)
    lock_cases({event.case_id, *(case.pk for case in others), *(one.case_id for one in beside)})
    rows = Event.objects.select_related("moment__place", "case").in_bulk([event.pk, *(e.pk for e in beside)])
    if event.pk not in rows:
        raise Event.DoesNotExist
    return [rows.pop(event.pk), *rows.values()]


def _write_for(case, event, by):
    """The same event in the case of somebody of the family, sealed with their key. Once: what stands there for the same day,
    time and place is taken for it."""
    if event.entry is None:
        event.entry = uuid.uuid4()
        event.save(update_fields=["entry"])
    if Event.objects.filter(case=case, entry=event.entry).exists() or case.pk == event.case_id:
        return
    there = [one for one in case.events.all() if one.kind == event.kind and _is_the_same(one, event)]
    if there:
        there[0].entry = event.entry
        there[0].save(update_fields=["entry"])
        return
    same = (
        "kind",
        "when",
        "title",
        "room",
        "judge",
        "printed_due",
        "source",
        "moment",
        "recheck_on",
        "entry",
    )
    given = {name: getattr(event, name) for name in same}
    own = Event(case=case, holder_id=case.holder_id, written_by=by, **given)
    own.save(force_insert=True)
    audit.record(actor=by, verb="event.add", target=own)
    follow(case)


def _is_the_same(one, other):
    return one.entry is None and (one.moment_id, one.when) == (other.moment_id, other.when)


def _set(event, **given):
    """Sets what is given and differs; returns the names."""
    changed = [name for name, value in given.items() if value is not KEEP and getattr(event, name) != value]
    for name in changed:
        setattr(event, name, given[name])
    return changed


def _keep_change(event, by, was, changed, when, recheck_on):
    date_before, said_before, was_official, former = was
    has_moved = date_before != _date_of(event)
    if event.due_on and event.due_on != when.on:
        event.due_on, event.due_version = when.on, event.due_version + 1
    if recheck_on not in (KEEP, event.recheck_on):
        event.recheck_on = recheck_on or when.again_by
        changed.append("recheck_on")
    elif has_moved or said_before != event.when:
        event.recheck_on = when.again_by
    if has_moved and was_official:
        former.changed_by = by
        former.save(force_insert=True)
    event.save()
    if changed or has_moved:
        audit.record(actor=by, verb="event.change", target=event, fields=changed or ["moment"])
    follow(event.case)


def _kept(given, current):
    return current if given is KEEP else given


def _said_by_somebody(when, event):
    """A day other than the one expected is a day that somebody gives: moved, and not confirmed."""
    if when.certainty != Certainty.EXPECTED or when.on is None or event.pattern_id is None:
        return when
    return when if when.on.isoformat() == event.details.get(SLOT) else PartialDate.moved(when.on)


def _date_of(event):
    """Date, time and place as one could read them on a paper: a day confirmed, or its time learned, is the same day."""
    when, moment = event.partial, event.moment
    return (when.on or event.when, moment and moment.local_time, moment and moment.place_id)


def _former(event):
    place = event.moment.place if event.moment else None
    return FormerDate(
        event=event, holder_id=event.holder_id, when=event.when, place=place.name if place else ""
    )


def _moment_for(event, when, local_time, place, zone):
    """The Moment of an appointment on a day that has not passed: an existing one of the same place, day and time, or a new
    one. None for everything else."""
    kind = kinds()[event.kind]
    if not kind.is_appointment or when.on is None or when.on < timezone.localdate():
        return None
    zone = zone or (place.zone if place else timezone.get_default_timezone_name())
    moment = None
    if place is not None and local_time is not None and not when.is_unconfirmed:
        moment = Moment.objects.filter(
            coarse=kind.coarse,
            place=place,
            local_date=when.on,
            local_time=local_time,
            zone=zone,
            unconfirmed_at=None,
            cancelled_at=None,
        ).first()
    if moment is None:
        moment = Moment(coarse=kind.coarse)
        _put(moment, when.on, local_time, place, zone, unconfirmed=when.is_unconfirmed)
    return moment


def _moved(event, when, local_time, place, zone, *, together):
    """Where the event's Moment is after a change. Alone on it with those entered together, the Moment itself moves (and a
    trip with it); shared with others, they leave for another one."""
    moment = event.moment
    kind = kinds()[event.kind]
    stays_ahead = kind.is_appointment and when.on is not None and when.on >= timezone.localdate()
    if moment is None:
        return _moment_for(event, when, local_time, place, zone)
    if not stays_ahead and kind.is_appointment and when.on is not None and moment.local_date == when.on:
        return moment  # it has passed meanwhile; only its words change
    zone = zone or (place.zone if place and place.pk != moment.place_id else moment.zone)
    asked = (when.on, local_time, place.pk if place else None, zone)
    if stays_ahead and asked == (moment.local_date, moment.local_time, moment.place_id, moment.zone):
        _confirm(moment, when)
        return moment
    if moment.events.exclude(pk__in=[one.pk for one in together]).exists():
        return _moment_for(event, when, local_time, place, zone)
    if not stays_ahead:
        _cancel(moment)
        return None
    _put(
        moment,
        when.on,
        local_time,
        place,
        zone,
        unconfirmed=when.is_unconfirmed,
        coarse=kind.coarse,
    )
    return moment


def _put(moment, local_date, local_time, place, zone, *, unconfirmed, coarse=None):
    """Sets date, time and place; the version rises where the row was there before."""
    moment.version += 0 if moment._state.adding else 1
    moment.coarse = coarse or moment.coarse
    moment.local_date, moment.local_time, moment.place, moment.zone = local_date, local_time, place, zone
    moment.starts_at = starts_at(local_date, local_time, zone)
    moment.unconfirmed_at = timezone.now() if unconfirmed else None
    moment.cancelled_at = None
    moment.save()


def _confirm(moment, when):
    unconfirmed = when.is_unconfirmed
    if unconfirmed != (moment.unconfirmed_at is not None):
        moment.unconfirmed_at = timezone.now() if unconfirmed else None
        moment.save(update_fields=["unconfirmed_at"])


def _let_go(moment):
    if moment is not None and not moment.events.exists():
        _cancel(moment)


def _cancel(moment):
    moment.cancelled_at = timezone.now()
    moment.save(update_fields=["cancelled_at"])
