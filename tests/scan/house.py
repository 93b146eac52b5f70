"""Two clinics in one house: the real one, and the control, whose sealer seals nothing. One embedded PostgreSQL and one
Valkey serve both; gunicorn, worker, migrations and commands are called as `make run` calls them."""

import json
import logging
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis
from aiosmtpd.controller import Controller
from psycopg import sql

from clinic.launch import children, commands, environment, programs, secrets, servers
from clinic.launch.setup import ROOT

from .operator import MARK

PLAIN, QUICK = "tests.scan.plain_settings", "tests.scan.quick_static"
GIVEN_TO_TESTS = ("DATABASE", "CLINIC", "REDIS", "SECRET_KEY", "KEYRING", "EMAIL", "DJANGO", "PYTEST")
REFUSES = "nobody-home."  # an address that begins so is refused, and the refusal says it


class PostOffice:
    """A real SMTP server that keeps each mail as a file, and says whom it refuses, as real ones do."""

    def __init__(self, folder):
        self.folder, self.port, self.refusals = folder, servers.free_port(), 0
        folder.mkdir(parents=True)
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server's own, in this process
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith(REFUSES):
            self.refusals += 1
            return f"550 5.1.1 <{address}>: Recipient address rejected: nobody here is called {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        number = len(list(self.folder.iterdir()))
        self.folder.joinpath(f"{number:04}.eml").write_bytes(envelope.content)
        return "250 Kept"


