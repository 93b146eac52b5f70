"""The key ring: a file outside the database and outside its backups, readable by the clinic's account alone.

    {"active": "k2", "keys": {"k1": {"b64": "…", "state": "decrypt-only"}, "k2": {"b64": "…", "state": "active"}}}

Each refusal is one clear sentence, because the operator reads it at night.
"""

import base64
import binascii
import json
import stat
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from . import crypto

EXAMPLES = {bytes(32), b"0123456789abcdef0123456789abcdef", b"\xff" * 32}


class KeyRing:
    """Named 32-byte secrets. Its text form never shows them."""

    def __init__(self, active, secrets):
        self.active = active
        self._secrets = secrets
        self._derived = {}

    def __repr__(self):
        return f"<KeyRing {sorted(self._secrets)} active={self.active}>"

    def key(self, label, name=None):
        """The key for one use (`label`), under the active secret or the one named."""
        name = name or self.active
        if name not in self._secrets:
            raise crypto.SealBroken
        if (name, label) not in self._derived:
            self._derived[name, label] = crypto.derive(self._secrets[name], label)
        return self._derived[name, label]

    def index_key(self, label):
        """Blind indexes stay comparable while keys rotate, so they hang on the ring's first secret."""
        return self.key(f"index:{label}", min(self._secrets))


@lru_cache(maxsize=1)
def ring():
    return load(Path(settings.KEYRING_FILE))


def load(path):
    """Reads a key ring file. Raises ImproperlyConfigured with one sentence saying what is wrong with it."""
    _check_file(path)
    try:
        written = json.loads(path.read_text())
        secrets = {name: base64.b64decode(key["b64"], validate=True) for name, key in written["keys"].items()}
        active = written["active"]
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise ImproperlyConfigured(
            f"The key ring {path} cannot be read: it is not in the key ring's form."
        ) from None
    for name, secret in secrets.items():
        if len(secret) != 32:
            raise ImproperlyConfigured(
                f"Key {name} in the key ring {path} is {len(secret)} bytes long; it needs 32."
            )
        if secret in EXAMPLES:
            raise ImproperlyConfigured(f"Key {name} in the key ring {path} is an example, not a secret.")
    if active not in secrets:
        raise ImproperlyConfigured(f"The key ring {path} names {active!r} as active but does not hold it.")
    return KeyRing(active, secrets)


def _check_file(path):
    if not path.is_file():
        raise ImproperlyConfigured(
            f"There is no key ring at {path}. Without it nothing can be opened or sealed."
        )
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ImproperlyConfigured(f"Others may read the key ring {path}. Please run: chmod 0400 {path}")
