"""A new key on the ring while the clinic runs. Only the wrapping of the holders' keys is made anew: what they seal stays.

1. A new key joins the ring and becomes the active one; running processes read the changed file by themselves.
2. Every wrapped key is wrapped again, in batches that lock only their own rows.
3. Last, whoever was still writing with the old key is waited for, and what they wrote is wrapped again too.
"""

from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from . import holders
from .crypto import SealBroken
from .keyring import ring, where
from .models import HolderKey

BATCH = 2000


class StillNeeded(Exception):
    """Some keys in the database are wrapped with this key of the ring. `left`: how many."""

    def __init__(self, left):
        self.left = left


def new_key():
    """Puts a new active key on the ring; returns its name. Raises ImproperlyConfigured where the file may not be written."""
    path = where()
    grown = ring().with_new_key()
    try:
        grown.write(path)
    except OSError:
        raise ImproperlyConfigured(
            f"The key ring {path} cannot be changed from here. Change it where it is kept, start the clinic again, "
            "then run: manage.py rotate_keys --wrap-only"
        ) from None
    return grown.active


def wrap_again():
    """Wraps every key with the ring's active one. Safe beside writers and beside itself. Returns how many were, and the
    ids of holders whose key does not open: somebody who is not us changed it, and it stays as it is."""
    done, broken = 0, set()
    while batch := _wrap_batch(broken):
        done += batch
    with _nobody_else_writing():
        while batch := _wrap_batch(broken):
            done += batch
    return done, broken


def let_go(name):
    """Takes an old key off the ring, for ever. Raises StillNeeded, or ValueError for the active key or an unknown one."""
    keys = ring()
    if name not in keys or name == keys.active:
        raise ValueError(name)
    with _nobody_else_writing():
        left = HolderKey.objects.filter(ring_key=name).count()
        if left:
            raise StillNeeded(left)
        keys.without(name).write(where())


@contextmanager
def _nobody_else_writing():
    """Waits for whoever writes a holder's key now; who comes later waits for us."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE clinic_holderkey IN SHARE ROW EXCLUSIVE MODE")
        yield


@transaction.atomic
def _wrap_batch(broken):
    """Wraps some more; adds to `broken` whose do not open. Returns how many it wrapped: 0 when none is left."""
    keys, again = ring(), {}
    left = HolderKey.objects.exclude(ring_key=keys.active).select_for_update().order_by("holder_id")
    while not again:
        rows = list(left.exclude(pk__in=broken).values_list("holder_id", "ring_key", "wrapped")[:BATCH])
        for holder, name, sealed in rows:
            try:
                again[holder] = holders.wrap(holder, holders.unwrap(holder, name, sealed), keys)
            except SealBroken:
                broken.add(holder)
        if not rows:
            return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clinic_holderkey SET ring_key = %s, wrapped = anew.wrapped "
            "FROM unnest(%s::uuid[], %s::bytea[]) AS anew(holder_id, wrapped) "
            "WHERE clinic_holderkey.holder_id = anew.holder_id",
            [keys.active, list(again), list(again.values())],
        )
    return len(again)
