"""What the timeline's codes are called on the paper a person takes home (settings.HOOKS)."""

from cases.casefile.take_home import answer

from .dates import PartialDate, UnreadableDate
from .kinds import kinds
from .rules import all_rules, fact_kinds


def day(value):
    """A day as it is said; what is none stays as it was written."""
    try:
        return PartialDate.from_text(value).words()
    except UnreadableDate:
        return value


def kind(value):
    return kinds()[value].words().name if value in kinds() else value


def rule(value):
    return next((rule.name() for rule in all_rules() if rule.id == value), value)


def answers(details):
    """What was said about the event itself: each question with its answer."""
    known, said = fact_kinds(), details.get("answers", {})
    return " · ".join(
        f"{known[fact].question.say()} {answer(one)}" for fact, one in said.items() if fact in known
    )


WORDS = {
    "cases.Event.kind": kind,
    "cases.Event.when": day,
    "cases.Event.printed_due": day,
    "cases.Event.details": answers,
    "cases.FormerDate.when": day,
    "cases.Deadline.rule": rule,
    "cases.DeadlineAnswer.until": day,
    "cases.RuleChange.rule": rule,
    "cases.RuleChange.was": day,
    "cases.RuleChange.now": day,
}
