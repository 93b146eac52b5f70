"""The two secrets of an installation: the key that signs sessions, the ring of keys that opens the vault."""

import base64
import json
import os
import secrets
from pathlib import Path

from clinic.launch.trouble import Trouble


def ensure(folder, *, database_exists=False):
    """Make what is missing in `folder`, change nothing there. Returns (secret key file, key ring file).

    A new ring beside an old database would show every name in it as unreadable, so that is refused.
    """
    folder = Path(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    secret_key, keyring = folder / "secret_key", folder / "keyring.json"
    if not keyring.exists():
        if database_exists:
            raise Trouble(
                f"{keyring} is missing, and nothing in the database can be read without it: "
                "put it back from your copy before you start."
            )
        _write_once(keyring, new_keyring())
    if not secret_key.exists():
        _write_once(secret_key, secrets.token_urlsafe(64))
    return secret_key, keyring


def new_keyring():
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return json.dumps({"active": "k1", "keys": {"k1": {"b64": key, "state": "active"}}}, indent=1)


def _write_once(file, text):
    aside = file.with_name(f".{file.name}.being-made")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    aside.rename(file)
