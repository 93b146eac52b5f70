"""Places known from the start: courts everywhere, offices in New York. The list is `places.yaml`."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from clinic.words.spoken import Spoken, read_texts, texts_of


@dataclass(frozen=True)
class KnownPlace(Spoken):
    """`words()` has name, short (neutral, for text messages, at most 20 plain letters), hint (what of the address only the
    paper says) and notes."""

    slug: str
    kind: str  # court, ice, isap, uscis, other
    zone: str  # IANA name
    confidence: str
    checked_on: date | None  # null: nobody has looked yet
    street: str = ""
    room: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    copies_to: str = ""  # where copies for the government's lawyer go
    detained_only: bool = False

    @property
    def address(self):
        """On one line, without what we do not know: "26 Federal Plaza, 12th Floor, New York, NY 10278"."""
        town = " ".join(part for part in (self.state, self.zip) if part)
        return ", ".join(part for part in (self.street, self.room, self.city, town) if part)


@lru_cache
def places():
    """All known places by slug, New York first."""
    rows = read_texts(Path(__file__).with_name("places.yaml"))["places"]
    return {row["slug"]: _place(dict(row)) for row in rows}


def courts():
    """The immigration courts, New York first."""
    return [place for place in places().values() if place.kind == "court"]


def _place(row):
    return KnownPlace(texts=texts_of(row, "name", "short", "hint", "notes"), **row)
