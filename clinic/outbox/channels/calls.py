"""The call list: somebody phones and reads these words."""

from django.db import transaction
from django.utils import timezone

from ..models import Task
from ..services import add_task, recipient_of, take_back
from .way import Way


class CallList(Way):
    """The task is the sending. It is written once in our own database, so it can be sent any number of times."""

    is_idempotent = True

    @transaction.atomic
    def send(self, message, letter):
        """Takes the place of a task for the same thing that nobody made yet, so that nobody reads out a former date."""
        recipient, whom = recipient_of(message), message.recipient[-12:]
        occasion = f"{message.moment_version} {message.lead} {whom}"
        former = Task.objects.filter(kind="call", about=message.about, occasion__endswith=f" {whom}")
        take_back(former.exclude(occasion=occasion))
        task = add_task(
            kind="call",
            about=message.about,
            occasion=occasion,
            person=recipient.concerns,
            note=f"{recipient.name}, {letter.to}\n{letter.body}",
            due_on=timezone.localdate(message.not_after),
        )
        return str(task.pk)
