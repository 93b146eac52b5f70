"""PostgreSQL crashes at once ("immediate"), three times while letters are sent, and is away for some seconds."""

import signal
import time

from django.db import connection

from clinic.launch import servers
from clinic.outbox.models import Message, State
from tests import real_servers

from . import outbox
from .post import Office
from .senders import Senders

CRASHES, AWAY = 3, 4


def run(table):
    count = outbox.how_many(3_000)
    office = Office()
    office.open()
    outbox.durable()
    senders = Senders(EMAIL_URL=office.url)
    try:
        person = outbox.rosa()
        outbox.due(count, person)
        for _worker in range(4):
            senders.start()
        told = Message.objects.filter(state=State.SENT)
        for crash in range(1, CRASHES + 1):
            outbox.until(lambda crash=crash: told.count() >= count * crash // (CRASHES + 1), every=0.02)
            _crash()
        outbox.until_all_is_told()
        outbox.judge(table, "database crashed 3 times", outbox.of_mail(office), most_doubled=CRASHES)
        outbox.still_sends(table, "database crashed", person)
    finally:
        senders.close()
        office.close()


def _crash():
    database = real_servers.EMBEDDED
    database.child.process.send_signal(signal.SIGQUIT)
    outbox.until(database.child.ended)
    time.sleep(AWAY)
    home = database.log_file.parent.parent
    database.child = servers.start_postgres(home, durable=False).child
    connection.close()
