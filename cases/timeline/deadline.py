"""What goes into the deadline engine and what comes out of it. The engine: `deadlines.py`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cases.timeline.dates import PartialDate
from cases.timeline.rule import Status, Texts

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class TimelineEvent:
    """What the engine reads of an event. `kind` is an id of `kinds.yaml`.

    `printed_due` is the due date printed on the paper that came with it. `answers` are facts about this very
    event ({"present_at_order": "no"}), and "by_mail": "yes" where the paper came by mail.
    """

    id: str
    kind: str
    when: PartialDate
    printed_due: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


class State(StrEnum):
    AHEAD = "ahead"
    MAYBE_NOW = "maybe_now"
    PAST = "past"
    STOPPED = "stopped"
    ANY_TIME = "any_time"


def state_on(today, last_day, last_day_at_latest):
    """Ahead up to the last legal day, past after the latest it can be, and between the two it may be now."""
    if today <= last_day:
        return State.AHEAD
    return State.MAYBE_NOW if today <= last_day_at_latest else State.PAST


class Step(NamedTuple):
    """One step of the counting, said in words by `explain`. Which fields are set depends on `kind`."""

    kind: str
    day: date | None = None
    to: date | None = None
    n: int = 0
    unit: str = ""
    off: str = ""


@dataclass(frozen=True)
class VersionWarning:
    """A version that is vacated or only proposed. `would_be` is for the reviewer, never shown to a person."""

    version_key: str
    status: Status
    note: Texts
    would_be: date | None = None


@dataclass(frozen=True)
class Deadline:
    """What follows from one rule and one event.

    `last_day`: the last legal day, or the printed day where that is earlier; counted from the first day the
    event can have been. `last_day_at_latest`: the same from the last day it can have been; only after it
    is the deadline past. `do_by`: our aim, a business day on or before `last_day`. `opens`: the first day
    for it. A deadline at any time has none of these; one that only says from when has only `opens`. `counts` is
    what the day is: the last day to act, the first, a milestone, or the appointment itself. `stopped_on`: something
    else ended the count on that day, before it ran out. `digest`: the rule's fingerprint when it was counted.
    `met_by`: the id of the event that answered it in time, or "". `as_of`: the `today` it was computed with.
    """

    rule_id: str
    version_key: str
    event_id: str
    state: State
    as_of: date
    last_day: date | None = None
    last_day_at_latest: date | None = None
    do_by: date | None = None
    opens: date | None = None
    why: tuple[Step, ...] = ()
    from_notice: bool = False
    alert_days: tuple[int, ...] = ()
    warnings: tuple[VersionWarning, ...] = ()
    met_by: str = ""
    counts: str = "last_day"
    stopped_on: date | None = None
    digest: str = field(default="", compare=False)

    def on(self, today):
        """The same deadline seen on another day: only `state` and `as_of` change."""
        if self.stopped_on:
            state = State.STOPPED
        elif self.last_day:
            state = state_on(today, self.last_day, self.last_day_at_latest)
        else:
            state = State.AHEAD if self.opens and today < self.opens else State.ANY_TIME
        if (state, today) == (self.state, self.as_of):
            return self
        return replace(self, state=state, as_of=today)

    def to_data(self):
        """Everything as JSON knows it (days as ISO text), to be stored and read again by `from_data`."""
        data = {**asdict(self), "why": [step._asdict() for step in self.why]}
        return json.loads(json.dumps(data, default=date.isoformat))

    @classmethod
    def from_data(cls, data):
        """The deadline that `to_data` wrote; `.on(today)` brings its state up to date."""
        days = {
            name: _day(data.get(name))
            for name in ("as_of", "last_day", "last_day_at_latest", "do_by", "opens", "stopped_on")
        }
        steps = (Step(**{**step, "day": _day(step["day"]), "to": _day(step["to"])}) for step in data["why"])
        rest = {
            "state": State(data["state"]),
            "why": tuple(steps),
            "alert_days": tuple(data["alert_days"]),
            "warnings": tuple(_warning(row) for row in data["warnings"]),
        }
        return cls(**{**data, **days, **rest})

    @property
    def is_to_act(self):
        """There is a last legal day by which somebody has to do something."""
        return self.counts == "last_day" and self.last_day is not None

    @property
    def aim_has_passed(self):
        """Our aim is behind us and the last legal day is not: do it now."""
        return self.state == State.AHEAD and self.do_by is not None and self.do_by < self.as_of

    @property
    def is_for_now(self):
        """Something can still be done, and no day to aim at lies ahead: our aim has passed, or the last day may have."""
        return self.aim_has_passed or self.state == State.MAYBE_NOW

    @property
    def rests_only_on_a_notice(self):
        return self.version_key == "notice"


def _day(text):
    return date.fromisoformat(text) if text else None


def _warning(row):
    note = Texts(tuple(map(tuple, row["note"]["by_language"])))
    return VersionWarning(row["version_key"], Status(row["status"]), note, _day(row["would_be"]))


@dataclass(frozen=True)
class Question:
    """What has to be known before a rule can run.

    `asks`: a fact's id; "date" (when was this event?); "printed" (which day does its paper print?); "event" (did
    it happen, and when?); the kind of another event the rule counts from; or "version" (no rule of ours covers
    that day: a lawyer has to say).
    `event_id` is None where it is the event itself that is missing.
    """

    rule_id: str
    event_id: str | None
    asks: str
    text: Texts = field(default=Texts(), compare=False, repr=False)
    about_event: bool = field(default=True, compare=False, repr=False)

    @property
    def to_ask(self):
        """Two questions with the same one are answered together."""
        return (
            self.asks,
            self.event_id if self.about_event else self.rule_id if self.asks == "event" else None,
        )
