"""Tasks of the desk: what the clinic owes somebody, once each."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.hooks import hooks
from clinic.security import audit

from .models import Task


@transaction.atomic
def add_task(*, kind, about, person, occasion="", note="", due_on=None):
    """A task comes up once for what it is about (`about`: a row's id; `occasion`: what makes it one of a kind). `person` is
    the Person or User it concerns, whose key seals the note. Returns the task, the old one where it came up before."""
    same = Task.objects.filter(kind=kind, about=about, occasion=occasion)
    if found := same.first():
        return found
    task = Task(kind=kind, about=about, occasion=occasion, note=note, due_on=due_on)
    task.person_id = task.holder_id = person.pk
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError:  # another sweep was a moment earlier
        return same.get()
    audit.record(actor=None, verb="task.add", target=task, fields=[kind])
    return task


@transaction.atomic
def finish_task(task, *, by):
    """Done. A second tap changes nothing."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.done_at is None:
        task.done_at, task.done_by = timezone.now(), by
        task.save(update_fields=["done_at", "done_by"])
        audit.record(actor=by, verb="task.finish", target=task)
    return task


@transaction.atomic
def take_back(tasks):
    """What is no longer true leaves the desk; what was done stays in the books."""
    for task in tasks.open().select_for_update():
        audit.record(actor=None, verb="task.take_back", target=task)
        task.delete()


def recipient_of(message):
    """The Recipient a message row speaks of, from the slice that knows it; None where they were erased."""
    for find in hooks("recipients"):
        if found := find([message.recipient]):
            return found[message.recipient]
    return None
