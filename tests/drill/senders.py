"""Workers of a drill: `manage.py runoutbox`, each a process of its own, forked from one that has everything loaded, so that
sixty can be killed in a minute. `python -m tests.drill.senders` is that one."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

EVERY = "0.2"


class Senders:
    def __init__(self, **env):
        self.loaded = subprocess.Popen(
            [sys.executable, "-m", "tests.drill.senders"],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.drill.outbox_settings", **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.alive = []

    def start(self):
        self.loaded.stdin.write("\n")
        self.loaded.stdin.flush()
        self.alive.append(int(self.loaded.stdout.readline()))
        return self.alive[-1]

    def kill(self, pid):
        os.kill(pid, signal.SIGKILL)
        self._ended(pid)

    def end(self, pid):
        """As a new release does: asked, and waited for."""
        os.kill(pid, signal.SIGTERM)
        while is_running(pid):
            time.sleep(0.02)
        self._ended(pid)

    def close(self):
        for pid in list(self.alive):
            with suppress(ProcessLookupError):
                self.kill(pid)
        self.loaded.kill()
        self.loaded.wait()

    def _ended(self, pid):
        self.alive.remove(pid)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main():
    import django
    from django.core.management import call_command

    django.setup()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            call_command("runoutbox", every=float(EVERY))
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
