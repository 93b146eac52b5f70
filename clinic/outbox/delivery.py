"""Takes one row at a time under a lease, says it in that instant, and writes down what became of it.

A worker that is killed leaves its lease behind: when it runs out, another takes the row, asks the channel whether the
letter left, and where the channel cannot be asked says "you may get this twice". A worker that was only slow finds its
fence passed and writes nothing. Leases use the database's clock.
"""

import logging
import os
import random
import socket
from datetime import timedelta
from time import monotonic, sleep

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from clinic.hooks import hook

from .channels import MayHaveLeft, Refused, TryLater, WrongNumber, rest, way_of
from .clock import database_now
from .models import Beat, Message, State
from .services import add_task, recipient_of
from .texts import CannotBeSaid
from .wanted import NotNow, NotYet, NoWay

LEASE = timedelta(minutes=5)
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 240)]
PATIENCE = timedelta(minutes=2)  # with a database that is away
AT_MOST = timedelta(minutes=30)  # so long a channel is left in peace when it asks for it
NOT_BEFORE = timedelta(minutes=15)  # what was dropped and is wanted again waits so long
ROUND = timedelta(seconds=10)  # a worker that is asked to end has ended before anybody kills it
CLAIM = """
    UPDATE clinic_message AS taken
    SET state = 'sending', worker = %s, lease_until = clock_timestamp() + %s, fence = fence + 1, attempts = attempts + 1,
        may_repeat = may_repeat OR state IN ('sending', 'unknown')
    WHERE id = COALESCE(
        (SELECT id FROM clinic_message WHERE state = 'sending' AND lease_until < clock_timestamp()
         ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED),
        (SELECT id FROM clinic_message WHERE state IN ('waiting', 'unknown') AND next_at <= clock_timestamp()
         ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    )
    RETURNING *, clock_timestamp() AS claimed_at, EXISTS (
        SELECT FROM clinic_message AS later
        WHERE (later.topic, later.about, later.recipient, later.channel)
            = (taken.topic, taken.about, taken.recipient, taken.channel)
        AND later.moment_version >= taken.moment_version AND later.due_at > taken.due_at
    ) AS is_told_later
"""
log = logging.getLogger(__name__)


def send_due(limit=None, for_at_most=ROUND, goes_on=lambda: True):
    """Sends what waits, one row at a time, until nothing does, the round is over or `goes_on()` is false; returns how many
    were worked on."""
    worked, ends_at = 0, monotonic() + for_at_most.total_seconds()
    try:
        while worked != limit and goes_on() and monotonic() < ends_at and (message := claim()):
            deliver(message)
            worked += 1
    finally:
        rest()
    _leave_beat()
    return worked


def _leave_beat():
    """Never earlier than the one before, whatever the database's clock does: see restored.py."""
    later = Greatest("at", Now())
    Beat.objects.update_or_create(name="send", defaults={"at": later}, create_defaults={"at": Now()})


def claim():
    """Takes the next row under a lease, or returns None. One statement, committed before anything is sent. What a worker
    left behind comes first. `claimed_at`: by the database's clock; `is_told_later`: a later lead of the same thing for the
    same recipient has a row, whatever became of it; one of a date that moved since tells nothing of the new one."""
    return next(iter(Message.objects.raw(CLAIM, [_worker(), LEASE])), None)


def deliver(message):
    """Says a claimed message now, or drops it because it is no longer true or wanted."""
    if message.claimed_at >= message.not_after:
        return _give_up(message, "not told in time")
    way = way_of(message.channel)
    if way.can_be_asked or way.is_idempotent:
        in_doubt, message.may_repeat = message.may_repeat, False
    else:
        in_doubt = False
    try:
        letter = _letter_of(message)
    except NoWay:
        return _give_up(message, "no way to reach")
    except NotNow as reason:
        return _settle(message, State.DROPPED, problem=str(reason), next_at=database_now() + NOT_BEFORE)
    except NotYet as better:
        return _wait_until(message, better.until)
    except CannotBeSaid:
        return _give_up(message, "cannot be said")
    except Exception:  # one row that cannot be rendered must not hold up the others
        log.exception("A message of the topic %s could not be rendered.", message.topic)
        return _try_again(message, State.WAITING, "could not be rendered")
    return _send(message, letter, way, asks_first=in_doubt and way.can_be_asked)


