"""Every saved section is true at once: on the timeline, in the contacts, among the facts, in one transaction."""

from django.db import transaction
from django.utils import timezone

from cases.casefile.models import Case
from clinic.security import audit

from .models import Section, SectionState
from .writing import WRITE


@transaction.atomic
def save_section(case, key, *, by, state=SectionState.SAVED, answers=None, visit=None):
    """Writes a section's answers (what its form gives) where they belong, and that it was asked.

    Saved again it changes, never doubles. Left by a way out (skipped, rather not, not known) nothing is changed, and a
    section that was answered before stays answered. Returns the Section.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    if state == SectionState.SAVED:
        WRITE[key](case, by=by, **(answers or {}))
    section = case.sections.filter(key=key).first()
    section = section or Section(case=case, holder_id=case.holder_id, key=key, state=state)
    if section.state != SectionState.SAVED:
        section.state = state
    section.visit, section.saved_at, section.saved_by = visit or section.visit, timezone.now(), by
    section.save()
    audit.record(actor=by, verb="section.save", target=section, fields=[key])
    return section
