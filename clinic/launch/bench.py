"""`make bench` and `make drill`: the modules of tests/bench or tests/drill, one after the other, on a PostgreSQL and a
Valkey of our own.

Each has `run(table)`, which calls `table.add(name, figure, bar, passed)`. A bench holds ratios of one run to its bars,
never seconds of one machine; a drill does on purpose what must never go wrong, and counts what did.
"""

import os
import subprocess
import sys

from clinic.launch import setup

GIVEN = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}


def bench(words):
    """All of them, or those named ("sealing"). Fails where a bar is missed."""
    return _run("tests.bench", words)


def drill(words):
    """The same ("fuzz")."""
    return _run("tests.drill", words)


def _run(package, words):
    env = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return subprocess.run([sys.executable, "-m", package, *words], env=env, cwd=setup.ROOT).returncode
