"""How far the interview is: what was asked, what comes next, whether the opening statement was heard."""

from dataclasses import dataclass

from django.utils import timezone

from clinic.people.models import OpeningAnswer

from .models import Section, SectionState
from .sections import PARTS, Part, another_night, minutes_of, next_part, tonight

ASKED_ONCE = (SectionState.SAVED, SectionState.RATHER_NOT)


@dataclass
class Step:
    """One part of the interview, and how it was answered."""

    part: Part
    section: Section | None
    asked: bool

    @property
    def state(self):
        return self.section.get_state_display() if self.section else ""

    @property
    def is_saved(self):
        return bool(self.section) and self.section.state == SectionState.SAVED


class Progress:
    def __init__(self, case, today=None):
        self.today = today or timezone.localdate()
        self.sections = {section.key: section for section in case.sections.all()}

    @property
    def asked(self):
        """Answered, or asked tonight already: skipping is never asked twice on one night."""
        return {key for key, section in self.sections.items() if self._is_asked(section)}

    def _is_asked(self, section):
        return section.state in ASKED_ONCE or timezone.localdate(section.saved_at) == self.today

    def steps(self, parts):
        asked = self.asked
        return [Step(part, self.sections.get(part.key), part.key in asked) for part in parts]

    @property
    def tonight(self):
        return self.steps(tonight())

    @property
    def another_night(self):
        return self.steps(another_night())

    @property
    def next(self):
        return next_part(self.asked)

    def next_after(self, key):
        """The next part of the same night, or None when that night's are all asked."""
        return next_part(self.asked, PARTS[key])

    @property
    def tonight_is_done(self):
        return all(step.asked for step in self.tonight)

    @property
    def minutes_tonight(self):
        return minutes_of(tonight())

    @property
    def minutes_another_night(self):
        return minutes_of(another_night())


def heard_opening(person):
    """The last time the statement was read, if the person then wanted to go on; else None."""
    last = person.openings.select_related("read_by").order_by("-read_at").first()
    return last if last and last.answer == OpeningAnswer.GO_ON else None


def visit_tonight(person):
    """The person's open place in tonight's line, or None."""
    return person.visits.waiting().filter(clinic_day__day=timezone.localdate()).first()
