"""Bytes somebody chose on a borrowed laptop, and what we dare to keep of them."""

import logging
from threading import Lock

from . import cell
from .refusals import Refused, Why

SECONDS = 30
MOST_BYTES = 40 * 1024 * 1024  # of what comes out
WORKER = "cases.documents.rebuilding.worker"
MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")
one_at_a_time = Lock()  # in this web process: each may take half a gigabyte
log = logging.getLogger(__name__)


def rebuilt(content):
    """(clean bytes, media type). Raises Refused, which says why."""
    if not one_at_a_time.acquire(timeout=SECONDS):
        raise Refused(Why.TOO_HARD)
    try:
        written, ended = cell.run(WORKER, content, seconds=SECONDS, at_most=MOST_BYTES)
    finally:
        one_at_a_time.release()
    head, _line, clean = written[:MOST_BYTES].partition(b"\n")
    said = head.decode("ascii", "replace")
    if ended == 0 and said in MEDIA_TYPES and clean:
        return clean, said
    if ended == 0 and said.startswith("refused/"):
        raise Refused(said.removeprefix("refused/"))
    log.warning("A file was refused: the process that opened it ended with %s.", ended)
    raise Refused(Why.TOO_HARD)
