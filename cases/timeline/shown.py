"""The story as a page shows it: its lines in order with today among them, the deadlines, and what has to be asked."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.words import dates

from . import reading
from .date_cards import place_words
from .deadlines import State, explain, question_words
from .kinds import kinds
from .models import Deadline, DeadlineAnswer, DeadlineAnswerKind, Event, RuleReview, RuleStop
from .rules import all_rules, fact_kinds, rules_by_id

OFFICES = reading.OFFICES
IN_OWN_WORDS = ("other-event", "other-appointment")  # the volunteer's words say what it is
SOON = timedelta(days=30)
OF_THESE_WEEKS = timedelta(days=90)  # the longest of the short deadlines after an order
LAST_ARRIVAL, ARRIVALS = "last-arrival", ("entry-to-us", "entry-parole", "returned-us")
SAID = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No"), "unknown": gettext_lazy("I do not know")}


@dataclass
class Due:
    """A deadline for ui/_due.html. `how`: how it was counted, and what else the rule says."""

    what: str
    do_by: date | None
    last_day: date | None
    past: bool = False
    unchecked: bool = False
    demo: bool = False
    note: str = ""
    official: str = ""
    question: str = ""
    how: list = field(default_factory=list)
    citation: str = ""
    is_open: bool = True
    now: bool = False  # no day to aim at lies ahead, and it can still be done


@dataclass
class Shown:
    """One line of the page: today, an event, or a deadline with its `due`."""

    ahead: bool = False
    event: Event | None = None
    deadline: Deadline | None = None
    due: Due | None = None
    answer: DeadlineAnswer | None = None
    today: date | None = None
    sort: tuple = ()

    @property
    def group(self):
        return kinds()[self.event.kind].group

    @property
    def bead(self):
        if self.event is None:
            return "due"
        return self.event.office if self.event.office in OFFICES else "story"

    @cached_property
    def what(self):
        own = self.event.title if self.event.kind in IN_OWN_WORDS else ""
        return own or capfirst(self.event.kind_words)

    @property
    def official(self):
        kind = kinds().get(self.event.kind)
        return kind.official if kind and kind.official.casefold() not in self.what.casefold() else ""

    @property
    def when(self):
        """The date as it is known, its hour, and where it comes from."""
        moment, said = self.event.moment, capfirst(self.event.partial.words())
        if moment and moment.local_time and self.event.day:
            said = f"{said} · {dates.clock_and_zone(moment.local_time, moment.zone)}"
        return f"{said} · {self.event.get_source_display()}"

    @property
    def soon(self):
        """The day, for a chip that says how many days are left; None for what has been."""
        return self.event.day if self.ahead and self.event.day else None

    @property
    def more(self):
        """What else is known of it, for the clinic's people."""
        event = self.event
        said = [event.title if event.kind not in IN_OWN_WORDS else "", self.where, event.judge, event.outcome]
        return [part for part in said if part]

    @property
    def where(self):
        return place_words(self.event)

    @property
    def former(self):
        """What the date was before officials changed it."""
        return [_was(former, self.event) for former in sorted(self.event.former_dates.all(), key=_changed_at)]


def lines(case, *, events=None, today=None, found=(), ticks=None, for_person=False):
    """The story in order, with a line for today. A person sees no rule that no lawyer has ticked, unless a notice says the
    day; and nothing that would hurt if somebody else read it on the phone. `found`: `reading.what_follows`."""
    today, ticks = today or timezone.localdate(), ticks_now() if ticks is None else ticks
    told, today_stands = [], False
    for line in reading.story(case, events=events, today=today, found=found):
        one = _of_event(line) if line.event else _of_deadline(line, ticks)
        if one is None or (for_person and _is_kept_at_the_clinic(one)):
            continue
        if line.sort[0] >= today and not today_stands:
            told.append(Shown(today=today))
            today_stands = True
        one.sort = line.sort
        told.append(one)
    return told if today_stands or not told else [*told, Shown(today=today)]


def pressing(lines, today):
    """The deadlines that come soonest and are not answered, for the top of a page: dates with offices are not all."""
    return [line.due for line in lines if line.due and line.deadline and _presses(line.due, today)]


def _presses(due, today):
    day = due.do_by or due.last_day
    return due.now or (due.is_open and day is not None and today <= day <= today + SOON)


