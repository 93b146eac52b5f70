"""The private address at which a person's own calendar reads her dates: docs/adr/0011. It never holds more than when."""

import secrets

from django.db import transaction
from django.utils import timezone

from clinic.people import tries
from clinic.security import audit
from clinic.vault import crypto
from clinic.vault.own_keys import own_key

from .ics import calendar_of
from .models import CalendarFeed

AN_HOUR = 30  # readings; a calendar asks a few times a day


class ReadTooOften(Exception):
    """This address has been read more often than any calendar does."""


@transaction.atomic
def open_feed(case, *, card, by):
    """Ends the case's former address, if any, and returns the new one's token: shown once, kept as a digest."""
    end_feed(case, by=by)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        case=case, holder_id=case.holder_id, card=card, token_digest=_digest(token)
    )
    audit.record(actor=by, verb="feed.open", target=feed)
    return token


@transaction.atomic
def end_feed(case, *, by):
    """One tap: the address is no longer there."""
    ended = list(case.feeds.filter(ended_at__isnull=True).select_for_update())
    for feed in ended:
        feed.ended_at = timezone.now()
        feed.save(update_fields=["ended_at"])
        audit.record(actor=by, verb="feed.end", target=feed)
    return bool(ended)


@transaction.atomic
def read_feed(token):
    """The calendar at this address, or None where there is no such address, or no longer. Raises ReadTooOften."""
    rows = CalendarFeed.objects.standing().select_related("case__person")
    feed = rows.filter(token_digest=_digest(token)).first()
    if feed is None:
        return None
    if not tries.one_more("feed", str(feed.pk), AN_HOUR):
        raise ReadTooOften
    audit.record(actor=None, verb="feed.read", target=feed)
    return calendar_of(feed.case)


def _digest(token):
    return crypto.blind_index(own_key("index:feed"), token)