def _worker():
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def _letter_of(message):
    if message.is_told_later:
        raise NotNow("a later one tells it")
    return hook("render_message", message.topic)(message)


def _send(message, letter, way, *, asks_first):
    if not way.is_set_up:
        return _give_up(message, "no such channel here", letter)
    try:
        reference = way.look_up(message, letter) if asks_first else None
        reference = reference or way.send(message, letter)
    except WrongNumber:
        _give_up(message, "wrong number", letter, may_repeat=message.may_repeat)
    except Refused:
        _give_up(message, "refused", letter, may_repeat=message.may_repeat)
    except TryLater as error:
        state = State.UNKNOWN if asks_first else State.WAITING
        _try_again(message, state, "did not go through", letter, error.after)
    except MayHaveLeft as error:
        _try_again(message, State.UNKNOWN, "answer lost", letter, error.after)
    except Exception as error:  # the same as above; its words may name somebody, so only its kind is logged
        log.error("A message of the topic %s broke its channel: %s.", message.topic, type(error).__name__)
        _try_again(message, State.UNKNOWN, "channel broke", letter)
    else:
        told = {"provider_ref": reference, "told_at": Now(), "contact_id": message.contact_id}
        _surely_settle(message, State.SENT, may_repeat=message.may_repeat, **told)


def _wait_until(message, until):
    """There is a better hour for it, unless that would be too late."""
    if until >= message.not_after:
        return _give_up(message, "not told in time")
    return _settle(message, State.WAITING, next_at=until, attempts=message.attempts - 1)


def _try_again(message, state, problem, letter=None, after=None):
    """Waits longer each time until it would be useless. Where it may have left each time, a person calls instead of a
    sixth repeat."""
    next_at = database_now() + WAITS[min(message.attempts, len(WAITS)) - 1] * random.uniform(0.8, 1.2)
    if after:
        next_at = max(next_at, _leave_in_peace(message, after))
    is_enough = state == State.UNKNOWN and message.attempts >= len(WAITS)
    if is_enough or next_at >= message.not_after:
        _give_up(message, problem, letter)
    else:
        _settle(message, state, problem=problem, next_at=next_at)


def _leave_in_peace(message, after):
    """The channel asked for a pause: what else waits for it waits too, unless that would be too late for it. Returns until
    when; of its own row, the moment before it would be useless at the latest."""
    until = database_now() + min(after, AT_MOST)
    waiting = Message.objects.filter(channel=message.channel, state=State.WAITING, next_at__lt=until)
    waiting.filter(not_after__gt=until + WAITS[0]).update(next_at=until)
    return min(until, message.not_after - WAITS[0])


@transaction.atomic
def _give_up(message, problem, letter=None, **columns):
    """It cannot be told this way: a person has to call, and reads these words, or finds another way."""
    if _settle(message, State.DEAD, problem=problem, **columns):
        could_not_tell(message, problem, letter)


@transaction.atomic
def could_not_tell(message, problem, letter=None):
    """The task of the desk; and whoever keeps contacts hears that nobody can be reached there."""
    if recipient := recipient_of(message):
        add_task(
            kind="could_not_tell",
            about=message.pk,
            person=recipient.concerns,
            note=f"{recipient.name}: {letter.body}" if letter else recipient.name,
            due_on=timezone.localdate(message.not_after),
        )
    if problem == "wrong number":
        hook("contacts", "wrong_number")(message)


def _surely_settle(message, state, **columns):
    """It has left: where the database is away for a moment, that has to be written down when it is back."""
    ends_at = monotonic() + PATIENCE.total_seconds()
    while True:
        try:
            return _settle(message, state, **columns)
        except (InterfaceError, OperationalError):
            if connection.in_atomic_block or monotonic() > ends_at:
                raise
        connection.close()
        sleep(1)


def _settle(message, state, **columns):
    """Writes what became of the row, unless another worker has taken it meanwhile. Returns whether it was written."""
    mine = Message.objects.filter(pk=message.pk, fence=message.fence, state=State.SENDING)
    columns["problem"] = columns.get("problem", "")[:40]
    written = mine.update(state=state, lease_until=None, **columns)
    if not written:
        log.warning("A message was taken over by another worker before this one was done.")
    return bool(written)
