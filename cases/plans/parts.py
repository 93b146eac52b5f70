"""The parts of "My plan", ready to be shown or printed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import Item, ItemKind


@dataclass(frozen=True)
class Part:
    kind: str
    title: str
    items: list
    add: str  # the words on the link that adds a line


def items_of(plan):
    """The lines of a plan, with their dates and the lawyer's words: three queries, however many lines."""
    if plan is None:
        return []
    return list(Item.objects.filter(plan=plan).select_related("due__moment").prefetch_related("reviews"))


def parts_of(items, *, lawyer):
    """Every part in order, empty ones too. `lawyer`: the person has one, so there are no options."""
    asked = _("Questions for my lawyer") if lawyer else _("My questions for a lawyer")
    shown = {kind: [item for item in items if item.kind == kind] for kind in ItemKind}
    questions = shown[ItemKind.QUESTION] + ([] if lawyer else shown[ItemKind.OPTION])
    return [
        Part(ItemKind.STEP, _("What I will do"), shown[ItemKind.STEP], _("Add a step")),
        Part(ItemKind.ISSUE, _("What needs care"), shown[ItemKind.ISSUE], _("Add something that needs care")),
        Part(
            ItemKind.RESEARCH, _("What we find out"), shown[ItemKind.RESEARCH], _("Add something to find out")
        ),
        Part(ItemKind.QUESTION, asked, questions, _("Add a question")),
        Part(ItemKind.RESOURCE, _("Who can help"), shown[ItemKind.RESOURCE], _("Add somebody who can help")),
    ]


def signed(items):
    """Options a lawyer has said yes to."""
    return [item for item in items if item.kind == ItemKind.OPTION and item.is_signed]
