import logging
import signal
import time

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from clinic.outbox import pulse, rounds
from clinic.outbox.sweep import sweep
from clinic.vault import own_keys
from clinic.vault.holders import forget

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Finds what is due and tells it, without Celery. May run beside it."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument("--every", type=float, default=15, help="seconds between rounds")

    def handle(self, *, once, every, **options):
        self.goes_on = True
        signal.signal(signal.SIGTERM, self._end)
        own_keys.look()
        while self.goes_on:
            try:
                self._round()
            except (InterfaceError, OperationalError) as error:  # the database is away: it comes back
                if once:
                    raise
                log.error("The database does not answer: %s.", type(error).__name__)
                connection.close()
            if once:
                return
            close_old_connections()
            self._wait(every)

    def _round(self):
        forget()
        due, worked = sweep(), rounds.send(goes_on=lambda: self.goes_on)
        pulse.tell_watchdog()
        self.stdout.write(f"due: {due} · worked on: {worked}")

    def _wait(self, seconds):
        ends_at = time.monotonic() + seconds
        while self.goes_on and time.monotonic() < ends_at:
            time.sleep(min(0.2, seconds))

    def _end(self, *_signal):
        """The letter in hand is finished and written down; no other is begun."""
        self.goes_on = False
