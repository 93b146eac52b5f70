"""Production settings with secrets that live a minute: for checks, and for building an image.

python -m clinic.launch.throwaway words --compile        runs that management command
"""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from clinic.launch import secrets, setup

NOWHERE = "postgresql://{}@/clinic?host=/nonexistent"  # what runs here opens no connection


@contextmanager
def environment():
    with tempfile.TemporaryDirectory() as folder:
        secret_key, keyring = secrets.ensure(Path(folder) / "secrets")
        yield {
            **os.environ,
            "CLINIC_MODE": "production",
            "CLINIC_VAR": folder,
            "CLINIC_URL": "https://clinic.example.org",
            "CLINIC_HOSTS": "clinic.example.org",
            "DATABASE_URL": NOWHERE.format("clinic_app"),
            "DATABASE_OWNER_URL": NOWHERE.format("clinic_owner"),
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "EMAIL_URL": "smtp://127.0.0.1:1",
            "SECRET_KEY_FILE": str(secret_key),
            "KEYRING_FILE": str(keyring),
        }


if __name__ == "__main__":
    with environment() as env:
        command = [sys.executable, "manage.py", *sys.argv[1:]]
        sys.exit(subprocess.run(command, env=env, cwd=setup.ROOT).returncode)
