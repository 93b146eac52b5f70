"""Text messages and WhatsApp stay off until a coordinator has looked at what we write and switched them on; whoever would
hear by a way that is off is phoned. E-mail and the call list are always on."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.utils import timezone

from clinic.security import audit

from .models import Channel, Switch

SWITCHED = (Channel.SMS, Channel.WHATSAPP)
_looked = ContextVar("looked", default=None)


def is_on(channel):
    return channel not in SWITCHED or channel in (_looked.get() or _on())


@contextmanager
def looked_at_once():
    """Within it nobody asks the database again, for a sweep that looks at thousands of ways."""
    token = _looked.set(_on() or {None})
    try:
        yield
    finally:
        _looked.reset(token)


def switch_of(channel):
    """The Switch, with who switched it last; None where nobody ever did."""
    return Switch.objects.filter(channel=channel).select_related("switched_by").first()


@transaction.atomic
def switch(channel, *, on, by):
    """On or off from the next message on. What waits for a way that is switched off goes on the call list."""
    row, made = Switch.objects.select_for_update().get_or_create(
        channel=channel, defaults={"in_use": on, "switched_by": by}
    )
    if not made and row.in_use == on:
        return row
    row.in_use, row.switched_at, row.switched_by = on, timezone.now(), by
    row.save()
    audit.record(actor=by, verb="channel.switch_on" if on else "channel.switch_off", fields=[channel])
    return row


def _on():
    return set(Switch.objects.filter(in_use=True).values_list("channel", flat=True))
