from celery import shared_task
from django.utils import timezone

from . import retention, tries


@shared_task
def purge():
    retention.purge(timezone.now())


@shared_task
def drop_old_tries():
    tries.drop_old()
