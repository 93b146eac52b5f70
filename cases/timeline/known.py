"""What is known of a case: its events by kind, with the days they can have been, and the answers to facts."""

from datetime import date

from cases.timeline.counting import add_months
from cases.timeline.dates import PartialDate, UnreadableDate
from cases.timeline.deadline import NO, UNKNOWN, YES

OWN_BIRTH = "own_birth"
BY_MAIL = "by_mail"


class Seen:
    """An event as the engine reads it: `first` and `last`, the days it can have been, are worked out once."""

    __slots__ = ("answers", "first", "id", "kind", "last", "printed_due", "when")

    def __init__(self, event):
        self.id, self.kind, self.when = event.id, event.kind, event.when
        self.printed_due, self.answers = event.printed_due, event.answers
        day = self.when.on
        self.first = day or self.when.earliest()
        self.last = day or self.when.latest()

    def order(self):
        return self.first or self.when.again_by or date.max, self.last or date.max, self.kind, self.id


class Known:
    """The events of a case in order, and its facts on one day."""

    def __init__(self, events, facts, today):
        self.events = sorted(map(Seen, events), key=Seen.order)
        self.facts, self.today = facts, today
        self.by_kind = {}
        for event in self.events:
            self.by_kind.setdefault(event.kind, []).append(event)
        self.kinds = frozenset(self.by_kind)
        self._said = {}
        self._birth = None

    def of(self, kinds):
        """The events of these kinds, kind by kind."""
        return [event for kind in sorted(kinds & self.kinds) for event in self.by_kind[kind]]

    def latest(self, kind):
        """The most recent event of a kind whose date is known at least in part, else None."""
        dated = [event for event in self.by_kind.get(kind, ()) if event.first]
        return dated[-1] if dated else None

    def answer(self, fact, event):
        """ "yes", "no" or "unknown": what was said of this very event, else of the case."""
        said = event.answers.get(fact.id)
        if said in (YES, NO):
            return said
        if fact.scope == "event":
            return self._answer_about(fact, event)
        if fact.id not in self._said:
            self._said[fact.id] = self._answer_of_case(fact)
        return self._said[fact.id]

    def by_mail(self, event):
        said = event.answers.get(BY_MAIL)
        return said if said in (YES, NO) else UNKNOWN

    def _answer_of_case(self, fact):
        if fact.under_age and (answer := self._is_under(fact.under_age, self.today, self.today)):
            return answer
        said = self.facts.get(fact.id)
        papers = self._papers_say(fact)
        if papers and (fact.papers_win or said not in (YES, NO)):
            return papers
        return said if said in (YES, NO) else UNKNOWN

    def _answer_about(self, fact, event):
        if event.kind in fact.kinds:
            return YES if event.kind in fact.yes_when else NO
        if (
            fact.under_age
            and event.first
            and (answer := self._is_under(fact.under_age, event.first, event.last))
        ):
            return answer
        # Asked once for the case, the answer is clear only while there is one such event to be meant.
        alone = len(self.by_kind.get(event.kind, ())) == 1
        said = self.facts.get(fact.id)
        return said if alone and said in (YES, NO) else UNKNOWN

    def _papers_say(self, fact):
        if self.kinds.isdisjoint(fact.kinds):
            return None
        yes, no = self.of(fact.yes_when), self.of(fact.no_when)
        if not (yes and no):
            return YES if yes else NO
        if any(event.first is None for event in yes + no):
            return None
        return YES if max(yes + no, key=lambda event: event.first) in yes else NO

    def _is_under(self, years, first, last):
        """Under that age on every day from first to last, on none, or None where that is not known."""
        born = self.born()
        if born is None:
            return None
        if last < add_months(born[0], 12 * years):
            return YES
        return NO if first >= add_months(born[1], 12 * years) else None

    def born(self):
        """The first and last day the person can have been born on, or None."""
        if self._birth is None:
            self._birth = self._born() or ()
        return self._birth or None

    def _born(self):
        if text := self.facts.get("birth_date"):
            try:
                when = PartialDate.from_text(text)
            except UnreadableDate:
                return None
            return (when.earliest(), when.latest()) if when.earliest() else None
        own = [event for event in self.by_kind.get("birth", ()) if event.answers.get(OWN_BIRTH) == YES]
        return (own[0].first, own[0].last) if len(own) == 1 and own[0].first else None
