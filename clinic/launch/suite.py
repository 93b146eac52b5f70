"""`make test`: every test there is. The browser's run where a Chromium is, and we say so where none is."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack

from clinic.launch import setup

PYTEST = [sys.executable, "-m", "pytest"]
OF_THIS_MACHINE = {
    "DATABASE_OWNER_URL": "postgresql://postgres@127.0.0.1:5432/postgres",
    "REDIS_URL": "redis://127.0.0.1:6379/9",
}


# What starts a browser or a whole clinic, and what takes long: about half of the time.
BESIDE = ["browser or launch or scan or fuzz"]


def test(words):
    """On a PostgreSQL and a Valkey of our own, whatever the environment names. All of it runs as two parts side by
    side, each with servers of its own; what is named by `words` runs alone."""
    browser = find_chromium()
    if browser:
        print(f"Browser tests run in {browser}.", flush=True)
    else:
        print(
            "No Chromium here: the browser tests are skipped (Debian: apt-get install chromium).", flush=True
        )
    given = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
    env = {name: value for name, value in os.environ.items() if name not in given}
    return _pytest(words, env) if words else _side_by_side(env)


def _side_by_side(env):
    print("Pages and whole clinics run beside the other tests; what they say comes after them.", flush=True)
    with ExitStack() as open_files:
        beside = []
        try:
            for marked in BESIDE:
                said = open_files.enter_context(tempfile.TemporaryFile("w+"))
                beside.append((_beside(marked, env, said), said))
            failed = _pytest(["-m", " and ".join(f"not ({marked})" for marked in BESIDE)], env)
            for part, said in beside:
                failed = part.wait() or failed
                said.seek(0)
                print(said.read(), flush=True)
        finally:
            for part, _said in beside:
                if part.poll() is None:
                    part.terminate()
                    part.wait()
    return failed


def _beside(marked, env, said):
    return subprocess.Popen(
        [*PYTEST, "-m", marked, "-p", "no:cacheprovider"],
        env=env, cwd=setup.ROOT, stdout=said, stderr=subprocess.STDOUT,
    )  # fmt: skip


def test_on_servers(words):
    """On the servers DATABASE_OWNER_URL (a superuser's) and REDIS_URL name, or this machine's: without the browser,
    without what brings servers of its own, and without asking for every address again."""
    return _pytest(
        ["-m", " and ".join(f"not ({marked})" for marked in [*BESIDE, "matrix"]), *words],
        {**OF_THIS_MACHINE, **os.environ},
    )


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    return None


def _pytest(words, env):
    return subprocess.run([*PYTEST, *words], env=env, cwd=setup.ROOT).returncode
