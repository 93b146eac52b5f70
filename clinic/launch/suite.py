"""`make test`: every test there is. The browser's run where a Chromium is, and we say so where none is."""

import os
import shutil
import subprocess
import sys
import tempfile

from clinic.launch import setup

PYTEST = [sys.executable, "-m", "pytest"]
OF_THIS_MACHINE = {
    "DATABASE_OWNER_URL": "postgresql://postgres@127.0.0.1:5432/postgres",
    "REDIS_URL": "redis://127.0.0.1:6379/9",
}


WHOLE = "browser or launch or scan"  # what starts a browser or a whole clinic: half of the time


def test(words):
    """On a PostgreSQL and a Valkey of our own, whatever the environment names. All of it runs as two halves side by
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
    return _pytest(words, env) if words else _two_halves(env)


def _two_halves(env):
    print("Pages and whole clinics run beside the other tests; what they say comes after them.", flush=True)
    with tempfile.TemporaryFile("w+") as said:
        whole = subprocess.Popen(
            [*PYTEST, "-m", WHOLE, "-p", "no:cacheprovider"],
            env=env, cwd=setup.ROOT, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            rest = _pytest(["-m", f"not ({WHOLE})"], env)
            failed = whole.wait()
        finally:
            if whole.poll() is None:
                whole.terminate()
                whole.wait()
        said.seek(0)
        print(said.read(), flush=True)
    return rest or failed


def test_on_servers(words):
    """On the servers DATABASE_OWNER_URL (a superuser's) and REDIS_URL name, or this machine's: without the browser, and
    without what brings servers of its own."""
    return _pytest(
        ["-m", "not browser and not launch and not scan", *words], {**OF_THIS_MACHINE, **os.environ}
    )


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    return None


def _pytest(words, env):
    return subprocess.run([*PYTEST, *words], env=env, cwd=setup.ROOT).returncode
