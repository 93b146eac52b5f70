"""What a worker holds for a moment: some rows under one lease, begun one after the other, in the order of the queue.

A letter is begun only after a commit said what became of the one before. So of all that a killed worker held, only the first
that is still open may have left: whoever takes over puts that one in doubt, and the others back as they were. A worker
that was only slow finds its fence passed, writes nothing and begins nothing more. Leases use the database's clock.
"""

import logging
import socket
from datetime import timedelta
from itertools import pairwise
from threading import get_native_id

from django.db import connection
from psycopg import Cursor

from .models import Message, State

LEASE = timedelta(minutes=5)
TO_SPARE = (
    LEASE / 2
)  # no letter is begun under a lease that has less left: it is over before another takes it
TAKE_OVER = """
    WITH oldest AS (
        SELECT worker, lease_until FROM clinic_message
        WHERE state = 'sending' AND lease_until < (SELECT clock_timestamp()) ORDER BY lease_until LIMIT 1
    ), held AS MATERIALIZED (
        SELECT id, next_at FROM clinic_message JOIN oldest USING (worker, lease_until)
        WHERE state = 'sending' FOR UPDATE OF clinic_message SKIP LOCKED
    ), in_doubt AS MATERIALIZED (
        SELECT id FROM held ORDER BY next_at, id LIMIT 1
    )
    UPDATE clinic_message AS message
    SET lease_until = NULL, may_repeat = may_repeat OR message.id = in_doubt.id,
        state = CASE WHEN may_repeat OR message.id = in_doubt.id THEN 'unknown' ELSE 'waiting' END,
        attempts = CASE WHEN message.id = in_doubt.id THEN attempts ELSE attempts - 1 END
    FROM held, in_doubt WHERE message.id = held.id
"""
IS_TOLD_LATER = """
    EXISTS (
        SELECT FROM clinic_message AS later
        WHERE (later.topic, later.about, later.recipient, later.channel)
            = (taken.topic, taken.about, taken.recipient, taken.channel)
        AND later.moment_version >= taken.moment_version AND later.due_at > taken.due_at
    ) AS is_told_later
"""
TAKE = """
    WITH clock AS MATERIALIZED (
        SELECT clock_timestamp() AS at
    ), due AS MATERIALIZED (
        SELECT id FROM clinic_message
        WHERE state IN ('waiting', 'unknown') AND next_at <= (SELECT at FROM clock)
        ORDER BY next_at, id LIMIT %s FOR UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE clinic_message AS message
        SET state = 'sending', worker = %s, lease_until = clock.at + %s, fence = fence + 1, attempts = attempts + 1,
            may_repeat = may_repeat OR state = 'unknown'
        FROM due, clock WHERE message.id = due.id
        RETURNING message.*
    )
    SELECT taken.*, (SELECT at FROM clock) AS looked_at, {is_told_later}
    FROM taken ORDER BY next_at, id
"""
SETTLE = """
    WITH settled AS (
        UPDATE clinic_message SET lease_until = NULL, {columns} WHERE id = %s AND fence = %s AND state = 'sending'
        RETURNING id
    )
    SELECT settled.id IS NOT NULL, clock_timestamp(), taken.id IS NOT NULL, {is_told_later}
    FROM (SELECT) AS one LEFT JOIN settled ON true
    LEFT JOIN clinic_message AS taken ON taken.id = %s AND taken.fence = %s AND taken.state = 'sending'
        AND taken.lease_until > clock_timestamp() + %s
"""
GIVE_BACK = """
    UPDATE clinic_message
    SET lease_until = NULL, attempts = attempts - 1, state = CASE WHEN may_repeat THEN 'unknown' ELSE 'waiting' END
    WHERE id = ANY(%s) AND worker = %s AND lease_until = %s AND state = 'sending'
"""
log = logging.getLogger(__name__)


def take(most=1):
    """The next rows that are due, under one lease; what a worker left behind first. Committed before anything is sent.

    Each knows the one `after` it, and what was seen last: `looked_at` by the database's clock; `is_held`, it may be begun;
    `is_told_later`, a later lead of the same thing for the same recipient has a row, whatever became of it; one of a
    date that moved since tells nothing of the new one."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OVER)
    taken = list(Message.objects.raw(TAKE.format(is_told_later=IS_TOLD_LATER), [most, _worker(), LEASE]))
    for message, after in pairwise([*taken, None]):
        message.after, message.is_held = after, message is taken[0]
    return taken


def settle(message, state, *, problem="", **columns):
    """Writes what became of the row, unless another worker has taken it meanwhile, and looks whether the one after it may be
    begun. Returns whether it was written."""
    columns |= {"state": state, "problem": problem[:40]}
    names = ", ".join(f"{name} = %s" for name in columns) + (
        ", told_at = clock_timestamp()" if state == State.SENT else ""
    )
    after = message.after
    held = [message.pk, message.fence, after and after.pk, after and after.fence, TO_SPARE]
    written = _prepared(SETTLE.format(columns=names, is_told_later=IS_TOLD_LATER), [*columns.values(), *held])
    is_written, looked_at, is_held, is_told_later = written
    if after:
        after.looked_at, after.is_held, after.is_told_later = looked_at, is_written and is_held, is_told_later
    if not is_written:
        log.warning("A message was taken over by another worker before this one was done.")
    return is_written


def give_back(messages):
    """These were taken and not begun: they wait as before."""
    if messages:
        with connection.cursor() as cursor:
            held = [[message.pk for message in messages], messages[0].worker, messages[0].lease_until]
            cursor.execute(GIVE_BACK, held)


def _prepared(statement, values):
    """The first row. PostgreSQL plans the statement once for each connection, which is most of the work of so small a one."""
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(statement, values, prepare=True).fetchone()


def _worker():
    return f"{socket.gethostname()}:{get_native_id()}"[:80]
