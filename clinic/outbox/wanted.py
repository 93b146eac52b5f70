"""What a slice says is due (`Wanted`), what it says when the moment comes (`Letter`), and why it does not (`NotNow`), or not
yet (`NotYet`)."""

from dataclasses import dataclass, field
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
    """A message in words, made in the instant of sending and kept nowhere. `to`: an address or a number; `key` and
    `variables`: the text of `texts.yaml` it was made from, for a channel that fills in templates of its own."""

    to: str
    subject: str
    body: str
    language: str = "en"
    key: str = ""
    variables: dict = field(default_factory=dict)


class NotNow(Exception):
    """It is no longer true, or no longer wanted. `str()` is a short code for the desk, without any name."""


class NotYet(Exception):
    """It is wanted, at a better hour: `until` is the aware moment to try again."""

    def __init__(self, until):
        super().__init__("not yet")
        self.until = until


class NoWay(NotNow):
    """It should be told, and nobody here knows how: somebody has to find a way."""
