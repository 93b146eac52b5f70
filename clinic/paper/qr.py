"""A QR code as a drawing: it may hold the public address and nothing else, because whoever finds a paper can read it."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it, as the standard asks


@dataclass(frozen=True)
class Qr:
    side: int  # modules, with the white around
    path: str  # for <path d="…">, one unit a module


def qr_of(address):
    """The drawing of `address`."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(address)
    rows = code.get_matrix()
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Qr(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
