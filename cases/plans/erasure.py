"""Handouts: purged when another has been in its place for 90 days; erased with their person (settings.HOOKS)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from clinic.vault import files

from .models import Handout

KEPT_FOR = timedelta(days=90)


def superseded(now, held):
    """Handouts of a case of which a later one has lain in its place for 90 days."""
    later = Handout.objects.filter(
        case=OuterRef("case"), number__gt=OuterRef("number"), printed_at__lte=now - KEPT_FOR
    )
    return held.spare(Handout.objects.filter(Exists(later)), "case__person")


def remove_files(handouts):
    """The sheets go when their rows have gone."""
    gone = _files(handouts)
    transaction.on_commit(lambda: [files.remove(file_id) for file_id in gone])


def erase_person(person):
    return _files(Handout.objects.filter(case__person=person))


def _files(handouts):
    return [file_id for row in handouts for file_id in (row.carry_id, row.home_id)]
