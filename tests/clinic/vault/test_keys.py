"""Nothing starts with a key ring that is missing, unsafe or another clinic's, and each refusal is one clear sentence."""

import base64
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from clinic.launch import secrets as secret_files
from clinic.vault import crypto, keyring, own_keys

pytestmark = pytest.mark.django_db  # what is started finds tables
GOOD = bytes(range(32))


def ring_file(folder, secret=GOOD, text=None, mode=0o400, active="k1"):
    path = folder / "ring.json"
    key = {"b64": base64.b64encode(secret).decode(), "state": "active"}
    path.write_text(json.dumps({"active": active, "keys": {"k1": key}}) if text is None else text)
    path.chmod(mode)
    return path


BAD_RINGS = {
    "missing": (None, "There is no key ring at"),
    "short": ({"secret": b"short"}, "is 5 bytes long; it needs 32"),
    "an example": ({"secret": b"0123456789abcdef0123456789abcdef"}, "is an example, not a secret"),
    "all zeros": ({"secret": bytes(32)}, "is an example, not a secret"),
    "one byte over and over": ({"secret": b"\x41" * 32}, "is an example, not a secret"),
    "not a ring": ({"text": "hunter2"}, "it is not in the key ring's form"),
    "empty": ({"text": ""}, "it is not in the key ring's form"),
    "without its active key": ({"active": "k7"}, "names 'k7' as active but does not hold it"),
    "world-readable": ({"mode": 0o444}, "Others may read the key ring"),
    "group-readable": ({"mode": 0o440}, "Others may read the key ring"),
}


@pytest.mark.parametrize("why", BAD_RINGS)
def test_a_bad_ring_is_refused_in_one_sentence(tmp_path, why):
    made, sentence = BAD_RINGS[why]
    path = tmp_path / "nowhere.json" if made is None else ring_file(tmp_path, **made)

    with pytest.raises(ImproperlyConfigured) as refused:
        keyring.load(path)

    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def started(program, keyring_file, **more):
    env = {**os.environ, "KEYRING_FILE": str(keyring_file), **more}
    return subprocess.run(
        [sys.executable, *program], env=env, cwd=settings.ROOT, capture_output=True, text=True, timeout=60
    )


PROGRAMS = {
    "web": ["-c", "import clinic.wsgi"],
    "worker": ["-m", "celery", "--app", "clinic.celery", "worker", "--pool", "solo"],
    "beat": [
        "-m",
        "celery",
        "--app",
        "clinic.celery",
        "beat",
        "--pidfile=",
        "--schedule",
        "/tmp/never-written",
    ],
    "runoutbox": ["manage.py", "runoutbox", "--once"],
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_starts_with_another_clinics_ring(tmp_path, program):
    _secret, other = secret_files.ensure(tmp_path / "other")

    done = started(PROGRAMS[program], other)

    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "The key ring does not open what this database holds" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("program", ["web", "runoutbox"])
def test_no_program_starts_without_a_ring(tmp_path, program):
    done = started(PROGRAMS[program], tmp_path / "nowhere.json")

    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith("There is no key ring at")
    assert "Traceback" not in done.stderr


def test_a_credential_of_systemd_is_the_ring(tmp_path):
    folder = tmp_path / "credentials"
    folder.mkdir()
    _secret, other = secret_files.ensure(tmp_path / "other")
    (folder / "keyring").write_text(other.read_text())
    (folder / "keyring").chmod(0o400)

    done = started(PROGRAMS["web"], settings.KEYRING_FILE, CREDENTIALS_DIRECTORY=str(folder))

    assert "The key ring does not open what this database holds" in done.stderr


def test_the_right_ring_starts():
    assert started(PROGRAMS["web"], settings.KEYRING_FILE).returncode == 0


def test_keys_show_in_no_text_of_theirs(tmp_path):
    ring = keyring.load(ring_file(tmp_path))
    ring.key("wrap")
    shown = f"{ring!r} {ring} {vars(ring).keys()}"

    for form in (GOOD.hex(), base64.b64encode(GOOD).decode(), repr(GOOD)[2:-1]):
        assert form not in shown


def test_a_refused_ring_does_not_quote_its_key(tmp_path):
    with pytest.raises(ImproperlyConfigured) as refused:
        keyring.load(ring_file(tmp_path, secret=b"half-a-secret"))

    assert base64.b64encode(b"half-a-secret").decode() not in str(refused.value)
    assert "half-a-secret" not in str(refused.value)


def test_the_ring_is_read_again_when_its_file_changes(tmp_path, settings):
    path = ring_file(tmp_path)
    settings.KEYRING_FILE = str(path)
    before = keyring.ring()
    before.with_new_key().write(path)

    assert (before.active, keyring.ring().active) == ("k1", "k2")
    assert oct(path.stat().st_mode & 0o777) == "0o400"


def test_a_number_has_another_index_in_each_field(db):
    assert own_keys.own_key("index:a_number") != own_keys.own_key("index:phone")


def test_own_keys_are_not_derived_from_the_ring(db):
    keys = keyring.ring()

    with pytest.raises(crypto.SealBroken):
        crypto.open_sealed(keys.key("session"), crypto.seal(own_keys.own_key("session"), b"x", "y"), "y")
