"""One data key per holder (a Person or a User). Erasing a person is erasing one row here.

Keys are unwrapped for one piece of work (a request, a task) and then forgotten. Rows loaded from the database say
whose key they will want, so that a page with fifty people fetches fifty keys in one query.
"""

from contextvars import ContextVar

from . import crypto
from .keyring import ring


class Erased(Exception):
    """This holder's key is gone: nothing sealed with it can ever be opened again."""


class _Work:
    """What one request or task has unwrapped, wants, and has opened."""

    def __init__(self):
        self.keys, self.wanted, self.opened = {}, set(), set()


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


def want(holder_id):
    if holder_id is not None and holder_id not in work().keys:
        work().wanted.add(holder_id)


def make_key(holder_id):
    """Creates the holder's data key. Call it in the transaction that creates the Person or User, before sealing."""
    from .models import HolderKey

    secret = crypto.new_key()
    HolderKey.objects.create(holder_id=holder_id, ring_key=ring().active, wrapped=_wrap(holder_id, secret))
    work().keys[holder_id] = secret


def destroy_key(holder_id):
    """Erases the holder: fields, files and drafts sealed with this key are unreadable from now on."""
    from .models import HolderKey

    HolderKey.objects.filter(holder_id=holder_id).delete()
    work().keys.pop(holder_id, None)


def key_of(holder_id):
    """The holder's unwrapped data key; raises Erased where there is none."""
    current = work()
    if holder_id not in current.keys:
        current.wanted.add(holder_id)
        _fetch(current)
    secret = current.keys[holder_id]
    if secret is None:
        raise Erased
    return secret


def _fetch(current):
    from .models import HolderKey

    asked, current.wanted = current.wanted, set()
    current.keys.update(dict.fromkeys(asked))
    for row in HolderKey.objects.filter(holder_id__in=asked):
        current.keys[row.holder_id] = _unwrap(row)


def _wrap(holder_id, secret):
    return crypto.seal(ring().key("wrap"), secret, f"holder|{holder_id}")


def _unwrap(row):
    return crypto.open_sealed(ring().key("wrap", row.ring_key), row.wrapped, f"holder|{row.holder_id}")


def opened():
    """What this piece of work has opened so far: a set of (model label, row id, field name, holder id)."""
    return work().opened
