from celery import shared_task

from . import old_ways


@shared_task
def note_old_ways():
    old_ways.note_old_ways()
