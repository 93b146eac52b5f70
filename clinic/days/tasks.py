from celery import shared_task

from . import passes


@shared_task
def end_passes():
    passes.end_of_night()
