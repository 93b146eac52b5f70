"""The clinic's own keys, for what has no holder: sessions, drafts, second factors, blind indexes, the roll.

They are derived from one secret that lies in the database wrapped by the key ring, as a holder's key does. So rotating the
ring touches nothing they seal, and the same row is the canary: a ring that does not open it is not this clinic's ring.
"""

import uuid

from django.core.exceptions import ImproperlyConfigured

from . import crypto, holders

CLINIC = uuid.UUID(int=0)  # the clinic as a holder of its own
_known = {}


def own_key(label):
    """The clinic's key for one use. Raises ImproperlyConfigured where the ring is not the one of this database."""
    if label not in _known:
        _known[label] = crypto.derive(_secret(), label)
    return _known[label]


def look():
    """Raises ImproperlyConfigured, in one sentence, unless the key ring opens what this database holds."""
    _known.clear()
    _secret()


def make():
    """After the first migration: the secret, once and for good."""
    from .models import HolderKey

    if not HolderKey.objects.filter(pk=CLINIC).exists():
        holders.make_key(CLINIC)


def _secret():
    try:
        return holders.key_of(CLINIC)
    except holders.Erased:
        holders.forget_key(CLINIC)
        raise ImproperlyConfigured(
            "This database has no key of its own yet. Please run: manage.py migrate"
        ) from None
    except crypto.SealBroken:
        raise ImproperlyConfigured(
            "The key ring does not open what this database holds: it is another clinic's, or it was changed. "
            "Put back the ring that belongs to this database."
        ) from None
