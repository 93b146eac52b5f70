"""Why a file is not kept. The words for people are in `cases/documents/forms.py`."""

from enum import StrEnum


class Why(StrEnum):
    NO_PAPER = "no-paper"  # neither a PDF nor a JPEG nor a PNG
    HEIC = "heic"  # how iPhones keep photos; nothing we may run opens it
    BROKEN = "broken"
    MOVES = "moves"  # a picture of many
    TOO_LARGE = "too-large"  # pixels
    LOCKED = "locked"  # a PDF with a password, also an empty one
    TOO_LONG = "too-long"  # pages
    FORM = "form"  # answers that no page shows: they would be lost without a word
    TOO_HARD = "too-hard"  # time or memory ran out


class Refused(Exception):
    def __init__(self, why):
        super().__init__(str(why))
        self.why = Why(why)
