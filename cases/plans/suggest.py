"""What a case may call for, drawn from what is known. A pure function: it reads nothing and decides nothing.

Each entry of the catalogue has `when`: a list of lines; one line that holds as a whole is enough. A line's keys:

    facts       each of these answers was given                    {afraid: "yes"}
    event       one of these kinds stands on the timeline          [ij-decision, final-order]
    no_event    none of these kinds does
    ahead       one of these kinds lies ahead, today included
    none_ahead  none of these kinds lies ahead with a known day
    paper       one of these papers is there
    missing     none of these papers is there
"""

from dataclasses import dataclass

from cases.plans.catalogue import OPTION, TASK, Entry, entries, entry

YES = "yes"


@dataclass(frozen=True)
class Suggestion:
    entry: Entry
    because: tuple  # what it was drawn from: ids of facts, kinds of events, kinds of papers
    tasks: tuple  # entries; those that write to an agency only where the government knows of the case

    @property
    def id(self):
        return self.entry.id

    @property
    def kind(self):
        return self.entry.kind


def suggest(events, facts, papers, *, today):
    """Suggestions in the order of the catalogue, the most pressing issues first.

    events: (kind, day) pairs; day is a date, or None where it is not known.
    facts: {fact: "yes" | "no" | "unknown"}; a fact not asked may be left out. Beside the facts of the case file:
    "here_for" (me, relative_held, children, minor_alone) and "paid_before".
    papers: {kind: "have" | "missing" | "asked" | "cannot"}.
    Nothing that means writing to an agency is suggested unless facts["known_to_government"] is "yes". With a lawyer
    (facts["represented"] "yes") only what the person can do beside the lawyer is left.
    """
    known = _Known(events, facts, papers, today)
    offered = [one for one in entries().values() if one.kind != TASK and _may_offer(one, known)]
    found = [(one, _drawn_from(one, known)) for one in offered]
    return [Suggestion(one, because, _tasks(one, known)) for one, because in found if because is not None]


class _Known:
    def __init__(self, events, facts, papers, today):
        events = list(events)
        self.facts = facts
        self.kinds = {kind for kind, _day in events}
        self.ahead = {kind for kind, day in events if day is not None and day >= today}
        self.papers = {kind for kind, state in papers.items() if state == "have"}
        self.by_government = facts.get("known_to_government") == YES
        self.by_lawyer = facts.get("represented") == YES


def _may_offer(one, known):
    if known.by_lawyer and not one.lawyer:
        return False
    return known.by_government or not one.writes


def _drawn_from(one, known):
    """What the first line that holds was drawn from; None when no line holds."""
    for line in one.when:
        drawn = [_CHECKS[key](asked, known) for key, asked in line.items()]
        if all(part is not None for part in drawn):
            return tuple(name for part in drawn for name in part)
    return None


def _facts(asked, known):
    return sorted(asked) if all(known.facts.get(fact) == answer for fact, answer in asked.items()) else None


def _one_of(asked, there):
    return [name for name in asked if name in there] or None


def _none_of(asked, there):
    return None if set(asked) & there else []


_CHECKS = {
    "facts": _facts,
    "event": lambda asked, known: _one_of(asked, known.kinds),
    "no_event": lambda asked, known: _none_of(asked, known.kinds),
    "ahead": lambda asked, known: _one_of(asked, known.ahead),
    "none_ahead": lambda asked, known: _none_of(asked, known.ahead),
    "paper": lambda asked, known: _one_of(asked, known.papers),
    "missing": lambda asked, known: _none_of(asked, known.papers),
}


def _tasks(one, known):
    """An option's next step is always to ask: it has none of its own."""
    if one.kind == OPTION:
        return ()
    return tuple(task for task in map(entry, one.tasks) if known.by_government or not task.writes)
