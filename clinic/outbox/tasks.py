from celery import shared_task

from . import pulse, rounds
from . import sweep as sweeps


@shared_task
def sweep():
    sweeps.sweep()
    pulse.tell_watchdog()


@shared_task
def send():
    rounds.send()
