"""Everything that puts dates onto the timeline, changes them, or takes them away. Each call locks the case, so that two
saves at once do not double, and stores the deadlines that follow in the same transaction."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from cases.casefile import services as casefile
from cases.casefile.models import Case
from clinic.security import audit

from . import engine
from .dates import Certainty, PartialDate
from .kinds import kinds
from .models import (
    CheckResult,
    DateCheck,
    DeadlineAnswer,
    Event,
    EventPerson,
    FormerDate,
    Moment,
    RuleChange,
    RuleReview,
    Source,
)
from .reading import NEXT_KIND, next_dates
from .rules import find_rule

RECHECK_DAYS = {CheckResult.CHANGED: 3, CheckResult.NOT_FOUND: 7, CheckResult.NO_ANSWER: 1}
FOUND = (CheckResult.SAME, CheckResult.CHANGED)
KEEP = object()
START_OF_DAY = time(8)  # a day whose time nobody knows is looked after from early on


class NoSuchHour(ValueError):
    """The clock skips this hour on that day (summer time begins)."""


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
    details=None,
):
    """Writes an event down. `kind`: an id of kinds.yaml; `when`: PartialDate; `local_time`, `zone`: as on the paper (the
    place's zone, else the clinic's). An appointment on a day that has not passed gets a Moment, shared with whoever is called
    to the same place at the same time. Raises NoSuchHour."""
    _lock(case)
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
        recheck_on=when.again_by,
    )
    event.moment = _moment_for(event, when, local_time, place, zone)
    event.save(force_insert=True)
    _concern(event, people)
    audit.record(actor=by, verb="event.add", target=event)
    engine.store(case)
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
    people=KEEP,
    details=KEEP,
):
    """Changes what is given and keeps the rest. A date set by officials keeps its former value; what the person told us is
    replaced. The Moment's version rises only when date, time or place changes. Raises NoSuchHour."""
    _lock(event.case)
    event = Event.objects.select_related("moment__place", "case").get(pk=event.pk)
    moment = event.moment
    when = event.partial if when is KEEP else when
    local_time = _kept(local_time, moment and moment.local_time)
    place = _kept(place, moment and moment.place)
    zone = None if zone is KEEP else zone
    given = {
        "kind": kind,
        "when": when.to_text(),
        "title": title,
        "room": room,
        "judge": judge,
        "outcome": outcome,
        "source": source,
        "details": details,
        "printed_due": printed_due.isoformat() if isinstance(printed_due, date) else printed_due or "",
    }
    before, said = _date_of(event), event.when
    former = _former(event)
    changed = [name for name, value in given.items() if value is not KEEP and getattr(event, name) != value]
    for name in changed:
        setattr(event, name, given[name])
    event.moment = _moved(event, when, local_time, place, zone)
    has_moved = before != _date_of(event)
    if has_moved or said != event.when:
        event.recheck_on = when.again_by
    if has_moved and event.is_official:
        former.changed_by = by
        former.save(force_insert=True)
    event.save()
    if people is not KEEP:
        _concern(event, people)
    if changed or has_moved:
        audit.record(actor=by, verb="event.change", target=event, fields=changed or ["moment"])
    engine.store(event.case)
    return event


@transaction.atomic
def remove_event(event, *, by):
    """Takes an event away. Its Moment, where nobody else is called to it, no longer takes place."""
    case = event.case
    _lock(case)
    audit.record(actor=by, verb="event.remove", target=event)
    moment = event.moment
    event.delete()
    _let_go(moment)
    engine.store(case)


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


@transaction.atomic
def record_check(case, *, by, result, event=None, when=None, local_time=None):
    """Somebody asked the court line now. "same" makes the date checked; "changed" stores the day the line gives as moved and
    not confirmed (until a paper or a second check says so), or, where no date was known, as what the line says; the others
    leave the date and say when to try again."""
    _lock(case)
    if result == CheckResult.CHANGED:
        event = _as_the_line_says(case, event, when, local_time, by)
    check = DateCheck.objects.create(case=case, event=event, result=result, checked_by=by)
    if event is not None:
        if result in FOUND:
            event.checked_at, event.checked_by = check.checked_at, by
        wait = RECHECK_DAYS.get(result)
        event.recheck_on = timezone.localdate() + timedelta(days=wait) if wait else None
        event.save(update_fields=["checked_at", "checked_by", "recheck_on"])
    audit.record(actor=by, verb="date.check", target=check, fields=[result])
    return check


def _as_the_line_says(case, event, when, local_time, by):
    given = {"by": by, "local_time": local_time, "source": Source.COURT_LINE}
    if event is not None:
        return change_event(event, when=PartialDate.moved(when.on if when else None), **given)
    return set_next(case, "court", when=when, **given) if when else None


