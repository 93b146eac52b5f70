"""Check constraints said in the clinic's words. A name is a sentence about the world: it is what the log says at night."""

from django.db.models import CheckConstraint, F, Q


def one_of(field, choices, *, name):
    """The column holds one of an enum's values, so the database knows the choices too."""
    return CheckConstraint(condition=Q(**{f"{field}__in": sorted(choices.values)}), name=name)


def all_or_none(*fields, name):
    """Nullable columns that belong together are filled together."""
    filled = Q(**{f"{field}__isnull": False for field in fields})
    empty = Q(**{f"{field}__isnull": True for field in fields})
    return CheckConstraint(condition=filled | empty, name=name)


def before(earlier, later, *, name):
    """`earlier` lies before `later`; either may be unknown."""
    return CheckConstraint(
        condition=Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__isnull": True})
        | Q(**{f"{earlier}__lt": F(later)}),
        name=name,
    )
