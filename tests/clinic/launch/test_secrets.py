import base64
import json

import pytest

from clinic.launch import compose_secrets, secrets
from clinic.launch.trouble import Trouble


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_secrets_are_made_once_and_for_our_eyes_only(tmp_path):
    secret_key, keyring = secrets.ensure(tmp_path / "secrets")
    before = secret_key.read_text(), keyring.read_text()

    secrets.ensure(tmp_path / "secrets")

    assert (secret_key.read_text(), keyring.read_text()) == before
    assert [mode(path) for path in (tmp_path / "secrets", secret_key, keyring)] == ["0o700", "0o400", "0o400"]
    assert len(before[0]) >= 50


def test_keyring_holds_one_active_key_of_32_bytes_by_chance():
    first, second = (json.loads(secrets.new_keyring()) for _ in range(2))

    assert first["active"] == "k1"
    assert first["keys"]["k1"]["state"] == "active"
    assert len(base64.b64decode(first["keys"]["k1"]["b64"])) == 32
    assert first != second


def test_no_new_keyring_is_made_beside_an_old_database(tmp_path):
    with pytest.raises(Trouble, match="keyring.json is missing"):
        secrets.ensure(tmp_path / "secrets", database_exists=True)

    assert not (tmp_path / "secrets/keyring.json").exists()


def test_secrets_for_compose_fit_together_and_are_made_once(tmp_path):
    compose_secrets.make(tmp_path / "secrets")
    compose_secrets.make(tmp_path / "secrets")

    made = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    assert made["database_url"] == f"postgresql://clinic_app:{made['app_password']}@database:5432/clinic"
    assert (
        made["database_owner_url"]
        == f"postgresql://clinic_owner:{made['owner_password']}@database:5432/clinic"
    )
    assert len({made["app_password"], made["owner_password"], made["postgres_password"]}) == 3
    assert mode(tmp_path / "secrets") == "0o700"
    assert mode(tmp_path / "secrets/database_owner_url") == "0o400"
