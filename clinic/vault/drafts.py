"""What has no holder yet (a refused form, a session) is sealed with the clinic's own keys."""

import json

from . import crypto
from .own_keys import own_key


def seal_draft(value, bound_to, label="draft"):
    """Seals what json can say; `bound_to` names where it belongs (a session and a page)."""
    return crypto.seal(own_key(label), json.dumps(value).encode(), bound_to)


def open_draft(sealed, bound_to, label="draft"):
    """Raises SealBroken where it was changed or moved."""
    return json.loads(crypto.open_sealed(own_key(label), bytes(sealed), bound_to))
