"""What goes wrong at a start is one clear sentence on stderr, and exit code 1."""

import os
import shutil
import socket
import subprocess
import sys

import pytest

from clinic.launch import environment, packages, programs, servers, setup
from clinic.launch.setup import ROOT
from clinic.launch.trouble import Trouble

AS_OLD_PYTHON = (
    "import runpy, sys; sys.version_info = (3, 10, 4); runpy.run_module('clinic.launch', run_name='__main__')"
)


def launch(*words, cwd=ROOT, **env):
    return subprocess.run(
        [sys.executable, "-m", "clinic.launch", *words],
        cwd=cwd,
        env={**os.environ, "CLINIC_IS_SET_UP": "yes", **env},
        capture_output=True,
        text=True,
    )


def test_port_in_use_is_one_sentence_that_names_another(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = launch("run", PORT=str(port), CLINIC_VAR=str(tmp_path))

    assert said.returncode == 1
    assert (
        said.stderr
        == f"Port {port} is in use: stop what uses it, or choose another:  make run PORT={port + 1}\n"
    )


def test_port_that_is_no_port_is_said(tmp_path):
    said = launch("run", PORT="eight thousand", CLINIC_VAR=str(tmp_path))

    assert (said.returncode, said.stderr) == (
        1,
        "PORT is “eight thousand”: it has to be a number from 1 to 65535.\n",
    )


def test_second_start_in_the_same_folder_is_refused(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "clinic.env").write_text("CLINIC_MODE=demo\n")
    assert servers.lock(folder / "lock")

    said = launch("run", PORT=str(servers.free_port()), CLINIC_VAR=str(tmp_path))

    assert (said.returncode, said.stderr) == (
        1,
        "The clinic is running here already: stop it with Ctrl-C where it was started.\n",
    )
    assert (folder / "clinic.env").exists()


def test_path_with_a_space_is_refused_before_anything_is_made(tmp_path):
    clone = tmp_path / "my clinic"
    shutil.copytree(ROOT / "clinic/launch", clone / "clinic/launch")
    (clone / "clinic/__init__.py").touch()

    said = launch("run", cwd=clone, CLINIC_IS_SET_UP="")

    assert said.returncode == 1
    assert said.stderr.startswith(f"The path “{clone}” has a space in it")
    assert said.stderr.count("\n") == 1
    assert not (clone / ".venv").exists()


def test_old_python_is_told_which_one_is_needed():
    said = subprocess.run([sys.executable, "-c", AS_OLD_PYTHON], cwd=ROOT, capture_output=True, text=True)

    assert said.returncode == 1
    assert said.stderr.startswith("The clinic needs Python 3.11 or newer")
    assert said.stderr.count("\n") == 1


def test_database_that_does_not_answer_is_said_without_its_password(tmp_path):
    nowhere = f"postgresql://clinic_app:hush-hush@127.0.0.1:{servers.free_port()}/clinic"

    said = launch(
        "run",
        PORT=str(servers.free_port()),
        CLINIC_VAR=str(tmp_path),
        DATABASE_URL=nowhere,
        DATABASE_OWNER_URL=nowhere,
    )

    assert said.returncode == 1
    assert said.stderr == (
        "DATABASE_OWNER_URL is set, but nothing answers us at 127.0.0.1: is it running, is the address right?\n"
    )


def test_broker_that_does_not_answer_is_said(monkeypatch):
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{servers.free_port()}/0")

    with pytest.raises(Trouble, match="REDIS_URL is set, but nothing answers us at 127.0.0.1"):
        programs._must_reach("REDIS_URL", servers.broker_answers)


def test_one_database_address_without_the_other_is_a_mistake(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://clinic_app@/clinic")
    monkeypatch.delenv("DATABASE_OWNER_URL")

    with pytest.raises(Trouble, match="Set both DATABASE_URL"):
        environment.databases_are_given()


def test_missing_pango_says_what_to_type_on_each_system(monkeypatch, tmp_path):
    python_without_pango = tmp_path / "python"
    python_without_pango.write_text("#!/bin/sh\nexit 1\n")
    python_without_pango.chmod(0o755)
    monkeypatch.setattr(packages, "may_install", lambda: False)

    with pytest.raises(Trouble) as told:
        packages.ensure_pango(python_without_pango)

    assert "sudo apt-get install libpango-1.0-0" in str(told.value)
    assert "sudo dnf install pango" in str(told.value)
    assert "brew install pango" in str(told.value)
    assert "\n" not in str(told.value)


def test_every_requirement_is_pinned():
    lines = [
        line.split("#")[0].strip()
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text().splitlines()
    ]
    packages_wanted = [line for line in lines if line and not line.startswith("-r")]

    assert [line for line in packages_wanted if line.count("==") != 1] == []
    assert len(packages_wanted) > 50


def test_first_half_of_the_launcher_needs_the_standard_library_alone():
    hidden = (
        "import sys; sys.path = [p for p in sys.path if 'site-packages' not in p]; import clinic.launch.setup"
    )

    said = subprocess.run([sys.executable, "-S", "-c", hidden], cwd=ROOT, capture_output=True, text=True)

    assert (said.returncode, said.stderr) == (0, "")


def test_requirements_are_known_as_installed_only_while_unchanged(monkeypatch, tmp_path):
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    before = setup._fingerprints()

    (tmp_path / "requirements-dev.txt").write_text("pytest==9.2.0\n")

    after = setup._fingerprints()
    assert before["requirements.txt"] == after["requirements.txt"]
    assert before["requirements-dev.txt"] != after["requirements-dev.txt"]
