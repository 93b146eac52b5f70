from celery import shared_task

from . import leftovers


@shared_task
def drop_leftovers():
    leftovers.drop_old()
