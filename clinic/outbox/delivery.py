"""Takes one row at a time under a lease, says it in that instant, and writes down what became of it.

A worker that is killed leaves its lease behind: when it runs out, another takes the row and says "you may get this
twice". A worker that was only slow finds its fence passed and writes nothing. Leases use the database's clock.
"""

import logging
import os
import random
import socket
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from clinic.hooks import hook, hooks

from . import channels
from .models import Beat, Message, State
from .services import add_task
from .texts import CannotBeSaid
from .wanted import NotNow, NoWay

LEASE = timedelta(minutes=5)
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 240)]
log = logging.getLogger(__name__)


def send_due(limit=500):
    """Sends what waits, one row at a time; returns how many rows were worked on."""
    worked = 0
    while worked < limit and (message := claim()):
        deliver(message)
        worked += 1
    Beat.objects.update_or_create(name="send", defaults={"at": database_now()})
    return worked


def claim():
    """Takes the next row under a lease, or returns None. Committed before anything is sent."""
    with transaction.atomic():
        now = database_now()
        message = (
            Message.objects.claimable(now)
            .select_for_update(skip_locked=True)
            .order_by("next_at", "pk")
            .first()
        )
        if message is None:
            return None
        message.may_repeat = message.may_repeat or message.state in (State.SENDING, State.UNKNOWN)
        message.state, message.worker, message.lease_until = State.SENDING, _worker(), now + LEASE
        message.fence += 1
        message.attempts += 1
        message.save(update_fields=["may_repeat", "state", "worker", "lease_until", "fence", "attempts"])
    return message


def deliver(message):
    """Says a claimed message now, or drops it because it is no longer true or wanted."""
    if database_now() >= message.not_after:
        return _give_up(message, "not told in time")
    try:
        letter = _letter_of(message)
    except NoWay:
        return _give_up(message, "no way to reach")
    except NotNow as reason:
        return _settle(message, State.DROPPED, problem=str(reason))
    except CannotBeSaid:
        return _give_up(message, "cannot be said")
    except Exception:  # one row that cannot be rendered must not hold up the others
        log.exception("A message of the topic %s could not be rendered.", message.topic)
        return _try_again(message, State.WAITING, "could not be rendered")
    return _send(message, letter)


def database_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _worker():
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def _letter_of(message):
    if Message.objects.after(message).exists():
        raise NotNow("a later one tells it")
    return hook("render_message", message.topic)(message)


def _send(message, letter):
    try:
        reference = channels.send(message, letter, _recipient(message))
    except channels.Refused:
        _give_up(message, "refused", letter)
    except channels.TryLater:
        _try_again(message, State.WAITING, "did not go through", letter)
    except channels.MayHaveLeft:
        _try_again(message, State.UNKNOWN, "answer lost", letter)
    except Exception as error:  # the same as above; its words may name somebody, so only its kind is logged
        log.error("A message of the topic %s broke its channel: %s.", message.topic, type(error).__name__)
        _try_again(message, State.UNKNOWN, "channel broke", letter)
    else:
        told = {"provider_ref": reference, "told_at": database_now(), "contact_id": message.contact_id}
        _settle(message, State.SENT, **told)


def _try_again(message, state, problem, letter=None):
    """Waits longer each time until it would be useless. Where it may have left each time, a person calls instead of a
    sixth repeat."""
    next_at = database_now() + WAITS[min(message.attempts, len(WAITS)) - 1] * random.uniform(0.8, 1.2)
    is_enough = state == State.UNKNOWN and message.attempts >= len(WAITS)
    if is_enough or next_at >= message.not_after:
        _give_up(message, problem, letter)
    else:
        _settle(message, state, problem=problem, next_at=next_at)


@transaction.atomic
def _give_up(message, problem, letter=None):
    """It cannot be told this way: a person has to call, and reads these words, or finds another way."""
    if _settle(message, State.DEAD, problem=problem) and (recipient := _recipient(message)):
        add_task(
            kind="could_not_tell",
            about=message.pk,
            person=recipient.concerns,
            note=f"{recipient.name}: {letter.body}" if letter else recipient.name,
            due_on=timezone.localdate(message.not_after),
        )


def _settle(message, state, **columns):
    """Writes what became of the row, unless another worker has taken it meanwhile. Returns whether it was written."""
    mine = Message.objects.filter(pk=message.pk, fence=message.fence, state=State.SENDING)
    columns["problem"] = columns.get("problem", "")[:40]
    written = mine.update(state=state, lease_until=None, **columns)
    if not written:
        log.warning("A message was taken over by another worker before this one was done.")
    return bool(written)


def _recipient(message):
    for find in hooks("recipients"):
        if found := find([message.recipient]):
            return found[message.recipient]
    return None
