"""Eight writers with a sealer beside them, against the same eight without one: rounds in turn, in one run.

The sealer is a process of its own, as in the clinic, where a Celery worker seals what web processes wrote. It seals a
hundred times oftener than there, so that what a round writes is also sealed within it.
"""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from statistics import median

import django

WRITERS, SECONDS, PAIRS = 8, 2, 11
A_ROUND_IS_SEALED = 3  # times
AT_LEAST, SEALED_IN_TIME = 0.95, 0.6


def run(table):
    with _sealer() as seal:
        _entries_a_second(seal)  # connections, plans and caches are warm
        ratios, shares = [], []
        for number in range(PAIRS):
            ways = [True, False] if number % 2 else [False, True]
            found = {with_sealer: _entries_a_second(seal, with_sealer=with_sealer) for with_sealer in ways}
            ratios.append(found[True][0] / found[False][0])
            shares.append(found[True][1])
    ratio, share = round(median(ratios), 2), round(median(shares), 2)
    table.add("writing while the trail is sealed", ratio, f"≥ {AT_LEAST}", ratio >= AT_LEAST)
    name = "of what was written meanwhile, sealed meanwhile"
    table.add(name, share, f"≥ {SEALED_IN_TIME}", share >= SEALED_IN_TIME)


def _entries_a_second(seal, *, with_sealer=True):
    """(entries written a second, the share of them that was sealed meanwhile), from an empty backlog."""
    from django.db import connection

    from clinic.security import audit

    seal()
    written, began = [0] * WRITERS, time.monotonic()

    def write(me):
        while time.monotonic() < began + SECONDS:
            audit.record_apart(actor=None, verb="bench")
            written[me] += 1
        connection.close()

    writers = [threading.Thread(target=write, args=[me]) for me in range(WRITERS)]
    for writer in writers:
        writer.start()
    sealed = 0
    for number in range(A_ROUND_IS_SEALED if with_sealer else 0):
        time.sleep(max(0, began + SECONDS * (number + 1) / (A_ROUND_IS_SEALED + 1) - time.monotonic()))
        sealed += seal()
    for writer in writers:
        writer.join()
    return sum(written) / SECONDS, sealed / sum(written)


@contextmanager
def _sealer():
    """Gives what seals in the other process, and returns how many entries."""
    words = [sys.executable, "-m", "tests.bench.sealing"]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as other:

        def seal():
            other.stdin.write("now\n")
            return int(other.stdout.readline())

        yield seal
        other.stdin.close()


def _seal_when_told():
    from clinic.security import seals

    for _told in sys.stdin:
        print(seals.seal_what_is_ready(), flush=True)


if __name__ == "__main__":
    django.setup()
    _seal_when_told()
