"""Legal hold: while one stands, nothing of that person (or of anybody) is purged or erased."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from clinic.security import audit

from .models import LegalHold, Person, Role


class AlreadyHeld(Exception):
    """A hold for this person, or for everything, stands already."""


@dataclass(frozen=True)
class Held:
    """What may not be destroyed now: everything, or what belongs to these people (ids)."""

    everything: bool
    people: frozenset

    def spare(self, rows, person_path):
        """The rows without those that are held; `person_path` leads from a row to its person."""
        return rows.none() if self.everything else rows.exclude(**{f"{person_path}__in": self.people})


@transaction.atomic
def hold(person, *, by, reference):
    """From now on nothing of this person (None: of anybody) may be destroyed. Raises AlreadyHeld, PermissionDenied."""
    _may(by)
    if person is not None:
        Person.objects.select_for_update().get(pk=person.pk)
    try:
        with transaction.atomic():
            row = LegalHold.objects.create(person=person, set_by=by, reference=reference)
    except IntegrityError as error:
        raise AlreadyHeld from error
    audit.record(actor=by, verb="hold.set", target=row, holders=[person.holder_id] if person else [])
    return row


@transaction.atomic
def lift(row, *, by):
    _may(by)
    LegalHold.objects.standing().filter(pk=row.pk).update(lifted_at=timezone.now(), lifted_by=by)
    audit.record(actor=by, verb="hold.lift", target=row, holders=[row.person.holder_id] if row.person else [])


def held_now():
    people = list(LegalHold.objects.standing().values_list("person", flat=True))
    return Held(everything=None in people, people=frozenset(people) - {None})


def is_held(person):
    return LegalHold.objects.standing().filter(Q(person=person) | Q(person__isnull=True)).exists()


def _may(user):
    if not user.has_role(Role.ADMIN, Role.COORDINATOR):
        raise PermissionDenied
