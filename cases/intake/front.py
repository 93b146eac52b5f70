"""The front page of a person's case: what comes next, what is missing, how to reach them, whom to tell."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.casefile.models import Lawyer
from cases.timeline import reading
from clinic.people import cards
from clinic.people import services as people

from .forms import OFFICES
from .models import SectionKey
from .progress import Progress, heard_opening, visit_tonight
from .writing import MINOR_ALONE


@dataclass
class OfficeDate:
    """What one office wants next: `event` is None where nobody knows a date."""

    kind: str
    office: str
    event: object

    @property
    def leaf(self):
        """(day for the calendar leaf, how sure)."""
        if self.event is None:
            return None, "unknown"
        return self.event.partial.on_a_leaf()


@dataclass
class CaseFront:
    case: object
    dates: list
    lawyer: object


@dataclass
class Front:
    cases: list
    closed: list  # cases
    missing: list  # (what, where to mend it)
    contacts: list
    trusted: list | None
    card: object
    visit: object
    minor_alone: bool
    heard: object

    @property
    def newest(self):
        return self.cases[0] if self.cases else None


def front_of(person):
    cases = list(person.cases.open().order_by("opened_at"))
    fronts = [CaseFront(case, _dates(case), Lawyer.objects.filter(case=case).first()) for case in cases]
    contacts = list(person.contacts.current().order_by("kind", "given_at"))
    trusted = people.whom_to_tell(person)
    prefetch_related_objects(trusted or [], "read_by")
    front = Front(
        cases=fronts,
        closed=list(
            person.cases.filter(closure__isnull=False).select_related("closure").order_by("-opened_at")
        ),
        missing=[],
        contacts=contacts,
        trusted=trusted,
        card=cards.current_card(person),
        visit=visit_tonight(person),
        minor_alone=any(case.here_for == MINOR_ALONE for case in cases),
        heard=heard_opening(person),
    )
    if front.newest:
        front.missing = list(_missing(person, front))
    return front


def _dates(case):
    known = reading.next_dates(case)
    return [OfficeDate(kind, name, known[kind]) for kind, name in OFFICES.items()]


def _missing(person, front):
    case = front.newest.case
    if not front.heard:
        yield _("The opening statement was not read yet."), reverse("cases:opening", args=[case.pk])
    else:
        left = sum(not step.asked for step in Progress(case).tonight)
        if left:
            words = ngettext(
                "%(n)s part of the first interview is open.",
                "%(n)s parts of the first interview are open.",
                left,
            )
            yield words % {"n": left}, reverse("cases:interview", args=[case.pk])
    if not person.a_number:
        yield (
            _("No A-number yet. Without it nobody can ask the court line."),
            _section(case, SectionKey.PAPER),
        )
    if not front.contacts and not person.preferences.get("paper_only"):
        yield _("We do not know how to reach them."), _section(case, SectionKey.REACH)
    if front.trusted is None:
        yield _("Nobody has asked whom to tell."), _section(case, SectionKey.TELL)
    papers = sum(paper.state == "missing" for paper in case.papers.all())
    if papers:
        words = ngettext("%(n)s paper is missing.", "%(n)s papers are missing.", papers) % {"n": papers}
        yield words, reverse("cases:papers", args=[case.pk])


def _section(case, key):
    return reverse("cases:section", args=[case.pk, key])
