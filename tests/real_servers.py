"""Loaded before Django's settings: a real PostgreSQL and a real broker for the tests.

Embedded ones under var/tests, unless DATABASE_OWNER_URL (a superuser's) and REDIS_URL name servers of the machine. The
database is made new for each run; migrations run as its owner, tests as the app's role.
"""

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from clinic.launch import secrets as secret_files
from clinic.launch import servers
from clinic.words.catalogue import compile_all

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(tempfile.mkdtemp(prefix="clinic-tests-"))
DATABASE = f"clinic_test_{os.getpid()}_{secrets.token_hex(3)}"


def _start():
    """Returns (superuser's URL, broker's URL, the embedded PostgreSQL or None)."""
    if os.environ.get("DATABASE_OWNER_URL"):
        return os.environ["DATABASE_OWNER_URL"], os.environ["REDIS_URL"], None
    home = servers.free_home(ROOT / "var" / "tests")
    postgres = servers.start_postgres(home, durable=False)
    atexit.register(postgres.stop)
    valkey = servers.start_valkey(home)
    atexit.register(valkey.stop)
    return postgres.admin_url, valkey.url, postgres


def _url_for(role):
    parts = conninfo_to_dict(ADMIN_URL) | {"user": role, "dbname": DATABASE}
    parts.pop("password", None)
    host = parts.pop("host", "127.0.0.1")
    port = parts.pop("port", "")
    where = f"?host={host}" if host.startswith("/") else ""
    address = "" if where else f"{host}:{port}" if port else host
    return f"postgresql://{role}@{address}/{DATABASE}{where}"


def as_admin(statement, database=DATABASE):
    with psycopg.connect(ADMIN_URL, dbname=database, autocommit=True) as connection:
        return connection.execute(statement)


def drop_database():
    name = sql.Identifier(DATABASE)
    as_admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name), "postgres")


def migrate():
    """As the owner, by the command everybody uses."""
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, check=True)


compile_all(ROOT)  # before anything speaks: a language once loaded stays as it was
ADMIN_URL, REDIS_URL, EMBEDDED = _start()
servers.prepare(ADMIN_URL, DATABASE)
atexit.register(drop_database)
_secret_key, _keyring = secret_files.ensure(VAR / "secrets")
os.environ |= {
    "SECRET_KEY_FILE": str(_secret_key),
    "KEYRING_FILE": str(_keyring),
    "CLINIC_MODE": "test",
    "CLINIC_VAR": str(VAR),
    "CLINIC_HOSTS": "testserver,localhost,127.0.0.1",
    "CLINIC_URL": "http://localhost:8000",
    "DATABASE_OWNER_URL": _url_for(servers.OWNER),
    "DATABASE_URL": _url_for(servers.APP),
    "REDIS_URL": REDIS_URL,
}
atexit.register(shutil.rmtree, VAR, True)
