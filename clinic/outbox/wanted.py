"""What a slice says is due (`Wanted`), what it says when the moment comes (`Letter`), and why it does not (`NotNow`)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Wanted:
    """Something to be told. The first seven are the message's unique key; nothing here tells who somebody is.

    `topic` names the hook that renders it; `about` the row it is of; `recipient` is "person:…", "trusted:…" or "user:…";
    `due_at` and `not_after` are aware moments: it is told between them or not at all.
    """

    topic: str
    about: UUID
    moment_version: int
    lead: str
    recipient: str
    channel: str
    due_at: datetime
    not_after: datetime
    contact_id: UUID | None = None


@dataclass(frozen=True)
class Letter:
    """A message in words, made in the instant of sending and kept nowhere. `to`: an address or a number."""

    to: str
    subject: str
    body: str
    language: str = "en"


class NotNow(Exception):
    """It is no longer true, or no longer wanted. `str()` is a short code for the desk, without any name."""


class NoWay(NotNow):
    """It should be told, and nobody here knows how: somebody has to find a way."""
