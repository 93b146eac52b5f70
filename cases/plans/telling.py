"""What somebody means to do by a day is told beforehand, while it is not done."""

from datetime import timedelta

from django.utils import timezone

from cases.reminders.leads import leads, told_at
from cases.reminders.letters import letter_to, reader_of
from cases.reminders.wanted import end_of, readers_of
from cases.timeline.models import Coarse
from clinic.outbox.wanted import NotNow

from .models import Item


def wanted_messages(now):
    """Wanted rows of the steps that come due, for the person whose plan it is."""
    today, days_before = timezone.localdate(now), leads()[Coarse.OTHER]
    items = list(_open().filter(due__due_on__range=(today, today + timedelta(days=days_before[0] + 1))))
    readers = readers_of({item.plan.case.person_id for item in items})
    for item in items:
        day = item.due.due_on
        for reader in readers[item.plan.case.person_id]:
            for days in days_before:
                yield reader.wants(
                    topic="step",
                    about=item.due_id,
                    moment_version=item.due.due_version,
                    lead=f"{days}d",
                    due_at=told_at(day, days, timezone.get_default_timezone_name()),
                    not_after=end_of(day),
                )


def render(message):
    """The Letter: something on the list is for that day. NotNow where it is done, moved or taken off."""
    item = _open().filter(due=message.about).first()
    to = reader_of(message)
    if item is None or item.plan.case.person_id != to.person.pk:
        raise NotNow("done or taken off")
    if item.due.due_version != message.moment_version or item.due.due_on is None:
        raise NotNow("moved since")
    return letter_to("due", message, to, item.due.due_on)


def _open():
    return Item.objects.filter(done_at__isnull=True, plan__case__closure__isnull=True).select_related(
        "due", "plan__case"
    )
