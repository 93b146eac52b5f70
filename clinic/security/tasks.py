from celery import shared_task

from . import leftovers, once, seals


@shared_task
def drop_leftovers():
    leftovers.drop_old()
    once.drop_old()


@shared_task
def seal_the_trail():
    seals.seal_what_is_ready()
