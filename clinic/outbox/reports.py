"""What a channel says afterwards of a letter it took: it arrived, or it could not be brought.

Reports come twice, late and in any order. One that says it failed outweighs all others: somebody has to look. One that
comes before the sender has heard an answer settles the row, so that nothing is sent again.
"""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.hooks import hook

from .clock import database_now
from .delivery import could_not_tell
from .models import Channel, Message, State
from .texts import CannotBeSaid
from .wanted import NotNow, NotYet

TAKEN, ARRIVED, FAILED = "taken", "arrived", "failed"
OF_MAIL = {
    "delivered": ARRIVED,
    "rejected": FAILED,
    "bounced": FAILED,
    "failed": FAILED,
    "complained": FAILED,
}
LETTER = "letter"  # a mail provider brings back what we wrote beside this: our own id
OPEN = (State.SENDING, State.UNKNOWN)
log = logging.getLogger(__name__)


class NotKnownYet(Exception):
    """A report of something that may just be leaving: the provider is to bring it again."""


@transaction.atomic
def report(messages, outcome, *, reference="", wrong_number=False):
    """Writes down `outcome` for the one row among `messages`, where there is one; returns it, or None."""
    message = messages.select_for_update().first()
    if message is None:
        return None
    _put_back_in_doubt(message, reference)
    if outcome == FAILED:
        _failed(message, reference, "wrong number" if wrong_number else "not delivered")
    elif outcome == ARRIVED and message.state in (*OPEN, State.SENT):
        _settle(message, State.DELIVERED, reference)
    elif outcome == TAKEN and message.state in OPEN:
        _settle(message, State.SENT, reference)
    return message


def _failed(message, reference, problem):
    if message.state in (State.DEAD, State.DROPPED):
        return
    _settle(message, State.DEAD, reference, problem)
    could_not_tell(message, problem, words_of(message))


def _settle(message, state, reference, problem=""):
    message.state, message.problem, message.lease_until = state, problem, None
    message.provider_ref = (reference or message.provider_ref)[:120]
    message.told_at = message.told_at or database_now()
    message.may_repeat = False
    message.save()


def _put_back_in_doubt(message, reference):
    """The report says whose this is. Another row that was asked for before it came, and took it for its own, is asked for
    again: two who share a phone are each told."""
    others = Message.objects.filter(provider_ref=reference, channel=message.channel).exclude(pk=message.pk)
    if reference:
        others.filter(state__in=(State.SENT, State.DELIVERED)).update(
            state=State.UNKNOWN, may_repeat=True, provider_ref="", told_at=None, next_at=database_now()
        )


def words_of(message):
    """The words to say on the phone, where they are still true. Without them somebody still has to look."""
    try:
        return hook("render_message", message.topic)(message)
    except (NotNow, NotYet, CannotBeSaid):
        return None
    except Exception as error:
        log.error("A message of the topic %s could not be rendered: %s.", message.topic, type(error).__name__)
        return None


def by_id(pk):
    return Message.objects.filter(pk=pk)


def by_reference(reference):
    return Message.objects.filter(provider_ref=reference) if reference else Message.objects.none()


def mail_was_tracked(sender, event, esp_name, **kwargs):
    """A mail provider's webhook, brought into one form by django-anymail."""
    outcome = OF_MAIL.get(event.event_type)
    if not outcome:
        return
    ours, theirs = (event.metadata or {}).get(LETTER), event.message_id or ""
    found = _by_our_id(ours) or by_reference(theirs)
    known = report(found, outcome, reference=theirs, wrong_number=event.reject_reason == "invalid")
    if not known and Message.objects.filter(channel=Channel.EMAIL, state__in=OPEN).exists():
        raise NotKnownYet


def _by_our_id(pk):
    """None where the provider did not bring it back: not each of them can."""
    try:
        return by_id(pk) if pk else None
    except ValidationError:
        return None
