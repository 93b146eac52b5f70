"""Four workers are killed sixty times while they send ten thousand letters; then twenty rolling restarts."""

import os
import random

from clinic.outbox.models import Message, State

from . import outbox
from .post import Office
from .senders import Senders

WORKERS = 4


def run(table):
    outbox.durable()
    person = outbox.rosa()
    _drill(table, person, "killed", outbox.how_many(10_000), kills=int(os.environ.get("KILLS", 60)))
    _drill(table, person, "restarted", outbox.how_many(10_000) // 5, restarts=20)


def _drill(table, person, name, count, *, kills=0, restarts=0):
    Message.objects.all().delete()
    office, rng = Office(), random.Random(7)
    office.open()
    senders = Senders(EMAIL_URL=office.url)
    try:
        outbox.due(count, person)
        for _worker in range(WORKERS):
            senders.start()
        for number in range(kills + restarts):
            _some_more_are_told(count * (number + 1) // (kills + restarts + 1))
            outbox.random_pause(rng, 0.02)
            (senders.kill if kills else senders.end)(rng.choice(senders.alive))
            senders.start()
            outbox.time_goes_by()
        outbox.until_all_is_told()
        outbox.judge(table, f"{name} {kills + restarts} times", outbox.of_mail(office), most_doubled=kills)
        outbox.still_sends(table, name, person)
    finally:
        senders.close()
        office.close()


def _some_more_are_told(count):
    told = Message.objects.filter(state=State.SENT)
    outbox.until(lambda: told.count() >= count, every=0.02)
