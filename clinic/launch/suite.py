"""`make test`: every test there is. The browser's run where a Chromium is, and we say so where none is."""

import os
import shutil
import subprocess
import sys

from clinic.launch import setup

OF_THIS_MACHINE = {
    "DATABASE_OWNER_URL": "postgresql://postgres@127.0.0.1:5432/postgres",
    "REDIS_URL": "redis://127.0.0.1:6379/9",
}


def test(words):
    """On a PostgreSQL and a Valkey of our own, whatever the environment names."""
    browser = find_chromium()
    if browser:
        print(f"Browser tests run in {browser}.", flush=True)
    else:
        print(
            "No Chromium here: the browser tests are skipped (Debian: apt-get install chromium).", flush=True
        )
    given = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
    return _pytest(words, {name: value for name, value in os.environ.items() if name not in given})


def test_on_servers(words):
    """Without the browser, on the servers DATABASE_OWNER_URL (a superuser's) and REDIS_URL name, or this machine's."""
    return _pytest(["-m", "not browser and not launch", *words], {**OF_THIS_MACHINE, **os.environ})


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    return None


def _pytest(words, env):
    return subprocess.run([sys.executable, "-m", "pytest", *words], env=env, cwd=setup.ROOT).returncode
