"""Keeps the table of places in step with the reviewed data."""

from django.db import transaction

from .catalogue import places
from .models import Place


@transaction.atomic
def load_places():
    """Writes the catalogue's places into the table: new ones are added, known ones brought up to date by their slug. What the
    clinic added itself stays. Returns how many there are."""
    for slug, one in places().items():
        Place.objects.update_or_create(slug=slug, defaults=_columns(one))
    return Place.objects.count()


def _columns(one):
    words = one.words("en")
    same = {
        name: getattr(one, name)
        for name in ("kind", "zone", "street", "room", "city", "state", "phone", "checked_on")
    }
    return {**same, "name": words.name, "short": words.short, "notes": words.notes}
