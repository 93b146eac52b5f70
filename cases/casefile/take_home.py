"""What the case file's codes are called on the paper a person takes home (settings.HOOKS)."""

from django.utils.translation import gettext as _

from .models import Relation


def answer(value):
    return {"yes": _("yes"), "no": _("no"), "unknown": _("not known")}.get(value, value)


WORDS = {
    "cases.Fact.answer": answer,
    "cases.FamilyTie.relation": lambda value: dict(Relation.choices).get(value, value),
}
