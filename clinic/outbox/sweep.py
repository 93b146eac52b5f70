"""Finds what is due and not yet told, and writes one row for each. Any number of sweeps may run: the unique key decides."""

import logging

from django.utils import timezone

from clinic.hooks import hooks

from .models import Beat, Message

log = logging.getLogger(__name__)


def sweep(now=None):
    """Asks every slice what is due, and inserts the rows that are not there. For one thing and one recipient only the latest
    lead due is told. Returns how many things are due."""
    now = now or timezone.now()
    due, all_answered = {}, True
    for wanted_messages in hooks("wanted_messages"):
        try:
            _keep_latest(due, wanted_messages(now), now)
        except Exception:  # one slice that fails must not silence the others
            log.exception("%s failed: what it wants told is missing.", wanted_messages.__module__)
            all_answered = False
    Message.objects.bulk_create([_row(one, now) for one in due.values()], ignore_conflicts=True)
    if all_answered:  # else the desk says that the clock stands still
        Beat.objects.update_or_create(name="sweep", defaults={"at": now})
    return len(due)


def _keep_latest(due, wanted, now):
    for one in wanted:
        key = (one.topic, one.about, one.recipient, one.channel)
        is_due = one.due_at <= now < one.not_after
        if is_due and (key not in due or due[key].due_at < one.due_at):
            due[key] = one


def _row(one, now):
    return Message(
        topic=one.topic,
        about=one.about,
        moment_version=one.moment_version,
        lead=one.lead,
        recipient=one.recipient,
        channel=one.channel,
        contact_id=one.contact_id,
        due_at=one.due_at,
        not_after=one.not_after,
        next_at=now,
    )
