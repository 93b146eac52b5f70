"""The letters of a drill: which row each is of stands in its address, and what goes wrong with it in its `lead`."""

import os
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from clinic.outbox.models import Channel
from clinic.outbox.wanted import Letter, Wanted


def say(message):
    words = "Please remember Tuesday." + (" You may get this twice." if message.may_repeat else "")
    if message.channel == Channel.EMAIL:
        to = f"{message.lead}.{message.about.hex}@example.org"
    else:
        to = f"+1{message.about.int % 10**10:010d}"
    return Letter(to=to, subject="A note for Tuesday", body=words)


def wants(now):
    """DRILL_WANTS: so many things that every sweep finds due, and for whom."""
    count, _space, person = os.environ.get("DRILL_WANTS", "0").partition(" ")
    for number in range(int(count)):
        yield Wanted(
            topic="note",
            about=uuid5(NAMESPACE_URL, str(number)),
            moment_version=1,
            lead="plain",
            recipient=f"person:{person}",
            channel=Channel.EMAIL,
            due_at=now - timedelta(minutes=1),
            not_after=now + timedelta(days=1),
        )
