"""Everything the clinic consists of while it runs, started in the order it is needed."""

import os
import socket
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from clinic.launch import children, commands, environment, servers
from clinic.launch.trouble import Trouble

# Who asks for work stops first, who keeps the data stops last.
STOP_ORDER = ["web", "worker", "beat", "mail", "broker", "database"]


def start_servers(folders):
    """The database and the broker: those given, else our own. Returns the environment all others run in."""
    env = environment.fill_in(folders)
    if environment.databases_are_given():
        _must_reach("DATABASE_OWNER_URL", servers.answers)
        _must_reach("DATABASE_URL", servers.answers)
    else:
        postgres = servers.start_postgres(folders.var, log_folder=folders.log)
        env |= {"DATABASE_URL": postgres.app_url, "DATABASE_OWNER_URL": postgres.owner_url}
        if folders.var not in postgres.data_dir.parents:
            print(f"As root, the database lives in {postgres.data_dir.parent}: your own folders stay closed.")
    if os.environ.get("REDIS_URL"):
        _must_reach("REDIS_URL", servers.broker_answers)
    else:
        env["REDIS_URL"] = servers.start_valkey(folders.var, log_folder=folders.log).url
    return env


def start_mail_catcher(folders):
    """Returns where mail is to be sent."""
    port = servers.free_port()
    catcher = _start("mail", ["clinic.launch.mail_catcher", folders.mail, port], os.environ, folders)
    children.must_answer(catcher, lambda: is_taken(port), within=20, what="The mail catcher")
    return f"smtp://127.0.0.1:{port}"


def start_worker_and_beat(env, folders):
    _start("worker", commands.worker(), env, folders, patience=20)
    _start("beat", commands.beat(schedule=folders.beat / "schedule"), env, folders)


def start_web(env, folders):
    """Returns once it answers."""
    web = _start("web", commands.web(bind=f"127.0.0.1:{env['PORT']}"), env, folders)
    children.must_answer(web, lambda: _is_healthy(env["PORT"]), within=60, what="The web server")


def refuse_used_port(port):
    if is_taken(port):
        raise Trouble(
            f"Port {port} is in use: stop what uses it, or choose another:  make run PORT={port + 1}"
        )


def is_taken(port):
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _start(name, module, env, folders, **options):
    command = [sys.executable, "-m", *module]
    log_file = folders.log / f"{name}.log"
    return children.start(name, command, run_folder=folders.run, log_file=log_file, env=env, **options)


def _must_reach(name, answers):
    url = os.environ[name]
    if not answers(url):
        where = urlsplit(url).hostname or "the socket it names"  # never the whole: it may hold a password
        raise Trouble(
            f"{name} is set, but nothing answers us at {where}: is it running, is the address right?"
        )


def _is_healthy(port):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/healthz", headers={"Host": f"localhost:{port}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
