"""Eight writers with a sealer beside them, against the same eight without one: rounds in turn, in one run."""

import threading
import time
from statistics import median

from django.db import connection

from clinic.security import audit, seals

WRITERS, SECONDS, ROUNDS = 8, 3, 5


def run(table):
    _entries_a_second(sealed=True)  # connections, plans and caches are warm
    ratios = []
    for _ in range(ROUNDS):
        without = _entries_a_second(sealed=False)
        ratios.append(_entries_a_second(sealed=True) / without)
    ratio = round(median(ratios), 2)
    table.add("writing while the trail is sealed", ratio, "≥ 0.90", ratio >= 0.9)


def _entries_a_second(*, sealed):
    """Each round begins with an empty backlog; the sealer runs once in the middle, oftener than once a minute."""
    seals.seal_what_is_ready()
    written, until = [0] * WRITERS, time.monotonic() + SECONDS

    def write(me):
        while time.monotonic() < until:
            audit.record_apart(actor=None, verb="bench")
            written[me] += 1
        connection.close()

    writers = [threading.Thread(target=write, args=[me]) for me in range(WRITERS)]
    for writer in writers:
        writer.start()
    if sealed:
        time.sleep(SECONDS / 2)
        seals.seal_what_is_ready()
    for writer in writers:
        writer.join()
    return sum(written) / SECONDS
