from celery import shared_task

from . import delivery
from . import sweep as sweeps


@shared_task
def sweep():
    sweeps.sweep()


@shared_task
def send():
    delivery.send_due()
