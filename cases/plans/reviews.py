"""What waits for the reviewing lawyer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q
from django.utils import timezone

from cases.casefile.models import FactKind
from cases.timeline.models import Coarse, Moment

from .models import Item, ItemKind


@dataclass
class Waiting:
    """One case and its options without the lawyer's word."""

    case: object
    hearing_on: date | None  # the next hearing, where its day is known
    options: list


def waiting(user):
    """Cases with options that wait, the soonest hearing first, cases without a known hearing last; in a fixed number
    of queries. A person who has a lawyer of their own asks that lawyer, so nothing of theirs waits here."""
    options = (
        Item.objects.visible_to(user)
        .filter(kind=ItemKind.OPTION, plan__case__closure__isnull=True, plan__case__lawyer__isnull=True)
        .select_related("plan__case__person")
        .prefetch_related("reviews", "plan__case__facts")
    )
    by_case = {}
    for item in options:
        if item.last_review is None and not _represented(item.plan.case):
            by_case.setdefault(item.plan.case, []).append(item)
    hearings = _next_hearings(by_case)
    cases = [Waiting(case, hearings.get(case.pk), items) for case, items in by_case.items()]
    return sorted(cases, key=lambda one: (one.hearing_on or date.max, one.case.opened_at))


def _represented(case):
    return any(fact.kind == FactKind.REPRESENTED and fact.answer == "yes" for fact in case.facts.all())


def _next_hearings(cases):
    """{case id: local date of the next hearing}"""
    ahead = Q(coarse=Coarse.HEARING, local_date__gte=timezone.localdate(), cancelled_at__isnull=True)
    rows = Moment.objects.filter(ahead, events__case__in=list(cases))
    return dict(rows.values_list("events__case").annotate(Min("local_date")))
