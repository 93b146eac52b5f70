"""What the timeline tells: the next date of each office, and the story in order."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from .deadline import Deadline as Counted
from .deadline import Question
from .deadlines import ask_once, deadlines
from .engine import calendar_of, engine_events, facts_of
from .kinds import kinds
from .models import Deadline, DeadlineAnswer, Event
from .rules import all_rules

OFFICES = ("court", "ice", "isap")
NEXT_KIND = {"court": "hearing-scheduled", "ice": "ice-check-in-scheduled", "isap": "isap-event-scheduled"}


def events_of(case):
    """All events of the case with their moments, places, checks and former dates, in order of their dates. Three queries."""
    events = case.events.select_related("moment__place", "case", "checked_by")
    events = events.prefetch_related("checks", "former_dates")
    return sorted(events, key=lambda event: event.partial.sort_key())


def next_dates(case, *, events=None, today=None):
    """{"court": Event | None, "ice": …, "isap": …}: what lies ahead with each office, the soonest first. A date that is
    only partly known, moved or not set yet counts where no day is known. `events`: those of `events_of`, if at hand."""
    today = today or timezone.localdate()
    events = events_of(case) if events is None else events
    ahead = [event for event in events if _lies_ahead(event, today)]
    return {office: _soonest(event for event in ahead if event.office == office) for office in OFFICES}


def _lies_ahead(event, today):
    kind = kinds().get(event.kind)
    if kind is None or not kind.is_appointment or (event.moment and event.moment.cancelled_at):
        return False
    latest = event.partial.latest()
    return latest is None or latest >= today


def _soonest(events):
    return min(events, key=lambda event: (event.day is None, event.partial.sort_key()), default=None)


@dataclass(frozen=True)
class Line:
    """One line of the story: an event, or a deadline that follows from one (`due`: what the engine counted)."""

    sort: tuple
    ahead: bool
    event: Event | None = None
    deadline: Deadline | None = None
    due: Counted | None = None
    answer: DeadlineAnswer | None = None

    @property
    def day(self):
        if self.event is not None:
            return self.event.day
        return self.deadline.do_by or self.deadline.last_day


def story(case, *, events=None, today=None):
    """Events and deadlines in the order of their days; what has no day stands at the end. The same number of queries
    for one event and for three hundred."""
    today = today or timezone.localdate()
    events = events_of(case) if events is None else events
    lines = [
        Line(event.partial.sort_key(), _is_ahead(event.partial.latest(), today), event=event)
        for event in events
    ]
    lines += [
        _deadline_line(deadline, today) for deadline in case.deadlines.select_related("answer", "event")
    ]
    return sorted(lines, key=lambda line: line.sort)


def _is_ahead(day, today):
    return day is None or day >= today


def _deadline_line(deadline, today):
    due = Counted.from_data(deadline.why).on(today) if deadline.why else None
    day = (due.last_day or due.opens or due.stopped_on) if due else None
    first = deadline.do_by or deadline.last_day or day or date.max
    return Line(
        (first, deadline.last_day or date.max, 0),
        _is_ahead(deadline.last_day or (due.last_day or due.stopped_on if due else None), today),
        deadline=deadline,
        due=due,
        answer=getattr(deadline, "answer", None),
    )


def questions(case, *, events=None, today=None):
    """The engine's open questions about this case: what has to be known before a rule can run. Each once."""
    events = events_of(case) if events is None else events
    found = deadlines(
        engine_events(events), facts_of(case), all_rules(), calendar_of(), today or timezone.localdate()
    )
    return [item for item in ask_once(found) if isinstance(item, Question)]