@transaction.atomic
def move_moment(moment, *, by, local_date, local_time, place, source):
    """The court or office moved a date for everybody called to it. Each case keeps the former value."""
    cases = {event.case for event in moment.events.select_related("case")}
    for case in sorted(cases, key=lambda case: str(case.pk)):
        _lock(case)
    when = PartialDate.of(local_date, Certainty.EXACT if local_time else Certainty.DAY)
    for event in moment.events.all():
        former = _former(event)
        former.changed_by = by
        former.save(force_insert=True)
        event.when, event.source = when.to_text(), source
        event.save(update_fields=["when", "source"])
        audit.record(actor=by, verb="event.change", target=event, fields=["when"])
    _put(moment, local_date, local_time, place, place.zone if place else moment.zone, unconfirmed=False)
    for case in cases:
        engine.store(case)
    return moment


@transaction.atomic
def tell_facts(case, answers, *, by):
    """Writes down answers to the rules' questions ({kind: "yes" | "no" | "unknown"}) and counts again."""
    _lock(case)
    for kind, answer in answers.items():
        casefile.tell_fact(case, kind, answer, by=by)
    engine.store(case)


@transaction.atomic
def tell_about_event(event, fact, answer, *, by):
    """Writes down the answer to a question about this very event ("Were you in court when…?") and counts again."""
    answers = {**event.details.get("answers", {}), fact: answer}
    return change_event(event, by=by, details={**event.details, "answers": answers})


@transaction.atomic
def recompute(case, *, today=None):
    """Counts the case's deadlines again; returns how many changed. For a new day, or a rule that changed."""
    _lock(case)
    return engine.store(case, today=today)


@transaction.atomic
def answer_deadline(deadline, *, by, kind, why="", until=None):
    """Done, not for me (why), or more time (until which day). Answered again, it is replaced."""
    answer = DeadlineAnswer.objects.filter(deadline=deadline).first()
    answer = answer or DeadlineAnswer(deadline=deadline, holder_id=deadline.holder_id)
    answer.kind, answer.why, answer.until = kind, why, until.isoformat() if until else ""
    answer.answered_by, answer.answered_at = by, timezone.now()
    answer.save()
    audit.record(actor=by, verb="deadline.answer", target=deadline, fields=[kind])
    return answer


@transaction.atomic
def take_answer_back(deadline, *, by):
    """The deadline counts again, as if nobody had answered it."""
    DeadlineAnswer.objects.filter(deadline=deadline).delete()
    audit.record(actor=by, verb="deadline.take_answer_back", target=deadline)
    engine.store(deadline.case)


@transaction.atomic
def tick_rule(rule_id, version, *, by, is_demo=False):
    """A reviewing lawyer has read this version of the rule as it now stands. A changed rule wants a new tick."""
    tick, made = RuleReview.objects.get_or_create(
        rule=rule_id,
        version=version,
        text_digest=find_rule(rule_id).fingerprint,
        defaults={"reviewed_by": by, "is_demo": is_demo},
    )
    if made:
        audit.record(actor=by, verb="rule.tick", target=tick, fields=[f"{rule_id} {version}"])
    return tick


@transaction.atomic
def tell_of_change(change, *, by):
    """Somebody looked at a deadline whose rule changed, and the person knows. Said twice, the first stands."""
    change = RuleChange.objects.select_for_update().get(pk=change.pk)
    if change.told_at is None:
        change.told_at, change.told_by = timezone.now(), by
        change.save()
        audit.record(actor=by, verb="rule_change.tell", target=change)
    return change


def starts_at(local_date, local_time, zone):
    """The UTC moment of a local date and time. Raises NoSuchHour for an hour the clock skips; of an hour that comes
    twice, the first."""
    local = datetime.combine(local_date, local_time or START_OF_DAY, ZoneInfo(zone))
    moment = local.astimezone(ZoneInfo("UTC"))
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchHour
    return moment


def _lock(case):
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def _kept(given, current):
    return current if given is KEEP else given


def _concern(event, people):
    event.concerns.all().delete()
    EventPerson.objects.bulk_create(EventPerson(event=event, person=person) for person in people)


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
    if place is not None and local_time is not None:
        moment = Moment.objects.filter(
            coarse=kind.coarse,
            place=place,
            local_date=when.on,
            local_time=local_time,
            zone=zone,
            cancelled_at=None,
        ).first()
    if moment is None:
        moment = Moment(coarse=kind.coarse)
        _put(moment, when.on, local_time, place, zone, unconfirmed=when.certainty == Certainty.MOVED)
    return moment


def _moved(event, when, local_time, place, zone):
    """Where the event's Moment is after a change. Alone on it, the Moment itself moves (and a trip with it); shared, the
    event leaves for another one."""
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
    if moment.events.exclude(pk=event.pk).exists():
        return _moment_for(event, when, local_time, place, zone)
    if not stays_ahead:
        event.moment = None
        _cancel(moment)
        return None
    _put(
        moment,
        when.on,
        local_time,
        place,
        zone,
        unconfirmed=when.certainty == Certainty.MOVED,
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
    unconfirmed = when.certainty == Certainty.MOVED
    if unconfirmed != (moment.unconfirmed_at is not None):
        moment.unconfirmed_at = timezone.now() if unconfirmed else None
        moment.save(update_fields=["unconfirmed_at"])


def _let_go(moment):
    if moment is not None and not moment.events.exists():
        _cancel(moment)


def _cancel(moment):
    moment.cancelled_at = timezone.now()
    moment.save(update_fields=["cancelled_at"])
