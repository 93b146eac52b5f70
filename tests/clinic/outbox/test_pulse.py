"""Whether the outbox is alive: on the desk, at /metrics, and for a watchdog outside."""

import math
import uuid
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.management import call_command
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from clinic.launch.servers import free_port
from clinic.outbox import pulse, services
from clinic.outbox.models import Beat, State

WORDS = {"authorization": "Bearer a-long-token"}


@pytest.fixture
def watchdog(settings):
    heard = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Ear)
    Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    settings.WATCHDOG_URL = f"http://127.0.0.1:{server.server_port}/ping/abc"
    yield heard
    server.shutdown()
    server.server_close()


def beat(name, ago):
    Beat.objects.update_or_create(name=name, defaults={"at": timezone.now() - ago})


def both_beat(ago=timedelta(seconds=20)):
    beat("sweep", ago)
    beat("send", ago)


def figures(client):
    answer = client.get("/hooks/metrics/", headers=WORDS)
    families = text_string_to_metric_families(answer.content.decode())
    return {sample.name: sample for family in families for sample in family.samples}


def test_the_figures_are_numbers_without_labels(client, settings, waiting, rosa):
    settings.METRICS_TOKEN = "a-long-token"
    now = timezone.now()
    waiting(next_at=now - timedelta(minutes=20))
    waiting(state=State.UNKNOWN, next_at=now + timedelta(minutes=20))
    services.add_task(kind="could_not_tell", about=uuid.uuid4(), person=rosa)
    both_beat()

    found = figures(client)

    assert {name.removeprefix("clinic_outbox_"): one.value for name, one in found.items()} == {
        "waiting": 1,
        "oldest_due_seconds": pytest.approx(1200, abs=60),
        "unknown": 1,
        "dead": 1,
        "sweep_age_seconds": pytest.approx(20, abs=60),
        "send_age_seconds": pytest.approx(20, abs=60),
    }
    assert not any(one.labels for one in found.values())


@pytest.mark.parametrize(
    ("token", "brought"), [("a-long-token", "Bearer guessed"), ("a-long-token", ""), ("", "Bearer ")]
)
def test_without_the_token_there_are_no_figures(client, settings, db, token, brought):
    settings.METRICS_TOKEN = token

    assert client.get("/hooks/metrics/", headers={"authorization": brought}).status_code == 404


def test_a_clock_that_never_ran_is_no_number(client, settings, db):
    settings.METRICS_TOKEN = "a-long-token"

    assert math.isnan(figures(client)["clinic_outbox_sweep_age_seconds"].value)


@pytest.mark.parametrize(
    ("waits", "sweeps", "is_late"),
    [(1, 1, False), (16, 1, True), (1, 16, True)],
)
def test_it_is_late_after_a_quarter_of_an_hour(waiting, waits, sweeps, is_late):
    waiting(next_at=timezone.now() - timedelta(minutes=waits))
    beat("sweep", timedelta(minutes=sweeps))
    beat("send", timedelta(minutes=1))

    assert pulse.feel().is_late == is_late


def test_the_desk_says_how_long_the_oldest_has_waited_and_how_it_is_doing(at, carmen, waiting):
    waiting(next_at=timezone.now() - timedelta(minutes=40))
    both_beat()

    page = at(carmen).get("/desk/").content.decode()

    assert "A message has waited for 40 minutes." in page
    assert "waiting for their moment" in page


def test_the_watchdog_hears_from_each_round(watchdog, db):
    call_command("runoutbox", "--once", stdout=StringIO())

    assert watchdog == ["/ping/abc"]


@pytest.mark.parametrize("silent", ["sweep", "send"])
def test_while_one_of_the_two_stands_still_the_watchdog_hears_nothing(watchdog, db, silent):
    both_beat()
    beat(silent, timedelta(minutes=20))

    pulse.tell_watchdog()

    assert watchdog == []


def test_a_watchdog_that_is_away_stops_nothing(settings, db, post_office, waiting, caplog):
    settings.WATCHDOG_URL = f"http://127.0.0.1:{free_port()}/ping/abc"
    message = waiting()

    call_command("runoutbox", "--once", stdout=StringIO())

    message.refresh_from_db()
    assert message.state == State.SENT
    assert "/ping/abc" not in caplog.text
