import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from clinic.outbox.delivery import send_due
from clinic.outbox.sweep import sweep
from clinic.vault import own_keys
from clinic.vault.holders import forget


class Command(BaseCommand):
    help = "Finds what is due and tells it, without Celery. May run beside it."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument("--every", type=float, default=15, help="seconds between rounds")

    def handle(self, *, once, every, **options):
        own_keys.look()
        while True:
            forget()
            due, worked = sweep(), send_due()
            self.stdout.write(f"due: {due} · worked on: {worked}")
            if once:
                return
            close_old_connections()
            time.sleep(every)
