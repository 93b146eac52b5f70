"""What was told before, in a few words, so that the volunteer asks "Is it still so?" and not the question again."""

from django.utils.translation import gettext as _

from cases.casefile.models import FactKind, Lawyer, Relation
from cases.documents.kinds import paper_kinds
from cases.timeline.dates import PartialDate
from cases.timeline.kinds import kinds
from clinic.people import services as people
from clinic.people.languages import language_named
from clinic.people.models import MayKnow, Reads
from clinic.people.numbers import shown_phone

from .forms import HereForm
from .models import SectionKey, SectionState
from .told import arrival_of


def said_before(case, key):
    """A list of short texts; empty where the section was never answered. The dates stand on their own page anyway."""
    section = case.sections.filter(key=key).first()
    if section is None or section.state != SectionState.SAVED or key not in SAID:
        return []
    return [text for text in SAID[key](case) if text]


def story_so_far(case):
    """What stands on the timeline of what has been, in order."""
    story = [event for event in case.events.all() if event.kind in kinds() and kinds()[event.kind].story]
    return sorted(story, key=lambda event: event.partial.sort_key())


def _language(case):
    person = case.person
    yield language_named(person.language)
    yield _("with an interpreter") if person.interpreter else _("no interpreter")
    if person.reads != Reads.UNKNOWN:
        yield _("reads: %(how)s") % {"how": Reads(person.reads).label}


def _worry(case):
    yield case.worry


def _here(case):
    yield str(dict(HereForm.base_fields["here_for"].choices).get(case.here_for, ""))


def _lawyer(case):
    lawyer = Lawyer.objects.filter(case=case).first()
    has = case.facts.all().answers().get(FactKind.REPRESENTED)
    yield (
        lawyer.name
        if lawyer
        else {"yes": _("a lawyer"), "no": _("no lawyer"), "unknown": _("not known")}.get(has)
    )
    yield {"yes": _("paid somebody before"), "no": _("paid nobody before")}.get(case.paid_before)


def _reach(case):
    for contact in case.person.contacts.current().order_by("given_at"):
        value = shown_phone(contact.value) if contact.kind == "phone" else contact.value
        yield f"{value} ({contact.get_whose_display()})"
    if case.person.preferences.get("paper_only"):
        yield _("No messages, paper only")


def _tell(case):
    named = people.whom_to_tell(case.person)
    if named == []:
        yield _("Nobody")
    for one in named or ():
        yield f"{one.name} ({MayKnow(one.may_know).label})"


def _arrival(case):
    event = arrival_of(case)
    yield PartialDate.from_text(event.when).words() if event else ""


def _family(case):
    for tie in case.person.ties.filter(other__isnull=True).order_by("pk"):
        relation = str(dict(Relation.choices).get(tie.relation, tie.relation))
        yield ", ".join(part for part in (relation, tie.age, tie.lives_in) if part)


def _papers(case):
    for paper in case.papers.all():
        kind = paper_kinds().get(paper.kind)
        yield f"{kind.words().name if kind else paper.title}: {paper.get_state_display()}"


SAID = {
    SectionKey.LANGUAGE: _language,
    SectionKey.WORRY: _worry,
    SectionKey.HERE: _here,
    SectionKey.LAWYER: _lawyer,
    SectionKey.REACH: _reach,
    SectionKey.TELL: _tell,
    SectionKey.ARRIVAL: _arrival,
    SectionKey.FAMILY: _family,
    SectionKey.PAPERS: _papers,
}
