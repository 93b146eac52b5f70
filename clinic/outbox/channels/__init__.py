"""The ways a letter leaves: each is a `Way`, found by the channel's name."""

from .. import switches
from ..models import Channel
from .calls import CallList
from .mail import Mail
from .texting import TextMessage, WhatsApp
from .way import MayHaveLeft, Refused, TryLater, Way, WrongNumber

__all__ = [
    "MayHaveLeft",
    "Refused",
    "TryLater",
    "Way",
    "WrongNumber",
    "is_in_use",
    "is_set_up",
    "rest",
    "way_of",
]

WAYS = {
    Channel.EMAIL: Mail(),
    Channel.SMS: TextMessage(),
    Channel.WHATSAPP: WhatsApp(),
    Channel.CALL: CallList(),
}


def way_of(channel):
    return WAYS[channel]


def is_set_up(channel):
    """Whether this clinic has what the channel needs (an account, a number). The call list needs nothing."""
    return WAYS[channel].is_set_up


def is_in_use(channel):
    """It is set up, and a coordinator has looked at what we write and switched it on."""
    return is_set_up(channel) and switches.is_on(channel)


def rest():
    """A round of letters is over."""
    for way in WAYS.values():
        way.rest()
