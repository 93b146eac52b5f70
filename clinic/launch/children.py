"""The processes we start: each in a group of its own, each found again after a `kill -9` of the launcher."""

import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from clinic.launch.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
MARK = "CLINIC_LAUNCHED_FROM"
ROTATE_LOG_AT = 1_000_000  # bytes
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_started = []


@dataclass
class Child:
    name: str
    process: psutil.Process
    run_folder: Path
    log_file: Path | None = None
    log_starts_at: int = 0
    gentle: int = signal.SIGTERM
    patience: float = 10
    stopped: bool = field(default=False, init=False)

    def ended(self):
        return has_ended(self.process)

    def stop(self):
        """Ask, wait `patience` seconds, then end the whole group, so that no grandchild stays behind."""
        if self.stopped:
            return
        self.stopped = True
        stop_group(self.process, gentle=self.gentle, patience=self.patience)
        pid_file(self.run_folder, self.name).unlink(missing_ok=True)

    def last_words(self, lines=12):
        """The end of what this run (not an earlier one) wrote to its log."""
        if self.log_file is None:
            return ""
        with self.log_file.open("rb") as log:
            log.seek(self.log_starts_at)
            written = log.read().decode(errors="replace").splitlines()
        return "\n".join(written[-lines:])


def start(name, command, *, run_folder, log_file, env=None, account=None, gentle=signal.SIGTERM, patience=10):
    """Start `command`, as the user `account` if one is named (root only). What an earlier run left is ended first."""
    take_over(run_folder, [name])
    log, log_starts_at = _open_log(log_file)
    with log, _signals_wait():
        process = psutil.Popen(
            [str(word) for word in command],
            env={**(os.environ if env is None else env), MARK: str(run_folder)},
            cwd="/" if account else ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **({"user": account, "group": account, "extra_groups": []} if account else {}),
        )
        child = Child(name, process, run_folder, log_file, log_starts_at, gentle, patience)
        _started.append(child)
        pid_file(run_folder, name).write_text(f"{process.pid} {process.create_time()}")
    return child


def stop_all(order):
    """Stop whatever this process started and did not stop yet, by name in the order given."""
    for child in sorted(_started, key=lambda child: order.index(child.name)):
        child.stop()


def running():
    return [child for child in _started if not child.stopped]


def take_over(run_folder, names):
    """End, in the order given, what a killed launcher left running. Returns the names that were ended.

    A number in a pid file may belong to somebody else by now. Ours is who began at the moment written beside it, or
    who carries our mark in the environment (the children of a leader that was killed too).
    """
    ended = []
    for name in names:
        file = pid_file(run_folder, name)
        number, began_at = _read(file)
        members = [process for process in _group(number) if _is_ours(process, number, began_at, run_folder)]
        leader = next((process for process in members if process.pid == number), None)
        if leader:
            stop_group(leader, gentle=signal.SIGINT if name == "database" else signal.SIGTERM, patience=10)
        for orphan in members:
            with suppress(psutil.NoSuchProcess):
                orphan.kill()
            _wait_for(orphan, 5)
        if members:
            ended.append(name)
        file.unlink(missing_ok=True)
    return ended


def stop_group(leader, *, gentle, patience):
    with suppress(psutil.NoSuchProcess):
        leader.send_signal(gentle)
    _wait_for(leader, patience)
    with suppress(ProcessLookupError, PermissionError):  # macOS: "not permitted" for a group of zombies
        os.killpg(leader.pid, signal.SIGKILL)
    _wait_for(leader, 5)


def _wait_for(process, seconds):
    until = time.monotonic() + seconds
    while not has_ended(process) and time.monotonic() < until:
        time.sleep(0.05)


def has_ended(process):
    """A zombie has ended too: where nobody collects orphans (a container), it would stay one for ever."""
    if isinstance(process, psutil.Popen):
        return process.poll() is not None
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def pid_file(run_folder, name):
    run_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return run_folder / f"{name}.pid"


def must_answer(child, question, *, within, what):
    """Wait until `question()` is true. A child that dies, or never answers, is a Trouble with its last words."""
    until = time.monotonic() + within
    while not question():
        if child.ended():
            raise Trouble(f"{what} stopped while starting. Its last lines:\n{child.last_words()}")
        if time.monotonic() > until:
            raise Trouble(
                f"{what} did not answer within {within} seconds. Its last lines:\n{child.last_words()}"
            )
        time.sleep(0.05)


@contextmanager
def _signals_wait():
    """Ctrl-C between a start and our noting it would leave it running. (A blocked signal stays so in the child.)"""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = []
    before = {number: signal.signal(number, lambda number, frame: came.append(number)) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt


def _open_log(file):
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.exists() and file.stat().st_size > ROTATE_LOG_AT:
        file.replace(file.with_name(f"{file.name}.1"))
    log = os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    return log, log.seek(0, os.SEEK_END)


def _read(file):
    try:
        number, began_at = file.read_text().split()
        return int(number), float(began_at)
    except (OSError, ValueError):
        return None, None


def _group(number):
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(process.pid) == number:
                yield process


def _is_ours(process, number, began_at, run_folder):
    with suppress(psutil.Error, OSError):
        if process.pid == number and abs(process.create_time() - began_at) < 2:
            return not has_ended(process)
        return process.environ().get(MARK) == str(run_folder)
    return False
