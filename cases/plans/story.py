"""The story for the sheet to leave at home: what happened, what comes, and the deadlines a person may rely on."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.plans import drawings
from cases.timeline import reading
from cases.timeline.dates import Certainty
from cases.timeline.deadline import Deadline as Counted
from cases.timeline.deadline import State
from cases.timeline.kinds import kinds
from cases.timeline.models import DeadlineAnswerKind, RuleReview
from cases.timeline.rules import all_rules
from cases.timeline.shown import Shown, last_day_words
from clinic.words.dates import clock

from .paper import DueLine, StoryLine, short_day

FIRM = (Certainty.EXACT, Certainty.DAY)
WRITTEN_BY_HAND = ("other-event", "other-appointment")


@dataclass(frozen=True)
class StorySheet:
    """The whole story for the person's own folder: [(year, lines)], each a `shown.Shown` or a DueLine with its bead."""

    called: str
    printed: str
    years: list
    some_stay: bool


def story_sheet(case, *, today=None):
    """Everything with its date, how sure it is and where it comes from; nothing of options, and not what is sensitive."""
    today = today or timezone.localdate()
    events = reading.events_of(case)
    prefetch_related_objects(events, "former_dates", "plan_items")
    told = [event for event in events if not event.plan_items.all() and not kinds()[event.kind].sensitive]
    lines = [(event.partial.sort_key(), _told(event, today)) for event in told]
    lines += [(_place_of(due, today), due) for due in due_lines(case, today=today)]
    lines.sort(key=lambda pair: pair[0])
    years = [
        (_("No day is known") if year == date.max.year else str(year), [line for _key, line in of_year])
        for year, of_year in groupby(lines, key=lambda pair: pair[0][0].year)
    ]
    some_stay = any(kinds()[event.kind].sensitive for event in events)
    return StorySheet(case.person.called, short_day(today), years, some_stay)


@dataclass(frozen=True)
class ToldLine:
    bead: str
    told: Shown

    is_deadline = False


def _told(event, today):
    last = event.partial.latest()
    ahead = last >= today if last else kinds()[event.kind].lies_ahead
    told = Shown(event=event)
    return ToldLine(drawings.bead(told.bead, ahead=ahead), told)


def story_lines(case, *, today=None):
    """Lines and deadlines in order of their days. Steps of the plan stand in the plan; what is sensitive (an arrest,
    harm) is left out, because paper is found by others."""
    today = today or timezone.localdate()
    events = case.events.select_related("moment").prefetch_related("plan_items")
    told = [event for event in events if not event.plan_items.all() and not kinds()[event.kind].sensitive]
    lines = [(event.partial.sort_key(), _line(event, today)) for event in told]
    dues = [(_place_of(due, today), due) for due in due_lines(case, today=today)]
    return [line for _key, line in sorted(lines + dues, key=lambda pair: pair[0])]


def due_lines(case, *, today):
    """The deadlines that may print: a lawyer has ticked the rule as it now stands, or a notice says the day."""
    ticks = RuleReview.objects.standing(today)
    rules, found = {rule.id: rule for rule in all_rules()}, {}
    for deadline in case.deadlines.select_related("event", "answer"):
        if rule := rules.get(deadline.rule):
            tick = ticks.get((rule.id, deadline.version, rule.fingerprint))
            line = _counted(deadline, rule, tick, today) if tick else _on_notice(deadline, today)
            if line:
                found.setdefault(line if tick else deadline.event_id, line)
    return list(found.values())


def _place_of(due, today):
    """Where a deadline stands in the story: by the day to aim at; what is to be done now, at today."""
    return today if due.now else due.do_by or due.last_day, due.last_day, 0


def _line(event, today):
    kind, when = kinds()[event.kind], event.partial
    said = event.title if event.title and event.kind in WRITTEN_BY_HAND else kind.words().name
    hour = event.moment.local_time if event.moment and when.on else None
    ahead = when.latest() >= today if when.latest() else kind.lies_ahead
    return StoryLine(
        short_day(when.on) if when.certainty in FIRM else when.words(),
        f"{said}, {clock(hour)}" if hour else said,
        kind=kind.office if kind.office in ("court", "ice", "isap") else "story",
        english=kind.official,
        ahead=ahead,
    )


def _counted(deadline, rule, tick, today):
    """What a ticked rule counted, or the later day that was given; nothing once it is done or not this person's."""
    do_by, last_day = deadline.do_by, deadline.last_day
    answer = getattr(deadline, "answer", None)
    if answer:
        more_time = answer.kind == DeadlineAnswerKind.MORE_TIME
        do_by, last_day = None, _day(answer.until) if more_time else None
    if last_day is None:
        return None
    due = Counted.from_data(deadline.why).on(today) if deadline.why and not answer else None
    return DueLine(
        rule.texts["name"].say(),
        None if due and due.is_for_now else do_by,
        last_day,
        checked_by_lawyer=True,
        practice=tick.is_demo,
        on_notice=deadline.event is not None and last_day == _day(deadline.event.printed_due),
        passed=last_day < today if due is None else due.state == State.PAST,
        **(_said_now(due) if due and due.is_for_now else {}),
    )


def _said_now(due):
    """The same words as on the page, for a deadline with no day to aim at before it."""
    if due.state == State.MAYBE_NOW:
        return {"now": _("This date may be now. See a lawyer this week."), "may_be": last_day_words(due)}
    day = short_day(due.do_by)
    return {"now": _("The day we aimed for, %(day)s, has passed. Do it now.") % {"day": day}}


def _on_notice(deadline, today):
    """The day an official notice prints stands on paper whatever our rules know, once, and not under a rule's name."""
    printed = _day(deadline.event.printed_due) if deadline.event else None
    if printed is None or hasattr(deadline, "answer"):
        return None
    name = next(rule.texts["name"] for rule in all_rules() if rule.on_any_notice)
    return DueLine(name.say(), None, printed, on_notice=True, passed=printed < today)


def _day(text):
    return date.fromisoformat(text) if text else None
