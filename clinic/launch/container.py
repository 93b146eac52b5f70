"""What runs in a container: python -m clinic.launch.container web | worker | beat | prepare | healthy | manage …

Passwords come as files (NAME_FILE) and become the variables the settings read; they are in no image and no `ps`.
"""

import http.client
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from clinic.launch import commands, setup

FROM_FILES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL")
PORT = 8000
SCHEDULE = Path("/tmp/schedule")
BEAT_WRITES_EVERY = 180  # seconds


def take_from_files(environment):
    """DATABASE_URL_FILE=/run/secrets/… becomes DATABASE_URL, and so on; MESSAGES_FILE holds lines NAME=value."""
    for name in FROM_FILES:
        if file := environment.pop(f"{name}_FILE", ""):
            environment[name] = Path(file).read_text().strip()
    if file := environment.pop("MESSAGES_FILE", ""):
        lines = (line.strip() for line in Path(file).read_text().splitlines())
        settings = (line.partition("=") for line in lines if line and not line.startswith("#"))
        environment.update((name.strip(), value.strip()) for name, _sign, value in settings)


def prepare():
    """Once for each new release, before web and worker start: tables as the owner, and the static files."""
    for words in (["migrate", "--no-input"], commands.collect_static()):
        subprocess.run([sys.executable, "manage.py", *words], cwd=setup.ROOT, check=True)


def healthy(program):
    return {"web": _web_answers, "worker": _worker_answers, "beat": _beat_writes}[program]()


def _web_answers(port=PORT):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with closing(connection):
        connection.request("GET", "/healthz", headers={"Host": os.environ["CLINIC_HOSTS"].split(",")[0]})
        return connection.getresponse().status == 200


def _worker_answers():
    ping = ["celery", "--app", "clinic.celery", "inspect", "ping", "--timeout", "10"]
    return subprocess.run([sys.executable, "-m", *ping], cwd=setup.ROOT, capture_output=True).returncode == 0


def _beat_writes():
    return any(
        time.time() - file.stat().st_mtime < 3 * BEAT_WRITES_EVERY
        for file in SCHEDULE.parent.glob("schedule*")
    )


def main(program, words):
    take_from_files(os.environ)
    if program == "prepare":
        return prepare()
    if program == "healthy":
        return 0 if healthy(*words) else 1
    run = {
        "web": ["-m", *commands.web(bind=f"0.0.0.0:{PORT}", behind_proxy=True)],
        "worker": ["-m", *commands.worker()],
        "beat": ["-m", *commands.beat(schedule=SCHEDULE)],
        "manage": ["manage.py", *words],
    }
    os.execv(sys.executable, [sys.executable, *run[program]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
