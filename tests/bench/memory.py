"""How far one piece of work raises a process's peak of memory, in MB: python -m tests.bench.memory search | stream.

In a process of its own, because what was built before would hide it.
"""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import django

PIECE, PIECES = 256 * 1024, 100  # 25 MB


def grown_by(work):
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.memory", work], capture_output=True, text=True, check=True
    )
    return round(float(done.stdout), 1)


def search():
    """A search among everybody on the roll, after one among nobody."""
    from clinic.people import roll
    from clinic.people.models import Person

    roll.find_by_name(roll.cards(Person.objects.none()), "rosa")
    before = _now()
    roll.find_by_name(roll.cards(None), "rosa quispe")
    return _peak() - before


def stream():
    """Sealing a file that comes in pieces, after a small one."""
    from clinic.vault import files, holders

    holder, piece = uuid.uuid4(), os.urandom(PIECE)
    holders.make_key(holder)
    files.keep(holder, piece)
    before = _now()
    files.keep(holder, (piece for _ in range(PIECES)))
    return _peak() - before


def _now():
    """The peak begins anew from here."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak():
    """Of this process alone: what getrusage says was inherited from whoever started it."""
    said = Path("/proc/self/status").read_text()
    return int(said.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    django.setup()
    print({"search": search, "stream": stream}[sys.argv[1]]())
