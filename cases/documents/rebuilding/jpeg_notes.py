"""A photo inside a PDF still says where and with what it was taken. Its notes are cut out; not a pixel changes."""

import re

from .refusals import Refused, Why

START, END, SCAN = 0xD8, 0xD9, 0xDA
COMMENT, ADOBE = 0xFE, 0xEE  # the last says how the colours are mixed
APPLICATION = range(0xE0, 0xF0)
AFTER_A_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def without_notes(jpeg):
    """Raises Refused for what is no JPEG."""
    if jpeg[:2] != bytes((0xFF, START)):
        raise Refused(Why.BROKEN)
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise Refused(Why.BROKEN)
        marker = jpeg[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == END:
            break
        size = int.from_bytes(jpeg[at + 2 : at + 4])
        if size < 2:
            raise Refused(Why.BROKEN)
        end = at + 2 + size
        if marker == SCAN:
            end = _after_scan(jpeg, end)
        if marker not in APPLICATION and marker != COMMENT or marker == ADOBE:
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, bytes((0xFF, END))])


def _after_scan(jpeg, at):
    found = AFTER_A_SCAN.search(jpeg, at)
    return found.start() if found else len(jpeg)