@dataclass
class Clinic:
    """One of the two: where it writes, how it is reached, and what its commands said to the operator."""

    name: str
    var: Path
    env: dict = field(repr=False)
    database: str
    folders: environment.Folders
    post_office: PostOffice
    said: list = field(default_factory=list)

    @property
    def url(self):
        return self.env["CLINIC_URL"]

    def manage(self, *words, may_fail=False, **env):
        """A management command as a process of its own; what it says goes to the operator's screen, not to a log."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env | env, capture_output=True, text=True)
        self.said.append(done.stdout + done.stderr)
        assert may_fail or done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def operate(self, *commands):
        """Several commands, one after the other; what each printed. Some may fail."""
        words = [sys.executable, "-m", "tests.scan.operator"]
        given = {"input": json.dumps(commands), "capture_output": True, "text": True}
        done = subprocess.run(words, cwd=ROOT, env=self.env, **given)
        self.said.append(done.stdout + done.stderr)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.split(MARK)

    def link_in_mail(self, reader, kind):
        """The link of this kind in the newest letter to this reader."""
        letters = sorted(self.folders.mail.rglob("*"), key=lambda file: file.stat().st_mtime, reverse=True)
        for letter in letters:
            found = re.search(rf"http://\S+/{kind}/\S+/", letter.read_text()) if letter.is_file() else None
            if found and reader in letter.read_text():
                return found[0]
        raise LookupError(f"no letter to {reader}")

    def connect(self, as_owner=False):
        name = "DATABASE_OWNER_URL" if as_owner else "DATABASE_URL"
        return psycopg.connect(self.env[name], autocommit=True)

    def start_web(self):
        programs.start_web(self.env, self.folders)

    def call(self, task):
        """A message for the worker, as beat leaves one."""
        words = [sys.executable, "-m", "celery", "--app", "clinic.celery", "call", task]
        subprocess.run(words, cwd=ROOT, env=self.env, capture_output=True, check=True)

    def start_worker(self, *more):
        """The worker, with the tests' failing task beside the clinic's own."""
        words = [*commands.worker(), "--include", "tests.scan.failing", *more]
        programs._start("worker", words, self.env, self.folders, patience=20)


class House:
    def __init__(self, folder):
        self.folder = folder
        self.log = folder / "log"
        self.postgres = servers.start_postgres(folder, log_folder=self.log)
        self.valkey = servers.start_valkey(folder, log_folder=self.log)
        self.heard = folder / "heard"
        self._keep_every_word()
        self._keep_the_write_ahead_log()
        self.real = self._clinic("real", "clinic", 0)
        self.control = self._clinic("control", "clinic_control", 1, DJANGO_SETTINGS_MODULE=PLAIN)

    @property
    def clinics(self):
        return self.real, self.control

    def furnish(self):
        """Tables, static files and demo people for both; the control's tables are a copy of the real ones' structure."""
        with ThreadPoolExecutor() as both:
            static = both.submit(self.real.manage, *commands.collect_static(), DJANGO_SETTINGS_MODULE=QUICK)
            self.real.manage("migrate", "--no-input")
            self._copy_database(self.real.database, self.control.database)
            self.as_admin("DELETE FROM clinic_holderkey", self.control.database)
            self.control.manage("migrate", "--no-input")  # a key of its own, under a ring of its own
            people = [both.submit(clinic.manage, "demo_people") for clinic in self.clinics]
            static.result()
            (self.control.var / "static").symlink_to(self.real.var / "static")
            list(both.map(Clinic.start_web, self.clinics))
            [one.result() for one in people]

    def close(self):
        for child in children.running():
            if child.run_folder.is_relative_to(self.folder) and child.name not in ("broker", "database"):
                child.stop()
        for clinic in self.clinics:
            clinic.post_office.controller.stop()
        self.valkey.stop()
        self.postgres.remove()

    def processes(self):
        """Every process the house started, and theirs."""
        ours = [child for child in children.running() if child.run_folder.is_relative_to(self.folder)]
        return [one for child in ours for one in (child.process, *child.process.children(recursive=True))]

    def save_memory(self):
        """Valkey's memory on disk, uncompressed."""
        with redis.Redis.from_url(self.valkey.url) as broker:
            broker.config_set("rdbcompression", "no")
            broker.save()

    def dump(self, clinic, file):
        """What a stolen backup would be."""
        host = re.search(r"host=([^&]+)", self.postgres.admin_url)[1]
        done = self.postgres.place.run("pg_dump", "-U", "postgres", "-h", host, clinic.database)
        assert done.returncode == 0, done.stderr
        file.write_text(done.stdout)

    def as_admin(self, statement, database="postgres"):
        with psycopg.connect(self.postgres.admin_url, dbname=database, autocommit=True) as connection:
            return connection.execute(statement)

    def _clinic(self, name, database, number, **more):
        var = self.folder / name
        folders = environment.Folders(
            var, *(var / part for part in ("run", "log", "mail", "beat", "secrets"))
        )
        for part in (folders.run, folders.log, folders.beat, var / "tmp"):
            part.mkdir(mode=0o700, parents=True)
        servers.prepare(self.postgres.admin_url, "clinic")
        secret_key, keyring = secrets.ensure(folders.secrets)
        post_office, port = PostOffice(folders.mail), servers.free_port()
        bare = {name: value for name, value in os.environ.items() if not name.startswith(GIVEN_TO_TESTS)}
        env = bare | {
            "CLINIC_MODE": "demo",
            "CLINIC_VAR": str(var),
            "CLINIC_URL": f"http://localhost:{port}",
            "CLINIC_HOSTS": "localhost,127.0.0.1",
            "PORT": str(port),
            "SECRET_KEY_FILE": str(secret_key),
            "KEYRING_FILE": str(keyring),
            "DATABASE_URL": self.postgres.app_url.replace("/clinic?", f"/{database}?"),
            "DATABASE_OWNER_URL": self.postgres.owner_url.replace("/clinic?", f"/{database}?"),
            "REDIS_URL": f"{self.valkey.url.rpartition('/')[0]}/{number}",
            "EMAIL_URL": f"smtp://127.0.0.1:{post_office.port}",
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(var / "tmp"),
            **more,
        }
        return Clinic(name, var, env, database, folders, post_office)

    def _copy_database(self, of, to):
        names = {"of": sql.Identifier(of), "to": sql.Identifier(to), "owner": sql.Identifier(servers.OWNER)}
        self.as_admin(sql.SQL("CREATE DATABASE {to} TEMPLATE {of} OWNER {owner}").format(**names))

    def _keep_the_write_ahead_log(self):
        """PostgreSQL would write over its oldest parts."""
        self.as_admin("ALTER SYSTEM SET wal_keep_size = '4GB'")
        self.as_admin("SELECT pg_reload_conf()")

    def _keep_every_word(self):
        """Whatever anybody says to Valkey, Celery's messages among it."""
        listening = threading.Event()

        def listen():
            with (
                redis.Redis.from_url(self.valkey.url) as broker,
                broker.monitor() as monitor,
                self.heard.open("wb") as kept,
            ):
                listening.set()
                with suppress(redis.RedisError, OSError):
                    while True:
                        kept.write(monitor.connection.read_response(disable_decoding=True) + b"\n")
                        kept.flush()

        threading.Thread(target=listen, daemon=True).start()
        listening.wait(10)
