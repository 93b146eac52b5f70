"""python3 -m clinic.launch.compose_secrets: make secrets/ for docker compose, once. Changes nothing that is there.

Our own secrets are for the account in the image alone. The database's passwords are read by two images with different
accounts, so those files are open, and the folder around them is closed.
"""

import os
import secrets as chance
import shutil
import sys
from pathlib import Path

from clinic.launch import secrets
from clinic.launch.setup import ROOT

ACCOUNT_IN_IMAGE = 10001  # as in the Dockerfile
OURS = ("secret_key", "keyring.json", "database_url", "database_owner_url", "email_url", "messages")
MESSAGES = """\
# Text messages, a mail provider, whoever watches: docs/running.md says what each line is. Empty: e-mail and the call list.
# TWILIO_ACCOUNT=
# TWILIO_SECRET=
# TWILIO_NUMBER=
# TWILIO_WHATSAPP=
# EMAIL_PROVIDER=
# WATCHDOG_URL=
# METRICS_TOKEN=
"""
PASSWORDS = ("postgres_password", "owner_password", "app_password")


def make(folder):
    secrets.ensure(folder)
    for name in PASSWORDS:
        _write(folder / name, chance.token_urlsafe(32), 0o444)
    for name, role in (("database_url", "app"), ("database_owner_url", "owner")):
        password = (folder / f"{role}_password").read_text()
        _write(folder / name, f"postgresql://clinic_{role}:{password}@database:5432/clinic", 0o400)
    _write(folder / "email_url", "smtp+tls://name:password@mail.example.org:587\n", 0o600)
    _write(folder / "messages", MESSAGES, 0o600)
    ours = [folder / name for name in OURS]
    if os.geteuid() == 0:
        for file in ours:
            shutil.chown(file, ACCOUNT_IN_IMAGE, ACCOUNT_IN_IMAGE)
    return ours


def _write(file, text, mode):
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(text)
        file.chmod(mode)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "secrets"
    ours = make(folder)
    print(f"Made in {folder}. Now write your mail server into {folder / 'email_url'}.")
    if os.geteuid() != 0:
        print(f"Then type:  sudo chown {ACCOUNT_IN_IMAGE}:{ACCOUNT_IN_IMAGE} {' '.join(map(str, ours))}")
