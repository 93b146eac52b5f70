from celery import shared_task

from accompaniment.trips import services as trips

from . import services


@shared_task
def listen_for_silence():
    trips.follow_all()
    services.listen_for_silence()
