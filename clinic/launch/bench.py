"""`make bench`: the modules of tests/bench, one after the other, on a PostgreSQL and a Valkey of our own.

Each has `run(table)`, which calls `table.add(name, ratio, bar, passed)`: ratios of one run, never seconds of one machine.
"""

import os
import subprocess
import sys

from clinic.launch import setup

GIVEN = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}


def bench(words):
    """All of them, or those named ("sealing"). Fails where a bar is missed."""
    env = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return subprocess.run([sys.executable, "-m", "tests.bench", *words], env=env, cwd=setup.ROOT).returncode
