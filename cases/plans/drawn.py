"""What is known of a case, put before the catalogue: suggestions for the plan, without what stands there already."""

from django.utils import timezone

from cases.casefile.models import FactKind

from .catalogue import OPTION
from .services import KIND_OF_ENTRY, has_lawyer
from .suggest import suggest


def suggestions_for(case, items, *, today=None):
    """Suggestions in order of the catalogue. With a lawyer of their own there are no options among them."""
    taken = {(item.kind, item.catalogue_id) for item in items}
    found = suggest(
        [(event.kind, event.day) for event in case.events.select_related("moment")],
        facts_of(case),
        {paper.kind: paper.state for paper in case.papers.all()},
        today=today or timezone.localdate(),
    )
    left = [one for one in found if (KIND_OF_ENTRY[one.kind], one.id) not in taken]
    return [one for one in left if one.kind != OPTION] if has_lawyer(case) else left


def facts_of(case):
    said = dict(case.facts.answers())
    if has_lawyer(case):
        said[FactKind.REPRESENTED.value] = "yes"
    return {**said, "here_for": case.here_for, "paid_before": case.paid_before}
