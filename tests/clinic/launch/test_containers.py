"""docker compose itself does not run here. What it reads is read; what runs inside is run, where it can be."""

import os
import re
import socket
import subprocess
import sys

import pytest
import yaml

from clinic.launch import children, commands, container, programs, quarters, servers
from clinic.launch.compose_secrets import ACCOUNT_IN_IMAGE, make
from clinic.launch.setup import ROOT

OURS = ("web", "worker", "beat", "prepare")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_compose_has_all_services_and_each_that_stays_has_a_healthcheck(compose):
    services = compose["services"]

    assert set(services) == {"caddy", "web", "worker", "beat", "prepare", "database", "broker"}
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"prepare"}
    assert services["database"]["image"] == "postgres:18"
    assert services["broker"]["image"].startswith("valkey/valkey:")


def test_compose_opens_no_door_but_caddys(compose):
    services = compose["services"]

    assert {name for name, service in services.items() if "ports" in service} == {"caddy"}
    assert compose["networks"]["inside"] == {"internal": True}
    assert services["database"]["networks"] == services["broker"]["networks"] == ["inside"]


def test_compose_gives_secrets_as_files_and_none_in_the_environment(compose):
    services = compose["services"]
    used = {name for service in services.values() for name in service.get("secrets", [])}

    assert used == set(compose["secrets"])
    assert {secret["file"].startswith("./secrets/") for secret in compose["secrets"].values()} == {True}
    for service in services.values():
        environment = service.get("environment") or {}
        assert not [name for name, value in environment.items() if re.search("://.*:.*@", str(value))]
        assert not [name for name in environment if "PASSWORD" in name and not name.endswith("_FILE")]


def test_only_the_service_that_migrates_has_the_owners_password(compose):
    services = compose["services"]

    with_owner = {
        name for name, service in services.items() if "database_owner_url" in service.get("secrets", [])
    }
    assert with_owner == {"prepare"}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


def test_every_secret_compose_names_is_made_by_the_command(compose, tmp_path):
    make(tmp_path)

    named = {secret["file"].removeprefix("./secrets/") for secret in compose["secrets"].values()}
    assert named == {file.name for file in tmp_path.iterdir()}


def test_our_containers_run_as_nobody_special(compose):
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert f"--uid {ACCOUNT_IN_IMAGE} " in dockerfile
    assert dockerfile.index("USER clinic") < dockerfile.index("ENTRYPOINT")
    for name in OURS:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]


def test_database_in_compose_is_as_quiet_as_our_own(compose):
    settings = dict(
        word.removeprefix("-c").split("=") for word in compose["services"]["database"]["command"][1:]
    )

    assert settings == servers.QUIET


def test_roles_of_compose_can_be_made_and_are_no_superusers(tmp_path):
    make(tmp_path / "secrets")
    script = (ROOT / "docs/deploy/roles.sql").read_text().replace("/run/secrets", str(tmp_path / "secrets"))
    script = script.replace("clinic", "clinic_in_compose")
    postgres = servers.start_postgres(tmp_path / "home", "unused", durable=False)
    try:
        psql = [
            quarters.settle(tmp_path / "home").binaries / "psql",
            "-v",
            "ON_ERROR_STOP=1",
            postgres.admin_url,
        ]
        done = subprocess.run(psql, input=script, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")

        asked = (
            "SELECT rolname, rolsuper, rolpassword IS NOT NULL FROM pg_authid WHERE rolname LIKE '%compose%'"
        )
        made = subprocess.run([*psql, "-At", "-c", asked], capture_output=True, text=True).stdout.split()
        assert sorted(made) == ["clinic_in_compose_app|f|t", "clinic_in_compose_owner|f|t"]
    finally:
        postgres.remove()


def test_passwords_in_files_become_the_addresses_the_settings_read(tmp_path):
    (tmp_path / "database_url").write_text("postgresql://clinic_app:hush@database/clinic\n")
    environment = {"DATABASE_URL_FILE": str(tmp_path / "database_url"), "REDIS_URL": "redis://broker:6379/0"}

    container.take_from_files(environment)

    assert environment == {
        "DATABASE_URL": "postgresql://clinic_app:hush@database/clinic",
        "REDIS_URL": "redis://broker:6379/0",
    }


def test_what_messages_need_is_one_file_of_lines(tmp_path):
    (tmp_path / "messages").write_text("# ours\nTWILIO_ACCOUNT=AC1\n TWILIO_SECRET = a=b \n\n")
    environment = {"MESSAGES_FILE": str(tmp_path / "messages")}

    container.take_from_files(environment)

    assert environment == {"TWILIO_ACCOUNT": "AC1", "TWILIO_SECRET": "a=b"}


def test_web_behind_caddy_takes_the_visitors_address_from_caddy(tmp_path, monkeypatch):
    """The tiny program answers with the address it was asked from."""
    (tmp_path / "echo.py").write_text(
        "def application(environ, start):\n"
        "    start('200 OK', [('Content-Type', 'text/plain')])\n"
        "    return [environ['REMOTE_ADDR'].encode()]\n"
    )
    port = servers.free_port()
    words = commands.web(bind=f"127.0.0.1:{port}", behind_proxy=True)
    words[words.index("clinic.wsgi")] = "echo"
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    log = tmp_path / "web.log"
    web = children.start("web", [sys.executable, "-m", *words], run_folder=tmp_path, log_file=log, env=env)
    monkeypatch.setenv("CLINIC_HOSTS", "clinic.example.org")
    try:
        children.must_answer(web, lambda: programs.is_taken(port), within=20, what="The web server")
        from_caddy = (
            b"\r\n\r\n\0\r\nQUIT\n" + b"\x21\x11\x00\x0c" + bytes([203, 0, 113, 9, 127, 0, 0, 1, 4, 0, 0, 80])
        )
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(
                from_caddy + b"GET / HTTP/1.1\r\nHost: clinic.example.org\r\nConnection: close\r\n\r\n"
            )
            answer = connection.makefile("rb").read()

        assert answer.endswith(b"203.0.113.9\r\n0\r\n\r\n") or answer.endswith(b"203.0.113.9")
        assert container._web_answers(port)
    finally:
        web.stop()
    assert "Traceback" not in log.read_text()
