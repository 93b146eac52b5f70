"""A database that came back from a backup does not know what left since. It is found out by a mark beside it, which no
backup holds, and then nothing is sent again in bulk: what can be asked is asked, what is young goes out as "you may get
this twice", and what is older than a day a person looks at.
"""

import logging
import os
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Least

from .channels import way_of
from .clock import database_now
from .delivery import could_not_tell
from .models import Beat, Message, State
from .reports import words_of
from .sweep import sweep

YOUNG = timedelta(hours=24)
# what a worker held when the backup was made, each of several, may have left since
OPEN = (State.WAITING, State.UNKNOWN, State.SENDING)
PROBLEM = "may have left before"
ONE_AT_A_TIME = 4_730_152  # a lock of the database: an arbitrary number
log = logging.getLogger(__name__)


def look():
    """Before each round. Once after a restore it puts in doubt whatever may have left since the backup."""
    if _is_known():
        return
    with _one_at_a_time():
        if Beat.objects.get_or_create(name="send", defaults={"at": database_now()})[1]:
            leave_mark()  # nothing was ever sent from it
        elif not _is_known():
            log.warning("This database came back from a backup: what may have left is not sent in bulk.")
            _doubt(_last_beat())
            leave_mark()


def leave_mark():
    """After each round: which table it was, and the last moment this database knows of."""
    aside = _mark().with_suffix(f".{os.getpid()}")
    aside.write_text(f"{_table()} {_last_beat().isoformat()}")
    aside.replace(_mark())


def _is_known():
    """Whether this is the database we last sent from, and no older state of it."""
    last = _last_beat()
    if last is None or not _mark().exists():
        return False
    table, _space, moment = _mark().read_text().partition(" ")
    return table == str(_table()) and last >= datetime.fromisoformat(moment)


@contextmanager
def _one_at_a_time():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


@transaction.atomic
def _doubt(since):
    sweep()  # what came due since the backup may have been told already
    now = database_now()
    due = Message.objects.filter(state__in=OPEN, due_at__lte=now)
    due.update(
        state=State.UNKNOWN,
        may_repeat=True,
        next_at=now,
        lease_until=None,
        fence=F("fence") + 1,
        made_at=Least(F("made_at"), Value(since)),
    )
    for message in due.filter(due_at__lt=now - YOUNG):
        message.may_repeat = False  # whoever phones says it anew
        way, letter = way_of(message.channel), words_of(message)
        if letter and not (way.can_be_asked or way.is_idempotent):
            Message.objects.filter(pk=message.pk).update(state=State.DEAD, problem=PROBLEM)
            could_not_tell(message, PROBLEM, letter)


def _last_beat():
    return Beat.objects.filter(name="send").values_list("at", flat=True).first()


def _table():
    """A table that was restored is a new one to PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'clinic_message'::regclass::oid")
        return cursor.fetchone()[0]


def _mark():
    return settings.VAR / "outbox-sent-from"
