"""What the settings read, filled in for a machine where nobody set anything."""

import os
from dataclasses import dataclass
from pathlib import Path

from clinic.launch import secrets, servers, setup
from clinic.launch.trouble import Trouble

OURS = {
    "CLINIC_MODE",
    "CLINIC_VAR",
    "CLINIC_URL",
    "CLINIC_HOSTS",
    "CLINIC_ZONE",
    "PORT",
    "SECRET_KEY_FILE",
    "KEYRING_FILE",
}


@dataclass(frozen=True)
class Folders:
    """Everything we write is under one folder: `var/`, unless CLINIC_VAR says otherwise."""

    var: Path
    run: Path
    log: Path
    mail: Path
    beat: Path
    secrets: Path


def make_folders():
    var = Path(os.environ.get("CLINIC_VAR") or setup.ROOT / "var").absolute()
    setup.refuse_space(var)
    folders = Folders(var, *(var / name for name in ("run", "log", "mail", "beat", "secrets")))
    for folder in (folders.run, folders.log, folders.mail, folders.beat):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folders


def fill_in(folders):
    """All but the addresses of the servers. What the operator set is left as it is."""
    secret_key, keyring = _secret_files(folders)
    ours = {
        "CLINIC_MODE": "demo",
        "CLINIC_VAR": str(folders.var),
        "CLINIC_URL": f"http://localhost:{port()}",
        "CLINIC_HOSTS": "localhost,127.0.0.1",
        "CLINIC_ZONE": "America/New_York",
        "PORT": str(port()),
        "SECRET_KEY_FILE": str(secret_key),
        "KEYRING_FILE": str(keyring),
        "PYTHONUNBUFFERED": "1",
    }
    return {**ours, **{name: value for name, value in os.environ.items() if value}}


def port():
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Trouble(f"PORT is “{given}”: it has to be a number from 1 to 65535.")
    return int(given)


def databases_are_given():
    """True when both addresses are set; one alone is a mistake worth a sentence."""
    given = [bool(os.environ.get(name)) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")]
    if any(given) and not all(given):
        raise Trouble(
            "Set both DATABASE_URL (the app's role) and DATABASE_OWNER_URL (the owner's), or neither."
        )
    return all(given)


def _secret_files(folders):
    given = [os.environ.get(name) for name in ("SECRET_KEY_FILE", "KEYRING_FILE")]
    if all(given):
        return given
    return secrets.ensure(
        folders.secrets, database_exists=servers.has_data(folders.var) and not databases_are_given()
    )
