"""The clinic with a sealer that seals nothing, for the control run. It lives here; no setting of the product loads it."""

from clinic.settings import *  # noqa: F403
from clinic.vault import crypto


def _lay_open(key, plain, bound_to):
    return crypto.VERSION + plain


def _pick_up(key, laid, bound_to):
    return bytes(laid)[1:]


def _lay_file_open(key, chunks, bound_to):
    yield from chunks


def _pick_file_up(key, file, bound_to):
    yield file.read()


crypto.seal, crypto.open_sealed = _lay_open, _pick_up
crypto.opener = lambda key: lambda laid, bound_to: _pick_up(key, laid, bound_to)
crypto.seal_stream, crypto.open_stream = _lay_file_open, _pick_file_up
