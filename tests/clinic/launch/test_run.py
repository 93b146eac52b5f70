"""`make run` as a person does it: start, look, Ctrl-C, start again."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest

from clinic.launch import children, servers
from clinic.launch.setup import ROOT

pytestmark = pytest.mark.launch
GIVEN_TO_TESTS = ("DATABASE", "CLINIC", "REDIS", "SECRET_KEY", "KEYRING", "EMAIL", "DJANGO", "PYTEST")


class Start:
    """One `make run`; its words are read until it has said everything."""

    def __init__(self, var, port):
        bare = {name: value for name, value in os.environ.items() if not name.startswith(GIVEN_TO_TESTS)}
        env = bare | {"CLINIC_VAR": str(var), "PORT": str(port), "CLINIC_IS_SET_UP": "yes"}
        command = [sys.executable, "-m", "clinic.launch", "run"]
        self.port, self.run_folder = port, var / "run"
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if "Ctrl-C stops everything" in line:
                break
        self.children = [
            psutil.Process(int(file.read_text().split()[0])) for file in self.run_folder.glob("*.pid")
        ]

    def text(self):
        return "".join(self.said)

    def links(self):
        return re.findall(r"http://localhost:\d+/in/\S+", self.text())

    def get(self, path):
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}") as answer:
            return answer.status

    def end(self, number):
        self.process.send_signal(number)
        rest, _nothing = self.process.communicate(timeout=60)
        return rest

    def everybody_is_gone(self):
        return all(children.has_ended(process) for process in self.children)


@pytest.fixture
def start(tmp_path):
    starts, port = [], servers.free_port()

    def start_once_more():
        starts.append(Start(tmp_path / "var", port))
        return starts[-1]

    yield start_once_more
    for one in starts:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)
        one.process.stdout.close()
    children.take_over(tmp_path / "var/run", ["web", "worker", "beat", "mail", "broker", "database"])
    servers.quarters.settle(tmp_path / "var").remove()


def test_clinic_starts_answers_stops_and_starts_again_with_its_data(start):
    first = start()
    assert first.process.poll() is None, first.text()
    assert len(first.children) == 6
    assert first.get("/healthz") == 200
    assert len(first.links()) >= 5  # one for each role of the demo

    first.end(signal.SIGINT)
    assert first.process.returncode == 0
    assert first.everybody_is_gone()

    second = start()
    assert second.get("/healthz") == 200
    assert len(second.links()) == len(first.links())
    assert not set(second.links()) & set(first.links())

    second.process.kill()
    second.process.communicate()
    assert not second.everybody_is_gone()

    third = start()
    assert second.everybody_is_gone()
    assert third.text().startswith(
        "Stopped what an earlier start left running: web, worker, beat, mail, broker, database."
    )
    assert third.get("/healthz") == 200

    web = next(process for process in third.children if "gunicorn" in process.cmdline())
    web.kill()
    rest = third.process.communicate(timeout=60)[0]
    assert third.process.returncode == 1
    assert "The web process stopped." in rest
    time.sleep(0.1)
    assert third.everybody_is_gone()
