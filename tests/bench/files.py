"""Sealing a file of 25 MB as it is written, against writing it plain through the same storage."""

import os
import time
import uuid
from statistics import median

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from clinic.vault import files, holders
from tests.bench.memory import grown_by

SIZE, ROUNDS = 25 * 1024 * 1024, 9
TIMES_PLAIN, MEGABYTES = 1.5, 32


def run(table):
    content, holder = os.urandom(SIZE), uuid.uuid4()
    holders.make_key(holder)
    ratios = []
    for _ in range(ROUNDS):
        plain = _seconds(lambda: storages["sealed"].save(f"plain/{uuid.uuid4()}", ContentFile(content)))
        ratios.append(_seconds(lambda: files.keep(holder, content)) / plain)
    ratio = round(median(ratios), 2)
    table.add(
        "sealing a file of 25 MB, against writing it plain", ratio, f"≤ {TIMES_PLAIN}", ratio <= TIMES_PLAIN
    )
    grown = grown_by("stream")
    table.add("the same from a stream, memory above idle, MB", grown, f"≤ {MEGABYTES}", grown <= MEGABYTES)


def _seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