def without_its_name(due):
    """For a phone that others may look at: that there is something to do and until when, not what, nor who gave more time."""
    what = _("There is also something to do. Your paper at home says what it is. Call us if you do not know.")
    note = due.note if due.now else ""  # that of an answer is in somebody's own words
    return replace(due, what=what, official="", note=note, how=[], citation="")


@dataclass
class Ask:
    """A question before a rule can run. `fact`: yes, no or not known answers it; else `event` wants its date, or an
    event of `kind` is missing; with none of them a lawyer has to say."""

    words: str
    fact: str = ""
    event: Event | None = None
    kind: str = ""
    not_known: bool = False  # asked before, and nobody knows
    for_what: list = field(default_factory=list)  # the deadlines that cannot be counted without it
    is_ticked: bool = False  # a lawyer has ticked one of their rules
    same_as: Event | None = None  # what stands on the timeline already and may be the one that is asked for
    is_new: bool = False  # about something of these weeks: a short deadline may already run


def asks(found, *, said, events, ticks=None):
    """What the rules wait for, each once, with all that waits for it; what may run out soon first. `found`:
    `reading.what_follows`; `said`: the case's facts."""
    by_id, ticked = {str(event.pk): event for event in events}, {tick[0] for tick in ticks or ()}
    waiting = reading.waiting(found)
    told = [
        _ask(question, waiting[question.to_ask], said, by_id, ticked) for question in reading.questions(found)
    ]
    return sorted(told, key=lambda ask: not ask.is_new)


def told_facts(said):
    """[(fact, question, answer)] of what the rules count with, so that a slip can be mended."""
    known = [(fact, said.get(fact.id)) for fact in fact_kinds().values()]
    return [(fact.id, fact.question.say(), SAID[answer]) for fact, answer in known if answer in ("yes", "no")]


def due_of(deadline):
    """A deadline as the page shows it."""
    line = next(line for line in reading.story(deadline.case) if line.deadline == deadline)
    return _of_deadline(line, ticks_now())


def _of_event(line):
    return Shown(line.ahead, event=line.event) if line.event.kind in kinds() else None


def _of_deadline(line, ticks):
    rule = rules_by_id().get(line.deadline.rule if line.deadline else line.due.rule_id)
    if line.met_by:
        return _met(line, rule, ticks)
    if rule is None or line.due is None:
        return None
    tick = ticks.get((rule.id, line.deadline.version, rule.fingerprint))
    due = _printed(line) if tick is None and line.due.from_notice else _counted(line, rule, tick)
    if line.answer:
        _answer(due, line.answer)
    return Shown(line.ahead, deadline=line.deadline, due=due, answer=line.answer)


def _met(line, rule, ticks):
    """Done in time, by what stands on the timeline itself."""
    tick = ticks.get((rule.id, line.due.version_key, rule.fingerprint))
    done = _("Done: %(what)s, %(day)s.") % {
        "what": line.met_by.kind_words,
        "day": line.met_by.partial.words(),
    }
    return Shown(due=Due(rule.name(), None, None, unchecked=tick is None, note=done, is_open=False))


def _counted(line, rule, tick):
    counted = line.due
    version = rule.version(counted.version_key)
    return Due(
        what=rule.name(),
        do_by=None if counted.is_for_now else counted.do_by,
        last_day=counted.last_day if counted.is_to_act and counted.state != State.MAYBE_NOW else None,
        past=counted.state == State.PAST,
        unchecked=tick is None,
        demo=tick is not None and tick.is_demo,
        note=_note(counted),
        now=counted.is_for_now and counted.is_to_act,
        how=SimpleLazyObject(lambda: _how(counted, rule)),
        citation=version.citation if version else "",
    )


def _how(counted, rule):
    """Said only for what a page really shows."""
    said = [explain(counted), rule.exceptions(), rule.consequence()]
    said += [warning.note.say() for warning in counted.warnings if warning.note]
    return [sentence for sentence in said if sentence]


def _printed(line):
    """The day on an official notice stands there whatever our rules know, and not under a rule's name."""
    notice = next(rule for rule in all_rules() if rule.on_any_notice)
    past = line.due.state == State.PAST
    return Due(
        what=notice.name(), do_by=None, last_day=line.due.last_day, past=past, how=[notice.exceptions()]
    )


