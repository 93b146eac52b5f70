"""What the timeline tells: the next date of each office, and the story in order."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from .deadline import Deadline as Counted
from .deadline import Question
from .deadlines import ask_once, deadlines
from .engine import calendar_of, engine_events, facts_of, rules_on
from .kinds import kinds
from .models import Deadline, DeadlineAnswer, Event

OFFICES = ("court", "ice", "isap")
NOT_ASKED = [f"checked_by__{name}" for name in ("email", "password", "last_login", "phone", "sessions_from")]
NEXT_KIND = {"court": "hearing-scheduled", "ice": "ice-check-in-scheduled", "isap": "isap-event-scheduled"}


def events_of(case):
    """All events of the case with their moments and places, in order of their dates. One query."""
    events = case.events.select_related("moment__place", "checked_by").defer(*NOT_ASKED)
    return sorted(events, key=lambda event: event.partial.sort_key())


def next_dates(case, *, events=None, today=None):
    """{"court": Event | None, "ice": …, "isap": …}: what lies ahead with each office, the soonest first. A date that is
    only partly known, moved or not set yet counts where no day is known. `events`: those of `events_of`, if at hand."""
    today = today or timezone.localdate()
    events = events_of(case) if events is None else events
    ahead = [event for event in events if _lies_ahead(event, today)]
    return {office: _soonest(event for event in ahead if event.office == office) for office in OFFICES}


def count_ahead(case, *, today=None):
    """How much of the case is still to come: appointments (one without a known day counts) and last days nobody answered."""
    today = today or timezone.localdate()
    dates = sum(_lies_ahead(event, today) for event in events_of(case))
    return dates + case.deadlines.open().filter(last_day__gte=today).count()


def _lies_ahead(event, today):
    kind = kinds().get(event.kind)
    if kind is None or not kind.is_appointment or (event.moment and event.moment.cancelled_at):
        return False
    latest = event.partial.latest()
    return latest is None or latest >= today


def _soonest(events):
    return min(events, key=lambda event: (event.day is None, event.partial.sort_key()), default=None)


@dataclass(slots=True)
class Line:
    """One line of the story: an event, or a deadline that follows from one (`due`: what the engine counted). `met_by`: the
    event that answered this deadline in time."""

    sort: tuple
    ahead: bool
    event: Event | None = None
    deadline: Deadline | None = None
    due: Counted | None = None
    answer: DeadlineAnswer | None = None
    met_by: Event | None = None


def story(case, *, events=None, today=None, found=()):
    """Events and deadlines in the order of their days; what has no day stands at the end. The same number of queries
    for one event and for three hundred. `found`: what the engine says now; a deadline that was met in time is only there."""
    today = today or timezone.localdate()
    events = events_of(case) if events is None else events
    whens = [(event, event.partial) for event in events]
    lines = [Line(when.sort_key(), _is_ahead(when.latest(), today), event=event) for event, when in whens]
    stored = list(case.deadlines.select_related("answer"))
    lines += [_deadline_line(deadline, today) for deadline in stored]
    lines += _met_lines(found, events, {(deadline.rule, str(deadline.event_id)) for deadline in stored})
    return sorted(lines, key=lambda line: line.sort)


def _met_lines(found, events, stored):
    met = [
        item
        for item in found
        if isinstance(item, Counted) and item.met_by and (item.rule_id, item.event_id) not in stored
    ]
    by_id = {str(event.pk): event for event in events} if met else {}
    return [
        Line(by_id[item.met_by].partial.sort_key(), False, due=item, met_by=by_id[item.met_by])
        for item in met
    ]


def _is_ahead(day, today):
    return day is None or day >= today


def _deadline_line(deadline, today):
    due = Counted.from_data(deadline.why).on(today) if deadline.why else None
    day = (due.last_day or due.opens or due.stopped_on) if due else None
    first = deadline.do_by or deadline.last_day or day or date.max
    answer = getattr(deadline, "answer", None)
    if due and due.is_for_now and answer is None:  # it stands under today, not among what has been
        first = today
    return Line(
        (first, deadline.last_day or date.max, 0),
        _is_ahead(deadline.last_day or (due.last_day or due.stopped_on if due else None), today),
        deadline=deadline,
        due=due,
        answer=answer,
    )


def what_follows(case, *, events=None, today=None, said=None, stopped=None):
    """The engine's answer now: deadlines and open questions. `said`: the case's facts, `stopped`: the ids of the rules that are
    switched off, if at hand."""
    events, said = events_of(case) if events is None else events, facts_of(case) if said is None else said
    today = today or timezone.localdate()
    return deadlines(engine_events(events), said, rules_on(stopped), calendar_of(), today)


def questions(found):
    """The open questions among what follows: what has to be known before a rule can run. Each once."""
    return [item for item in ask_once(found) if isinstance(item, Question)]


def waiting(found):
    """{what is asked: the ids of all rules that wait for it, each once}, as `Question.to_ask` says it."""
    rules = {}
    for item in found:
        if isinstance(item, Question):
            rules.setdefault(item.to_ask, {})[item.rule_id] = None
    return {asked: list(ids) for asked, ids in rules.items()}
