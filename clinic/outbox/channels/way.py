"""What a channel is: it sends, or raises which of three things happened; it is never silent."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import NewConnectionError


class Refused(Exception):
    """The channel will never take it: a wrong address, a closed mailbox."""


class WrongNumber(Refused):
    """Nobody can be reached there: the contact ends, so that nothing is tried there again."""


class Again(Exception):
    """The same may go through later. `after`: for how long the channel asks us to wait, or None."""

    def __init__(self, after=None):
        super().__init__()
        self.after = after


class TryLater(Again):
    """It did not leave; the same may go through later."""


class MayHaveLeft(Again):
    """The answer was lost: nobody can know from it whether it left."""


class Way:
    """One channel.

    `can_be_asked`: the channel can tell whether it took a letter whose answer was lost, so that it is neither lost nor
    doubled. `is_idempotent`: the same message sent twice arrives once. A channel that is neither sends again, and says so.
    """

    can_be_asked = False
    is_idempotent = False
    is_set_up = True

    def send(self, message, letter):
        """Sends a Letter; returns the channel's own reference. Raises Refused, WrongNumber, TryLater or MayHaveLeft."""
        raise NotImplementedError

    def look_up(self, message, letter):
        """The reference of a letter that may have left before, or None: the channel never took it. Raises TryLater."""
        raise NotImplementedError

    def rest(self):
        """Nothing more is to be sent for now: lets go of what was kept open between letters."""


def never_connected(error):
    """Whether an HTTP client's error says that nobody was there at all, so that nothing can have left."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error is not None and error.args else None
    return isinstance(reason, NewConnectionError)


def asked_to_wait(headers):
    """What an HTTP answer says in Retry-After, in seconds or as a date; None where it says nothing we understand."""
    said = (headers or {}).get("Retry-After", "").strip()
    if said.isdecimal():
        return timedelta(seconds=min(int(said), 86_400))
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC), timedelta())
