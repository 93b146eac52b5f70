"""Seals what the trail has committed into a chain, a minute later and outside every request.

A row's number is given before its transaction commits, so numbers come late and leave gaps. The database's own count
of transactions does not: once every transaction below the oldest open one is over, nothing can be added there. A seal
takes whole transactions up to that line, so that no row is ever passed over, however long its transaction stays open.
Restored on another server, the count starts anew; `era` tells the servers apart.
"""

import json

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from clinic.vault import crypto
from clinic.vault.own_keys import own_key

from .models import AuditEntry, Seal

LOCK = 7_301_946_021  # any number that nothing else locks
MOST = 2000  # entries in one seal; a transaction is never parted
LEAF = 16
START = bytes(32)
SAID = ("at", "actor", "roles", "verb", "outcome", "targets", "fields", "holders", "era", "written_in")

# From one era's first row to the next one's by the index: a look at every row, each minute, would grow with the trail.
ELSEWHERE = """
WITH RECURSIVE eras (era) AS (
    SELECT min(era) FROM clinic_auditentry
    UNION ALL
    SELECT (SELECT min(e.era) FROM clinic_auditentry e WHERE e.era > eras.era) FROM eras WHERE era IS NOT NULL
), ends AS (
    SELECT era, (SELECT max(written_in) + 1 FROM clinic_auditentry e WHERE e.era = eras.era) AS until
    FROM eras WHERE era <> %s
)
SELECT era, until FROM ends
WHERE until > coalesce((SELECT max(until) FROM clinic_seal s WHERE s.era = ends.era), 0) ORDER BY era LIMIT 1
"""


def seal_what_is_ready():
    """Seals all that can be sealed now; returns how many entries. Where another sealer is at work, it does nothing.

    What is written meanwhile waits for the next time: beside busy writers there would be no end to it.
    """
    here, horizon = _horizon()
    sealed = 0
    while (more := _seal_once(here, horizon)) > 0:
        sealed += more
    return sealed


def leaf_of(entry):
    """What an entry says, without its number: so that one that was moved is known again."""
    said = [entry.at.isoformat(), entry.actor, entry.roles, entry.verb, entry.outcome]
    said += [
        entry.targets,
        entry.fields,
        [str(holder) for holder in entry.holders],
        entry.era,
        entry.written_in,
    ]
    return crypto.tag(own_key("audit"), json.dumps(said).encode())[:LEAF]


def mac_of(seal):
    """What the seal's `mac` has to be."""
    said = [
        seal.n,
        seal.sealed_at.timestamp(),
        seal.era,
        seal.since,
        seal.until,
        list(seal.ids),
    ]
    said += [bytes(seal.leaves).hex(), bytes(seal.previous).hex()]
    return crypto.tag(own_key("audit"), json.dumps(said).encode())


def mac_of_purge(purge):
    """What a purge's `mac` has to be."""
    said = [
        "purge",
        purge.first,
        purge.last,
        purge.entries,
        purge.before.isoformat(),
        purge.purged_at.timestamp(),
    ]
    return crypto.tag(own_key("audit"), json.dumps(said).encode())


def head():
    """ "412 9f3a…": the last seal, to be kept in a second place; "" while there is none."""
    last = Seal.objects.last()
    return f"{last.n} {bytes(last.mac).hex()}" if last else ""


def head_file():
    return settings.VAR / "audit-head"


def _horizon():
    """(this server, how far no transaction is open any more)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM pg_control_system()"
        )
        return cursor.fetchone()


def _seal_once(here, horizon):
    with transaction.atomic():
        if not _take_turn():
            return 0
        era, since, end = _next_stretch(here, horizon)
        until, rows = _whole_transactions(era, since, end)
        if not rows:
            return 0
        seal = _write(era, since, until, rows)
    _keep_head(seal)
    return len(seal.ids)


def _whole_transactions(era, since, end):
    """(until, rows): as many as go into one seal. Only a transaction that is larger than that is read twice."""
    rows = _bare(rows_between(era, since, end)[: MOST + 1])
    if len(rows) <= MOST:
        return end, rows
    first, last = rows[0].written_in, rows[-1].written_in
    if first == last:
        return last + 1, _bare(rows_between(era, first, last + 1))
    return last, [row for row in rows if row.written_in < last]


def _bare(entries):
    """The entries as named tuples: thousands each minute, and nothing else of a model is asked of them."""
    return list(entries.values_list("pk", *SAID, named=True))


def _take_turn():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def _next_stretch(here, horizon):
    """(era, since, until): an earlier server's rows first, all of them; then this one's, up to the horizon."""
    with connection.cursor() as cursor:
        cursor.execute(ELSEWHERE, [here])
        elsewhere = cursor.fetchone()
    era, until = elsewhere or (here, horizon)
    last = Seal.objects.filter(era=era).order_by("-until").first()
    return era, last.until if last else 0, until


def rows_between(era, since, until):
    stretch = AuditEntry.objects.filter(era=era, written_in__gte=since, written_in__lt=until)
    return stretch.order_by("written_in", "id")


def _write(era, since, until, rows):
    last = Seal.objects.last()
    seal = Seal(
        n=last.n + 1 if last else 1,
        sealed_at=timezone.now(),
        era=era,
        since=since,
        until=until,
        ids=[row.pk for row in rows],
        leaves=b"".join(leaf_of(row) for row in rows),
        previous=bytes(last.mac) if last else START,
    )
    seal.mac = mac_of(seal)
    seal.save(force_insert=True)
    return seal


def _keep_head(seal):
    """Outside the database, so that cutting the end of the chain off is seen."""
    path = head_file()
    new = path.with_suffix(".new")
    new.write_text(f"{seal.n} {seal.mac.hex()}\n")
    new.replace(path)
