"""Erasing a person: their rows, files, messages, sign-in and keys. The audit trail keeps ids and no values."""

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from clinic.hooks import hooks
from clinic.outbox.models import Message, Task
from clinic.security import audit
from clinic.security.models import Outcome
from clinic.vault import files, holders
from clinic.vault.models import SealedModel

from . import holds
from .models import Person


class UnderHold(Exception):
    """A legal hold stands: erasing would be unlawful."""


def erase_person(person, *, by):
    """Erases everything the clinic holds of this person, at once and for good. Raises UnderHold, and writes that down.

    What typed and not yet saved words say (Leftover) belongs to a volunteer's session and goes within the hour.
    """
    try:
        _erase(person, by=by)
    except UnderHold:
        audit.record_apart(actor=by, verb="person.erase", target=person, outcome=Outcome.REFUSED)
        raise


@transaction.atomic
def _erase(person, *, by):
    person = Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    if holds.is_held(person):
        raise UnderHold
    audit.record(actor=by, verb="person.erase", target=person)
    user, holder_id = person.user, person.holder_id
    gone = [file_id for erase in hooks("erase_person") for file_id in erase(person)]
    _drop_messages(person)
    person.delete()
    _drop_sealed(holder_id)
    holders.destroy_key(holder_id)
    if user is not None and not user.is_team:
        user.delete()
        _drop_sealed(user.holder_id)
        holders.destroy_key(user.holder_id)
    transaction.on_commit(lambda: [files.remove(file_id) for file_id in gone])


def _drop_messages(person):
    recipients = [f"person:{person.pk}", *(f"trusted:{row.pk}" for row in person.trusted.all())]
    Message.objects.filter(recipient__in=recipients).delete()
    Task.objects.filter(Q(person_id=person.pk) | Q(holder_id=person.holder_id)).delete()


def _drop_sealed(holder_id):
    """Whatever else was sealed with this key, of whichever slice."""
    for model in apps.get_models():
        if issubclass(model, SealedModel):
            model.objects.filter(holder_id=holder_id).delete()
