"""One data key per holder (a Person or a User). Erasing a person is erasing one row here.

Keys are unwrapped for one piece of work (a request, a task) and then forgotten. Rows loaded from the database say
whose key they will want, so that a page with fifty people fetches fifty keys in one query.
"""

from contextvars import ContextVar

from django.db import connection, transaction

from . import crypto
from .keyring import ring

BROKEN = object()  # stands where a wrapped key was changed, so that the others of the page still open


class Erased(Exception):
    """This holder's key is gone: nothing sealed with it can ever be opened again."""


class _Work:
    """What one request or task has unwrapped, wants, has opened, and could not open because its seal was broken."""

    def __init__(self):
        self.keys, self.openers = {}, {}
        self.wanted, self.opened, self.broken = set(), set(), set()


_work = ContextVar("vault_work", default=None)


def work():
    current = _work.get()
    if current is None:
        current = _Work()
        _work.set(current)
    return current


def forget():
    """Drops every unwrapped key and the list of what was opened. Called when a request or a task begins and ends."""
    _work.set(None)


def forget_key(holder_id):
    """Asks the database again, next time, for a key that was not there."""
    current = work()
    current.keys.pop(holder_id, None)
    current.openers.pop(holder_id, None)


def want(holder_id):
    if holder_id is not None and holder_id not in work().keys:
        work().wanted.add(holder_id)


def make_key(holder_id):
    """Creates the holder's data key. Call it in the transaction that creates the Person or User, before sealing."""
    from .models import HolderKey

    secret = crypto.new_key()
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        # Before the ring is read: a rotation that waits for writers then waits for this one too.
        cursor.execute("LOCK TABLE clinic_holderkey IN ROW EXCLUSIVE MODE")
        keys = ring()
        HolderKey.objects.create(
            holder_id=holder_id, ring_key=keys.active, wrapped=wrap(holder_id, secret, keys)
        )
    work().keys[holder_id] = secret


def destroy_key(holder_id):
    """Erases the holder: fields, files and drafts sealed with this key are unreadable from now on."""
    from .models import HolderKey

    HolderKey.objects.filter(holder_id=holder_id).delete()
    forget_key(holder_id)


def key_of(holder_id):
    """The holder's unwrapped data key; raises Erased where there is none, SealBroken where the ring does not open it."""
    current = work()
    if holder_id not in current.keys:
        current.wanted.add(holder_id)
        _fetch(current)
    secret = current.keys[holder_id]
    if secret is None:
        raise Erased
    if secret is BROKEN:
        current.broken.add(("clinic.HolderKey", str(holder_id), "wrapped", holder_id))
        raise crypto.SealBroken
    return secret


def opener_of(holder_id):
    """`crypto.opener` of the holder's key, made once for this piece of work; raises what `key_of` raises."""
    openers = work().openers
    if holder_id not in openers:
        openers[holder_id] = crypto.opener(key_of(holder_id))
    return openers[holder_id]


def _fetch(current):
    from .models import HolderKey

    asked, current.wanted = current.wanted, set()
    current.keys.update(dict.fromkeys(asked))
    for holder_id, ring_key, wrapped in HolderKey.objects.filter(holder_id__in=asked).values_list(
        "holder_id", "ring_key", "wrapped"
    ):
        try:
            current.keys[holder_id] = unwrap(holder_id, ring_key, wrapped)
        except crypto.SealBroken:
            current.keys[holder_id] = BROKEN


def wrap(holder_id, secret, keys):
    """The key as it lies in the database, wrapped by the active key of `keys` (a KeyRing)."""
    return crypto.seal(keys.key("wrap"), secret, f"holder|{holder_id}")


def unwrap(holder_id, ring_key, wrapped):
    return crypto.open_sealed(ring().key("wrap", ring_key), wrapped, f"holder|{holder_id}")


def opened():
    """What this piece of work has opened so far: a set of (model label, row id, field name, holder id)."""
    return work().opened


def broken():
    """What this piece of work could not open because it was changed or moved, in the same form. A page must not be shown
    as if nothing had happened, even where a template swallowed the error."""
    return work().broken
