import os
import signal
import sys
import time

import psutil
import pytest

from clinic.launch import children
from clinic.launch.trouble import Trouble

STUBBORN_PARENT = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""


def start(tmp_path, program, **options):
    command = [sys.executable, "-u", "-c", program]
    return children.start("web", command, run_folder=tmp_path, log_file=tmp_path / "web.log", **options)


def number_written(child):
    children.must_answer(
        child, lambda: child.last_words().isdigit(), within=10, what="The test's own program"
    )
    return int(child.last_words())


def test_stopping_ends_the_grandchildren_too(tmp_path):
    child = start(tmp_path, STUBBORN_PARENT, patience=0.2)
    grandchild = psutil.Process(number_written(child))

    child.stop()

    assert child.ended()
    assert children.has_ended(grandchild)
    assert list(tmp_path.glob("*.pid")) == []


def test_grandchild_whose_parent_was_killed_is_taken_over_as_well(tmp_path):
    child = start(tmp_path, STUBBORN_PARENT)
    grandchild = psutil.Process(number_written(child))
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()

    assert children.take_over(tmp_path, ["web"]) == ["web"]

    assert children.has_ended(grandchild)


def test_stranger_with_a_number_from_an_old_pid_file_is_left_alone(tmp_path):
    stranger = psutil.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    try:
        (tmp_path / "web.pid").write_text(f"{stranger.pid} {stranger.create_time() - 3600}")

        assert children.take_over(tmp_path, ["web"]) == []

        assert not children.has_ended(stranger)
    finally:
        stranger.kill()
        stranger.wait()


def test_program_that_dies_while_starting_is_told_with_its_last_words(tmp_path):
    (tmp_path / "web.log").write_text("yesterday's words\n")
    child = start(tmp_path, "raise SystemExit('no paper in the printer')")

    with pytest.raises(Trouble) as told:
        children.must_answer(child, lambda: False, within=10, what="The web server")
    child.stop()

    assert (
        str(told.value) == "The web server stopped while starting. Its last lines:\nno paper in the printer"
    )


def test_large_log_is_put_aside_once(tmp_path):
    (tmp_path / "web.log").write_bytes(b"x" * (children.ROTATE_LOG_AT + 1))

    start(tmp_path, "print('fresh')").process.wait()

    assert (tmp_path / "web.log").read_text() == "fresh\n"
    assert (tmp_path / "web.log.1").stat().st_size == children.ROTATE_LOG_AT + 1


def test_ctrl_c_in_the_middle_of_a_start_is_heard_once_the_child_is_noted(tmp_path):
    with pytest.raises(KeyboardInterrupt), children._signals_wait():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.05)
        noted = True

    assert noted
