import os
import signal
import subprocess
import sys

import psutil
import psycopg
import pytest

from clinic.launch import children, quarters, servers
from clinic.launch.setup import ROOT

START_AND_DIE = """
import os, signal, sys
from clinic.launch import servers
postgres, valkey = servers.start_postgres(sys.argv[1], durable=False), servers.start_valkey(sys.argv[1])
print(postgres.child.process.pid, valkey.child.process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def home(tmp_path):
    """A closed folder, as a person's own is."""
    tmp_path.chmod(0o700)
    return tmp_path / "var"


def start(home):
    return servers.start_postgres(home, durable=False)


def one(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()


def test_postgres_keeps_what_was_written_from_one_start_to_the_next(home):
    postgres = start(home)
    try:
        with psycopg.connect(postgres.owner_url) as connection:
            connection.execute("CREATE TABLE visits AS SELECT 'Rosa' AS called")
        postgres.stop()
        again = start(home)

        assert one(again.owner_url, "SELECT called FROM visits") == ("Rosa",)
    finally:
        postgres.stop()
        again.remove()


def test_postgres_gives_two_roles_of_which_none_is_superuser_and_listens_on_no_port(home):
    postgres = start(home)
    try:
        powers = "SELECT current_user, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"

        assert one(postgres.owner_url, powers) == ("clinic_owner", False, False, False)
        assert one(postgres.app_url, powers) == ("clinic_app", False, False, False)
        assert one(postgres.app_url, "SHOW listen_addresses") == ("",)
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            psycopg.connect(postgres.app_url) as connection,
        ):
            connection.execute("CREATE TABLE mine (id int)")
    finally:
        postgres.remove()


def test_postgres_log_says_what_failed_but_not_with_which_values(home):
    postgres = start(home)
    try:
        with psycopg.connect(postgres.app_url) as connection, pytest.raises(psycopg.Error):
            connection.execute("SELECT length(%s) / 0", ["Rosa Mendoza"])
    finally:
        postgres.remove()

    log = postgres.log_file.read_text()
    assert "division by zero" in log
    assert "Rosa" not in log and "SELECT" not in log


def test_folders_above_the_data_stay_as_closed_as_they_were(home):
    above = [home.parent, ROOT, ROOT.parent, ROOT / ".venv"]
    before = [folder.stat().st_mode for folder in above]

    postgres = start(home)
    try:
        assert [folder.stat().st_mode for folder in above] == before
        assert postgres.data_dir.stat().st_mode & 0o077 == 0
        assert postgres.place.socket_dir.stat().st_mode & 0o077 == 0
    finally:
        postgres.remove()


def test_start_after_kill_9_ends_what_was_left_and_finds_the_data(home):
    died = subprocess.run(
        [sys.executable, "-c", START_AND_DIE, home], cwd=ROOT, capture_output=True, text=True
    )
    left = [psutil.Process(int(number)) for number in died.stdout.split()]
    assert died.returncode == -signal.SIGKILL
    assert len(left) == 2 and not any(children.has_ended(process) for process in left)

    postgres, valkey = start(home), servers.start_valkey(home)
    try:
        assert all(children.has_ended(process) for process in left)
        assert one(postgres.owner_url, "SELECT current_database()") == ("clinic",)
        assert servers.broker_answers(valkey.url)
    finally:
        valkey.stop()
        postgres.remove()


def test_valkey_asks_for_its_password_and_is_gone_after_stop(tmp_path):
    valkey = servers.start_valkey(tmp_path)
    try:
        without = valkey.url.replace(valkey.url.split("@")[0], "redis://").replace("//@", "//")

        assert servers.broker_answers(valkey.url)
        assert not servers.broker_answers(without)
    finally:
        valkey.stop()
    assert not servers.broker_answers(valkey.url)


def test_socket_of_a_deep_folder_is_in_a_short_private_one(tmp_path):
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)

    socket_dir = quarters._private_socket_dir(deep)

    assert len(bytes(socket_dir / ".s.PGSQL.5432")) <= quarters.LONGEST_SOCKET_PATH
    assert socket_dir.stat().st_mode & 0o777 == 0o700
    socket_dir.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's data lives apart from the clone")
def test_clone_made_again_at_the_same_path_does_not_meet_the_data_of_the_former(home):
    home.mkdir()
    former = quarters._name_kept_in(home)
    assert quarters._name_kept_in(home) == former

    (home / "quarters").unlink()

    assert quarters._name_kept_in(home) != former


def test_two_test_runs_side_by_side_get_homes_of_their_own(tmp_path):
    take = "import sys; from clinic.launch import servers; print(servers.free_home(sys.argv[1])); sys.stdin.read()"
    first = subprocess.Popen(
        [sys.executable, "-u", "-c", take, tmp_path],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with first:
        assert first.stdout.readline().strip() == str(tmp_path / "1")
        assert servers.free_home(tmp_path) == tmp_path / "2"
        first.communicate("")
