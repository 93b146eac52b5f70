"""What has no holder yet (a refused form, a session) is sealed with keys of the ring itself."""

import json

from . import crypto
from .keyring import ring


def seal_draft(value, bound_to, label="draft"):
    """Seals what json can say; `bound_to` names where it belongs (a session and a page)."""
    name = ring().active
    sealed = crypto.seal(ring().key(label, name), json.dumps(value).encode(), bound_to)
    return name.encode() + b"\x00" + sealed


def open_draft(sealed, bound_to, label="draft"):
    """Raises SealBroken where it was changed, moved, or its ring key has been removed."""
    name, _, body = bytes(sealed).partition(b"\x00")
    return json.loads(crypto.open_sealed(ring().key(label, name.decode(errors="replace")), body, bound_to))
