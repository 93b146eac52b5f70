"""Why a file is not kept. The words for people are in `cases/documents/forms.py`."""

from enum import StrEnum


class Why(StrEnum):
    NO_PAPER = "no-paper"  # neither a PDF nor a JPEG nor a PNG
    HEIC = "heic"  # how iPhones keep photos; docs/adr/0006-libraries.md
    BROKEN = "broken"
    MOVES = "moves"  # a picture of many
    TOO_LARGE = "too-large"  # pixels
    PICTURE_WITHIN = "picture-within"  # in a PDF, of a kind we neither open nor pass on
    LOCKED = "locked"  # a PDF with a password that is not empty
    TOO_LONG = "too-long"  # pages
    FORM = "form"  # answers that no page shows: they would be lost without a word
    NO_WALLS = "no-walls"  # this server's kernel cannot close the process in that would open it
    TOO_HARD = "too-hard"  # time or memory ran out


class Refused(Exception):
    def __init__(self, why):
        super().__init__(str(why))
        self.why = Why(why)
