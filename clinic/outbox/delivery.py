"""Says each row that is held under a lease (lease.py) in that instant, and writes down what became of it.

What may have left is asked for at the channel, and where the channel cannot be asked the letter says "you may get this twice".
"""

import logging
import random
from datetime import timedelta
from time import monotonic, sleep

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from clinic.hooks import hook

from . import lease
from .channels import MayHaveLeft, Refused, TryLater, WrongNumber, is_in_use, rest, way_of
from .clock import database_now
from .lease import settle
from .models import Beat, Message, State
from .services import add_task, recipient_of
from .texts import CannotBeSaid
from .wanted import NotNow, NotYet, NoWay

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 240)]
PATIENCE = timedelta(minutes=2)  # with a database that is away
AT_MOST = timedelta(minutes=30)  # so long a channel is left in peace when it asks for it
NOT_BEFORE = timedelta(minutes=15)  # what was dropped and is wanted again waits so long
ROUND = timedelta(seconds=10)  # a worker that is asked to end has ended before anybody kills it
MOST_HELD = 16  # rows that one worker holds; what it has not begun when its round ends waits for the next
BRISK = timedelta(seconds=1)  # who tells what it holds within this time holds twice as many the next time
log = logging.getLogger(__name__)


def send_due(limit=None, for_at_most=ROUND, goes_on=lambda: True):
    """Sends what waits, one letter at a time, until nothing does, the round is over or `goes_on()` is false; returns how many
    were worked on."""
    worked, ends_at, most = 0, monotonic() + for_at_most.total_seconds(), 1

    def may_begin():
        return worked != limit and goes_on() and monotonic() < ends_at

    try:
        while may_begin() and (held := lease.take(most if limit is None else min(most, limit - worked))):
            began = monotonic()
            worked += _tell(held, may_begin)
            is_brisk = monotonic() - began < BRISK.total_seconds()
            most = min(2 * most, MOST_HELD) if is_brisk else 1
    finally:
        rest()
    _leave_beat()
    return worked


def _tell(held, may_begin):
    """One by one, while they may be begun; the others are given back. Returns how many were begun."""
    begun = 0
    try:
        while begun < len(held) and held[begun].is_held and may_begin():
            begun += 1
            deliver(held[begun - 1])
    finally:
        lease.give_back(held[begun:])
    return begun


def _leave_beat():
    """Never earlier than the one before, whatever the database's clock does: see restored.py."""
    later = Greatest("at", Now())
    Beat.objects.update_or_create(name="send", defaults={"at": later}, create_defaults={"at": Now()})


def claim():
    """Takes the next row alone, or returns None."""
    return next(iter(lease.take()), None)


def deliver(message):
    """Says a claimed message now, or drops it because it is no longer true or wanted."""
    if message.looked_at >= message.not_after:
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
        return settle(message, State.DROPPED, problem=str(reason), next_at=database_now() + NOT_BEFORE)
    except NotYet as better:
        return _wait_until(message, better.until)
    except CannotBeSaid:
        return _give_up(message, "cannot be said")
    except Exception:  # one row that cannot be rendered must not hold up the others
        log.exception("A message of the topic %s could not be rendered.", message.topic)
        return _try_again(message, State.WAITING, "could not be rendered")
    return _send(message, letter, way, asks_first=in_doubt and way.can_be_asked)


def _letter_of(message):
    if message.is_told_later:
        raise NotNow("a later one tells it")
    return hook("render_message", message.topic)(message)


def _send(message, letter, way, *, asks_first):
    if not is_in_use(message.channel):
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
        told = {"provider_ref": reference, "contact_id": message.contact_id}
        _surely_settle(message, State.SENT, may_repeat=message.may_repeat, **told)


def _wait_until(message, until):
    """There is a better hour for it, unless that would be too late."""
    if until >= message.not_after:
        return _give_up(message, "not told in time")
    return settle(message, State.WAITING, next_at=until, attempts=message.attempts - 1)


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
        settle(message, state, problem=problem, next_at=next_at)
    if after and message.after:
        message.after.is_held = False  # given back, as are all after it


def _leave_in_peace(message, after):
    """The channel asked for a pause: what else waits for it waits too, unless that would be too late for it. Returns until
    when; of its own row, the moment before it would be useless at the latest."""
    until = database_now() + min(after, AT_MOST)
    held, one = [], message.after
    while one:
        held, one = [*held, one.pk], one.after
    theirs = Message.objects.filter(
        channel=message.channel, next_at__lt=until, not_after__gt=until + WAITS[0]
    )
    theirs = theirs.filter(Q(state=State.WAITING) | Q(pk__in=held))
    with transaction.atomic():  # two workers that hear the same do not wait for each other
        ids = list(theirs.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Message.objects.filter(pk__in=ids).update(next_at=until)
    return min(until, message.not_after - WAITS[0])


@transaction.atomic
def _give_up(message, problem, letter=None, **columns):
    """It cannot be told this way: a person has to call, and reads these words, or finds another way."""
    if settle(message, State.DEAD, problem=problem, **columns):
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
            return settle(message, state, **columns)
        except (InterfaceError, OperationalError):
            if connection.in_atomic_block or monotonic() > ends_at:
                raise
        connection.close()
        sleep(1)