def _note(counted):
    if counted.state == State.MAYBE_NOW:
        now = _("This date may be now. See a lawyer this week.")
        return f"{now} {last_day_words(counted)}" if counted.is_to_act else now
    if counted.state == State.STOPPED:
        day = dates.long_date(counted.stopped_on)
        return _("The count stopped on %(day)s. Ask a lawyer what that means.") % {"day": day}
    if counted.aim_has_passed:
        return _("The day we aimed for, %(day)s, has passed. Do it now.") % {
            "day": dates.plain_date(counted.do_by)
        }
    if counted.is_to_act or counted.state == State.PAST:
        return ""
    if counted.last_day:
        return _("The day to watch is %(day)s.") % {"day": dates.long_date(counted.last_day)}
    if counted.state == State.AHEAD and counted.opens:
        return _("You can do it from %(day)s on.") % {"day": dates.long_date(counted.opens)}
    return _("You can ask at any time. Do it as soon as you can.")


def last_day_words(counted):
    """Between which days the last one is, where the day it counts from is not known."""
    return _("The last legal day is somewhere from %(first)s to %(last)s. We do not know which.") % {
        "first": dates.plain_date(counted.last_day),
        "last": dates.plain_date(counted.last_day_at_latest),
    }


def _answer(due, answer):
    due.do_by, due.past, due.now, due.how, due.citation = None, False, False, [], ""
    said = {"why": answer.why}
    if answer.kind == DeadlineAnswerKind.MORE_TIME:
        due.last_day = date.fromisoformat(answer.until) if answer.until else due.last_day
        due.past = due.last_day is not None and due.last_day < timezone.localdate()
        due.note = (
            _("%(who)s gave more time.") % {"who": capfirst(answer.why)} if answer.why else _("More time")
        )
        return
    due.last_day, due.is_open = None, False
    if answer.kind == DeadlineAnswerKind.DONE:
        due.note = _("Done") + (f": {answer.why}" if answer.why else "")
    else:
        due.note = _("Not for me, because: %(why)s") % said


def _is_kept_at_the_clinic(one):
    return one.due.unchecked if one.due else kinds()[one.event.kind].sensitive


def _ask(question, waiting, said, by_id, ticked):
    words, about = question_words(question), by_id.get(question.event_id or "")
    of_rule = {
        "for_what": [rules_by_id()[rule_id].name() for rule_id in waiting],
        "is_ticked": not ticked.isdisjoint(waiting),
        "is_new": about is not None and _is_new(about.partial),
    }
    fact = fact_kinds().get(question.asks)
    if fact is None:
        missing = {"date": "", "printed": "", "version": "", "event": _usual_trigger(question.rule_id)}
        kind = missing.get(question.asks, question.asks)
        return Ask(words, event=about, kind=kind, same_as=_arrival(kind, by_id.values()), **of_rule)
    event = about if fact.scope == "event" else None
    answers = event.details.get("answers", {}) if event else said
    return Ask(words, fact=fact.id, event=event, not_known=answers.get(fact.id) == "unknown", **of_rule)


def _arrival(kind, events):
    """The latest arrival that is written down, where the last one is asked for."""
    if kind != LAST_ARRIVAL:
        return None
    arrivals = [event for event in events if event.kind in ARRIVALS and event.partial.earliest()]
    return max(arrivals, key=lambda event: event.partial.sort_key(), default=None)


def _is_new(when):
    last, today = when.latest(), timezone.localdate()
    return last is not None and today - OF_THESE_WEEKS <= last <= today


def _usual_trigger(rule_id):
    order = list(kinds())
    return min(
        rules_by_id()[rule_id].triggers, key=lambda kind: order.index(kind) if kind in order else len(order)
    )


def ticks_now(stopped=None):
    """The ticks of lawyers with which a rule prints: {(rule, version, its fingerprint): RuleReview}."""
    return RuleReview.objects.standing(stopped=stopped)


def stopped_now():
    """The ids of the rules that are switched off."""
    return set(RuleStop.objects.running().values_list("rule", flat=True))


def _was(former, event):
    said = {"date": former.partial.words(), "day": dates.plain_date(timezone.localdate(former.changed_at))}
    if former.place:
        said["date"] = f"{said['date']}, {former.place}"
    if event.office == "court":
        return _("It was %(date)s. The court changed it on %(day)s.") % said
    return _("It was %(date)s. It changed on %(day)s.") % said


def _changed_at(former):
    return former.changed_at
