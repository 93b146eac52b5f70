"""Runs a module on bytes somebody sent, in a process of its own that gets neither our keys nor our time.

Bytes go in and come out through pipes, so nothing lies on a disk unsealed. The environment is empty: no address of the
database, no key. What the process may do and use it gives up itself (`walls.py`) before it looks at a byte.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer

ROOT = Path(__file__).resolve().parents[3]
START = (
    "import runpy, sys; sys.path.insert(0, sys.argv[1]); runpy.run_module(sys.argv[2], run_name='__main__')"
)


def run(module, content, *, seconds, at_most, root=ROOT):
    """What the module wrote, up to `at_most` bytes and one more, and how it ended: 0, or anything else for badly."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-c", START, str(root), module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a library's complaint may quote what it read
        env={},
        cwd="/",
        start_new_session=True,
    )
    alarm = Timer(seconds, _kill, [process])
    alarm.start()
    try:
        with suppress(BrokenPipeError), process.stdin:
            process.stdin.write(content)
        written = process.stdout.read(at_most + 1)
        if len(written) <= at_most:
            process.wait()
    finally:
        alarm.cancel()
        alarm.join()
        _kill(process)
        process.stdout.close()
        process.wait()
    return written, process.returncode


def _kill(process):
    """The whole group. Its number stays taken until we wait for it, or as long as a child of it lives."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
