"""A mail server that delivers nothing: it keeps each message as an .eml file, for the demo to show.

python -m clinic.launch.mail_catcher FOLDER PORT
"""

import os
import secrets
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.controller import Controller


class Keep:
    def __init__(self, folder):
        self.folder = folder

    async def handle_DATA(self, server, session, envelope):
        name = f"{time.strftime('%Y-%m-%d-%H%M%S')}-{secrets.token_hex(3)}"
        aside = self.folder / f".{name}"
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(envelope.content)
        aside.rename(self.folder / f"{name}.eml")
        return "250 Kept"


def keep_mail(folder, port):
    """Serve until SIGTERM or SIGINT."""
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(
        signal.SIG_BLOCK, signals
    )  # before the server's thread starts, so that it inherits it
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    controller = Controller(Keep(folder), hostname="127.0.0.1", port=port)
    controller.start()
    signal.sigwait(signals)
    controller.stop()


if __name__ == "__main__":
    keep_mail(Path(sys.argv[1]), int(sys.argv[2]))
