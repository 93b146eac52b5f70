"""`make run`: start everything, say where it is, stop everything."""

import os
import signal
import subprocess
import sys
import time

from clinic.launch import children, commands, environment, made, programs, servers, setup
from clinic.launch.trouble import Trouble

NOTED = environment.OURS | {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL"}


def run(words):
    os.umask(0o077)
    folders = environment.make_folders()
    _heed_signals()
    _hold(folders)
    try:
        programs.refuse_used_port(environment.port())
        env = _start_all(folders)
        _say_where(env, folders)
        _watch()
    except KeyboardInterrupt:
        print("\nStopping…", flush=True)
    finally:
        _stop_all(folders)


def manage(words):
    """Run a management command beside a running clinic, or with the servers started just for it."""
    os.umask(0o077)
    folders = environment.make_folders()
    if not servers.lock(folders.run / "lock"):
        return _manage_py(words, _environment_of_running(folders)).returncode
    _heed_signals()
    try:
        children.take_over(folders.run, programs.STOP_ORDER)
        return _manage_py(words, programs.start_servers(folders)).returncode
    finally:
        _stop_all(folders)


def _hold(folders):
    if not servers.lock(folders.run / "lock"):
        raise Trouble("The clinic is running here already: stop it with Ctrl-C where it was started.")
    if left := children.take_over(folders.run, programs.STOP_ORDER):
        print(f"Stopped what an earlier start left running: {', '.join(left)}.", flush=True)


def _start_all(folders):
    env = programs.start_servers(folders)
    print("Preparing the database…", flush=True)
    _prepare(["migrate", "--no-input"], env, folders)
    locale, static = setup.ROOT / "locale", setup.ROOT / "static"
    _prepare_if_changed(["words", "--compile"], [locale], env, folders)
    collected = folders.var / "static/staticfiles.json"
    _prepare_if_changed(commands.collect_static(), [static, setup.INSTALLED, collected], env, folders)
    if env["CLINIC_MODE"] == "demo":
        _prepare(["demo_people"], env, folders)
    if "EMAIL_URL" not in env:
        env["EMAIL_URL"] = programs.start_mail_catcher(folders)
    programs.start_worker_and_beat(env, folders)
    programs.start_web(env, folders)
    _note_environment(env, folders)
    return env


def _say_where(env, folders):
    print(f"\n{env['CLINIC_URL']}\n", flush=True)
    if env["CLINIC_MODE"] == "demo":
        print("Sign in as (each link works once):")
        print(_prepare(["signin_links", "--demo"], env, folders), flush=True)
    mail = f"Mail is kept in {folders.mail}. " if (folders.run / "mail.pid").exists() else ""
    print(f"{mail}Logs are in {folders.log}. Ctrl-C stops everything.", flush=True)


def _watch():
    while True:
        for child in children.running():
            if child.ended():
                raise Trouble(f"The {child.name} process stopped. Its last lines:\n{child.last_words()}")
        time.sleep(0.5)


def _stop_all(folders):
    for number in children.STOPPING:
        signal.signal(number, signal.SIG_IGN)  # we are stopping already, and each child has a limit
    _running_file(folders).unlink(missing_ok=True)
    children.stop_all(programs.STOP_ORDER)


def _heed_signals():
    """SIGINT too: a shell that starts us in the background has it ignored."""

    def stop(number, frame):
        raise KeyboardInterrupt

    for number in children.STOPPING:
        signal.signal(number, stop)


def _prepare(words, env, folders):
    """Run a management command quietly. Its warnings go to var/log/manage.log; its output (links!) does not."""
    done = _manage_py(words, env, capture_output=True, text=True, start_new_session=True)
    with (folders.log / "manage.log").open("a") as log:
        log.write(f"manage.py {' '.join(words)}\n{done.stderr}")
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise Trouble(f"`manage.py {' '.join(words)}` failed. Its last lines:\n{last}")
    return done.stdout


def _prepare_if_changed(words, watched, env, folders):
    stamp = folders.run / f"{words[0]}.made"
    if not made.is_current(stamp, watched):
        _prepare(words, env, folders)
        made.note(stamp, watched)


def _manage_py(words, env, **options):
    return subprocess.run([sys.executable, "manage.py", *words], env=env, cwd=setup.ROOT, **options)


def _note_environment(env, folders):
    """The settings read this file, so that a plain `manage.py …` in another window finds the running clinic."""
    ours = {name: env[name] for name in sorted(NOTED) if name in env}
    file = _running_file(folders)
    file.touch(mode=0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in ours.items()))


def _environment_of_running(folders):
    file = _running_file(folders)
    if not file.exists():
        raise Trouble("The clinic is just starting: try again when it has said where it is.")
    noted = dict(line.split("=", 1) for line in file.read_text().splitlines())
    return {**os.environ, **noted}


def _running_file(folders):
    return folders.run / "clinic.env"
