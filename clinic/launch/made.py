"""Remembers what something was made from, so that a second start does not make it again."""

import hashlib
from pathlib import Path


def is_current(stamp, watched):
    return stamp.exists() and stamp.read_text() == _fingerprint(watched)


def note(stamp, watched):
    """Call it once the thing is made. Watch what it is made from and what came out, which may be removed."""
    stamp.write_text(_fingerprint(watched))


def _fingerprint(watched):
    seen = hashlib.sha256()
    for place in watched:
        files = sorted(place.rglob("*")) if place.is_dir() else [Path(place)]
        for file in files:
            found = file.stat() if file.exists() else None
            seen.update(f"{file} {found and (found.st_size, found.st_mtime_ns)}\n".encode())
    return seen.hexdigest()
