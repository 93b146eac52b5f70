"""Finds what is due and not yet told, and writes one row for each. Any number of sweeps may run: the unique key decides."""

import logging
from collections import defaultdict

from django.db.models import Q

from clinic.hooks import hooks

from .clock import database_now
from .models import IS_LEFT, Beat, Channel, Message, State

SAME = ("topic", "about", "moment_version", "lead", "recipient")
log = logging.getLogger(__name__)


def sweep(now=None):
    """Asks every slice what is due, and inserts the rows that are not there. For one thing and one recipient only the latest
    lead due is told. Returns how many things are due."""
    now = now or database_now()
    due, all_answered = {}, True
    for wanted_messages in hooks("wanted_messages"):
        try:
            _keep_latest(due, wanted_messages(now), now)
        except Exception:  # one slice that fails must not silence the others
            log.exception("%s failed: what it wants told is missing.", wanted_messages.__module__)
            all_answered = False
    new, again = _not_told_yet(list(due.values()), now)
    Message.objects.bulk_create([_row(one, now) for one in new], ignore_conflicts=True)
    dropped = Message.objects.filter(pk__in=again, state=State.DROPPED)
    dropped.update(state=State.WAITING, next_at=now, attempts=0, problem="")
    if all_answered:  # else the desk says that the clock stands still
        Beat.objects.update_or_create(name="sweep", defaults={"at": now})
    return len(due)


def _keep_latest(due, wanted, now):
    for one in wanted:
        key = (one.topic, one.about, one.recipient, one.channel)
        is_due = one.due_at <= now < one.not_after
        if is_due and (key not in due or due[key].due_at < one.due_at):
            due[key] = one


def _not_told_yet(due, now):
    """(what there is no row of yet, the rows that were dropped a while ago and are wanted again: a date that was not sure and
    is, a way that is used again).

    Whoever changes from e-mail to text messages is not told again what they were told. The call list comes beside another
    channel where that one may not reach them any more, so it does not count here."""
    rows, told = {}, defaultdict(set)
    known = Message.objects.filter(topic__in={one.topic for one in due}, not_after__gt=now)
    known = known.annotate(may_come=Q(state=State.DROPPED, next_at__lte=now), has_left=IS_LEFT)
    for *key, channel, pk, may_come, has_left in known.values_list(
        *SAME, "channel", "pk", "may_come", "has_left"
    ):
        rows[*key, channel] = (pk, may_come)
        if has_left and channel != Channel.CALL:
            told[tuple(key)].add(channel)
    new, again = [], []
    for one in due:
        key = tuple(getattr(one, name) for name in SAME)
        pk, may_come_again = rows.get((*key, one.channel), (None, False))
        if told[key] - {one.channel} and one.channel != Channel.CALL:
            continue
        if pk is None:
            new.append(one)
        elif may_come_again:
            again.append(pk)
    return new, again


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
