"""A deadline's counting and a question, in words a person can follow."""

from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.timeline.deadline import State
from clinic.words import dates as words


def explain(deadline, language=None):
    """How the date was counted, step by step, and what to do now: whole sentences, one paragraph.

    "Day 0 is Oct 15. 30 days is Nov 14, a Saturday, so the last legal day is Monday Nov 16. Do it by …"
    """
    with words.speaking(language):
        near = _Near(deadline, language)
        steps = [_said(step, near) for step in deadline.why if step.kind != "do_by"]
        return " ".join([*steps, *_what_to_do(deadline, near)])


def question_words(question, language=None):
    """The question to put to the person."""
    if question.text:
        return question.text.say(language)
    with words.speaking(language):
        return _("Our rules do not reach back to that day. What does a lawyer say?")


def needs_words(question, language=None):
    """ "We cannot count this date yet. Please tell us: …"."""
    with words.speaking(language):
        return _("We cannot count this date yet. Please tell us: %(question)s") % {
            "question": question_words(question, language)
        }


def _what_to_do(deadline, near):
    match deadline.state:
        case State.PAST:
            return [_("This date has passed. There are exceptions. Ask a lawyer.")]
        case State.MAYBE_NOW:
            return [_("This date may be now. See a lawyer this week.")]
    if deadline.do_by is None:
        return []
    day = near.full(deadline.do_by)
    if deadline.aim_has_passed:
        return [_("The day we aimed for, %(day)s, has passed. Do it now.") % {"day": day}]
    return [_("Do it by %(day)s.") % {"day": day}]


class _Near:
    """Says a day without its year where all days of this deadline are in the year it was counted in."""

    def __init__(self, deadline, language):
        days = [day for step in deadline.why for day in (step.day, step.to) if day]
        self.year = any(day.year != deadline.as_of.year for day in days)
        self.language = language or get_language()

    def day(self, day):
        return words.day_and_month(day, self.language, year=self.year)

    def weekday(self, day):
        return words.weekday(day, self.language)

    def full(self, day):
        return f"{self.weekday(day)} {self.day(day)}"


def _said(step, near):
    match step.kind:
        case "unsure":
            return _("We do not know the day, so we count from the first day it could be.")
        case "day_zero":
            return _("Day 0 is %(day)s.") % {"day": near.day(step.day)}
        case "after" | "before" | "set" | "shift" | "at_most":
            return _landing(step, near)
        case "opens":
            return _("You can do it from %(day)s on.") % {"day": near.full(step.day)}
        case "notice":
            return _("Your notice says %(day)s. We show the earlier date.") % {"day": near.full(step.day)}
        case "printed":
            return _("Your notice says %(day)s.") % {"day": near.full(step.day)}
        case "milestone":
            return _("The day to watch is %(day)s.") % {"day": near.full(step.day)}
        case "appointment":
            return _("The appointment is on %(day)s.") % {"day": near.full(step.day)}
        case "stopped":
            return _("The count stopped on %(day)s. Ask a lawyer what that means.") % {
                "day": near.full(step.day)
            }
        case "mail":
            return _("Papers that come by mail have %(span)s more. Tell us how this one came.") % {
                "span": _span(step)
            }
        case "any_time":
            return _("You can ask at any time. Do it as soon as you can.")
    raise ValueError(step.kind)


def _landing(step, near):
    return _sentences(near.language)[step.kind, _how(step)] % _Landed(step, near)


class _Landed:
    """What a sentence may say of a step, worded only where it does."""

    def __init__(self, step, near):
        self.step, self.near = step, near

    def __getitem__(self, name):
        step, near = self.step, self.near
        match name:
            case "span":
                return _span(step)
            case "day":
                return near.day(step.day)
            case "weekday":
                return near.weekday(step.day)
            case "full_day":
                return near.full(step.day)
            case "last":
                return near.full(step.to)
        raise KeyError(name)


