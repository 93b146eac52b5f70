"""The key ring: a file outside the database and outside its backups, readable by the clinic's account alone.

    {"active": "k2", "keys": {"k1": {"b64": "…", "state": "decrypt-only"}, "k2": {"b64": "…", "state": "active"}}}

It wraps the holders' keys and nothing else. A file that changes is read again, so that a ring can be rotated while
the clinic runs. Each refusal is one clear sentence, because the operator reads it at night.
"""

import base64
import binascii
import json
import os
import secrets
import stat
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from . import crypto

EXAMPLES = {bytes(32), b"0123456789abcdef0123456789abcdef", b"\xff" * 32}
_read = {}


class KeyRing:
    """Named 32-byte secrets. Its text form never shows them."""

    def __init__(self, active, secrets):
        self.active = active
        self._secrets = secrets
        self._derived = {}

    def __repr__(self):
        return f"<KeyRing {sorted(self._secrets)} active={self.active}>"

    def __contains__(self, name):
        return name in self._secrets

    @property
    def names(self):
        return sorted(self._secrets)

    def key(self, label, name=None):
        """The key for one use (`label`), under the active secret or the one named."""
        name = name or self.active
        if name not in self._secrets:
            raise crypto.SealBroken
        if (name, label) not in self._derived:
            self._derived[name, label] = crypto.derive(self._secrets[name], label)
        return self._derived[name, label]

    def with_new_key(self):
        """This ring and one more key, which is the active one."""
        number = max((int(name[1:]) for name in self._secrets if name[1:].isdigit()), default=0) + 1
        return KeyRing(f"k{number}", {**self._secrets, f"k{number}": crypto.new_key()})

    def without(self, name):
        return KeyRing(self.active, {key: secret for key, secret in self._secrets.items() if key != name})

    def write(self, path):
        """In one step and for this account alone: whoever reads it meanwhile reads the old ring or the new one."""
        state = {True: "active", False: "decrypt-only"}
        keys = {
            name: {"b64": base64.b64encode(secret).decode(), "state": state[name == self.active]}
            for name, secret in self._secrets.items()
        }
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as handle:
            handle.write(json.dumps({"active": self.active, "keys": keys}, indent=1))
            handle.flush()
            os.fsync(handle.fileno())
        aside.replace(path)


def ring():
    """The clinic's key ring as the file says now."""
    path = where()
    seen = _state_of(path)
    if seen is None or _read.get("state") != seen:
        _read.update(ring=load(path), state=seen)
    return _read["ring"]


def where():
    return Path(settings.KEYRING_FILE)


def load(path):
    """Reads a key ring file. Raises ImproperlyConfigured with one sentence saying what is wrong with it."""
    _check_file(path)
    try:
        written = json.loads(path.read_text())
        secrets = {name: base64.b64decode(key["b64"], validate=True) for name, key in written["keys"].items()}
        active = written["active"]
    except OSError:
        raise ImproperlyConfigured(f"The key ring {path} cannot be read by this account.") from None
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise ImproperlyConfigured(
            f"The key ring {path} cannot be read: it is not in the key ring's form."
        ) from None
    for name, secret in secrets.items():
        if len(secret) != 32:
            raise ImproperlyConfigured(
                f"Key {name} in the key ring {path} is {len(secret)} bytes long; it needs 32."
            )
        if secret in EXAMPLES or len(set(secret)) < 8:
            raise ImproperlyConfigured(f"Key {name} in the key ring {path} is an example, not a secret.")
    if active not in secrets:
        raise ImproperlyConfigured(f"The key ring {path} names {active!r} as active but does not hold it.")
    return KeyRing(active, secrets)


def _state_of(path):
    try:
        found = path.stat()
    except OSError:
        return None
    return path, found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode


def _check_file(path):
    if not path.is_file():
        raise ImproperlyConfigured(
            f"There is no key ring at {path}. Without it nothing can be opened or sealed."
        )
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ImproperlyConfigured(f"Others may read the key ring {path}. Please run: chmod 0400 {path}")
