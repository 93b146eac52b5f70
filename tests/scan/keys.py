"""Every key of a clinic, as bytes: the ring's, those derived from them, the holders', and the one that signs cookies."""

import base64
import json

from clinic.vault import crypto
from clinic.vault.own_keys import CLINIC

OWN = (
    "draft",
    "session",
    "mfa",
    "leftover",
    "roll",
    "card secret",
    "audit",
    "sign_in",
    "index:card",
    "index:attempt",
    "index:browser",
    "index:pass",
    "index:pin",
    "index:a_number",
    "index:phone",
)  # fmt: skip


def keys_of(clinic):
    """{what it is: bytes}"""
    ring = json.loads((clinic.folders.secrets / "keyring.json").read_text())["keys"]
    secrets = {name: base64.b64decode(key["b64"]) for name, key in ring.items()}
    found = {"SECRET_KEY": (clinic.folders.secrets / "secret_key").read_text().strip().encode()}
    for name, secret in secrets.items():
        found[f"ring {name}"] = secret
        found[f"{name} for wrapping"] = crypto.derive(secret, "wrap")
    with clinic.connect() as app:
        rows = app.execute("SELECT holder_id, ring_key, wrapped FROM clinic_holderkey").fetchall()
    for holder, name, wrapped in rows:
        wrap = crypto.derive(secrets[name], "wrap")
        found[f"holder {holder}"] = crypto.open_sealed(wrap, wrapped, f"holder|{holder}")
    found |= {f"own key for {use}": crypto.derive(found[f"holder {CLINIC}"], use) for use in OWN}
    return found