def _how(step):
    if step.off in ("saturday", "sunday"):
        return "weekend"
    if step.kind == "shift" and step.off in ("", "on_the_way"):
        way = "day_before" if step.n == -1 else "back" if step.n < 0 else "on"
        return f"{way}_on_the_way" if step.off and step.n == -1 else way
    return step.off or "stays"


def _span(step):
    match step.unit:
        case "business_days":
            return ngettext("%(n)s working day", "%(n)s working days", step.n) % {"n": step.n}
        case "months":
            return ngettext("%(n)s month", "%(n)s months", step.n) % {"n": step.n}
        case "years":
            return ngettext("%(n)s year", "%(n)s years", step.n) % {"n": step.n}
    return ngettext("%(n)s day", "%(n)s days", abs(step.n)) % {"n": abs(step.n)}


@lru_cache
def _sentences(language):
    """By direction, and by what happened to the day on which the count landed."""
    return {
        ("after", "stays"): _("%(span)s is %(full_day)s: that is the last legal day."),
        ("after", "on_the_way"): _("%(span)s is %(full_day)s."),
        ("after", "weekend"): _("%(span)s is %(day)s, a %(weekday)s, so the last legal day is %(last)s."),
        ("after", "holiday"): _("%(span)s is %(full_day)s, a holiday, so the last legal day is %(last)s."),
        ("after", "closed"): _(
            "%(span)s is %(full_day)s. The office is closed, so the last legal day is %(last)s."
        ),
        ("before", "stays"): _("%(span)s before is %(full_day)s: that is the last legal day."),
        ("before", "on_the_way"): _("%(span)s before is %(full_day)s."),
        ("before", "weekend"): _(
            "%(span)s before is %(day)s, a %(weekday)s, so the last legal day is %(last)s."
        ),
        ("before", "holiday"): _(
            "%(span)s before is %(full_day)s, a holiday, so the last legal day is %(last)s."
        ),
        ("before", "closed"): _(
            "%(span)s before is %(full_day)s. The office is closed, so the last legal day is %(last)s."
        ),
        ("set", "stays"): _("The date set is %(full_day)s: that is the last legal day."),
        ("set", "weekend"): _("The date set is %(day)s, a %(weekday)s, so the last legal day is %(last)s."),
        ("set", "holiday"): _("The date set is %(full_day)s, a holiday, so the last legal day is %(last)s."),
        ("set", "closed"): _(
            "The date set is %(full_day)s. The office is closed, so the last legal day is %(last)s."
        ),
        ("set", "on_the_way"): _("The date set is %(full_day)s."),
        ("at_most", "stays"): _(
            "The law gives at most %(span)s from the date of the paper. So the last legal day is %(full_day)s."
        ),
        ("at_most", "weekend"): _(
            "The law gives at most %(span)s from the date of the paper. That is %(day)s, a %(weekday)s. "
            "So the last legal day is %(last)s."
        ),
        ("at_most", "holiday"): _(
            "The law gives at most %(span)s from the date of the paper. That is %(full_day)s, a holiday. "
            "So the last legal day is %(last)s."
        ),
        ("at_most", "closed"): _(
            "The law gives at most %(span)s from the date of the paper. That is %(full_day)s. "
            "The office is closed, so the last legal day is %(last)s."
        ),
        ("shift", "day_before_on_the_way"): _("The day before is %(full_day)s."),
        ("shift", "on"): _("%(span)s after that is %(full_day)s."),
        ("shift", "back"): _("%(span)s before that is %(full_day)s."),
        ("shift", "day_before"): _("We stop on the day before: %(full_day)s is the last day we plan for."),
        ("shift", "weekend"): _("We stop on %(day)s, a %(weekday)s, so the last legal day is %(last)s."),
        ("shift", "holiday"): _("We stop on %(full_day)s, a holiday, so the last legal day is %(last)s."),
        ("shift", "closed"): _(
            "We stop on %(full_day)s. The office is closed, so the last legal day is %(last)s."
        ),
    }
