"""E-mail by a provider's own API instead of SMTP: an HTTP server that answers as Postmark does, and its webhook."""

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from clinic.launch.servers import free_port
from clinic.outbox import delivery
from clinic.outbox.models import Message, State, Task

TAKEN = {"ErrorCode": 0, "Message": "OK", "MessageID": "b7bc2f4a-e38e-4336-af7d-e6c392c2f817"}
INACTIVE = "Found inactive addresses: rosa@example.org. Inactive recipients have bounced."


@pytest.fixture
def provider(settings):
    taken, answers = [], []

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, words, *headers = answers.pop(0) if answers else (200, TAKEN)
            body = json.dumps(words | {"To": taken[-1]["To"]}).encode() if words else b"<html>"
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    settings.EMAIL_PROVIDER = "postmark"
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {
        **settings.ANYMAIL,
        "POSTMARK_SERVER_TOKEN": "token",
        "POSTMARK_API_URL": f"http://127.0.0.1:{server.server_port}/",
        "WEBHOOK_SECRET": "clinic:secret",
    }
    server.taken, server.answers = taken, answers
    yield server
    server.shutdown()
    server.server_close()


def send(message):
    delivery.send_due()
    message.refresh_from_db()
    return message


def test_the_letter_is_plain_and_nothing_in_it_is_tracked(waiting, provider):
    message = send(waiting())

    letter = provider.taken[0]
    assert (message.state, message.provider_ref) == (State.SENT, TAKEN["MessageID"])
    assert (letter["Subject"], letter["TextBody"]) == ("A note for Tuesday", "Please remember Tuesday.")
    assert (letter["TrackOpens"], letter["TrackLinks"], letter.get("HtmlBody")) == (False, "None", None)


@pytest.mark.parametrize(
    ("answer", "state", "problem"),
    [
        ((429, {"ErrorCode": 429, "Message": "slow down"}), State.WAITING, "did not go through"),
        ((401, {"ErrorCode": 10, "Message": "bad token"}), State.WAITING, "did not go through"),
        ((500, {"ErrorCode": 500, "Message": "sorry"}), State.UNKNOWN, "answer lost"),
        ((422, {"ErrorCode": 406, "Message": INACTIVE}), State.DEAD, "refused"),
        ((422, {"ErrorCode": 406, "Message": "in words of tomorrow"}), State.DEAD, "refused"),
    ],
)
def test_what_the_provider_answers(waiting, provider, answer, state, problem):
    message = waiting()
    provider.answers.append(answer)

    send(message)

    assert (message.state, message.problem) == (state, problem)


@pytest.mark.parametrize(("status", "state"), [(429, State.WAITING), (503, State.UNKNOWN)])
def test_the_provider_says_how_long_to_wait(waiting, provider, status, state):
    message = waiting()
    provider.answers.append((status, {"ErrorCode": status, "Message": "slow down"}, ("Retry-After", "900")))

    send(message)

    pause = (message.next_at - timezone.now()).total_seconds()
    assert message.state == state and 890 < pause < 901


def test_a_letter_taken_in_words_nobody_understands_may_have_left(waiting, provider):
    message = waiting()
    provider.answers.append((200, None))

    send(message)

    assert (message.state, message.problem) == (State.UNKNOWN, "answer lost")


def test_where_no_provider_is_there_nothing_has_left(waiting, provider, settings):
    message = waiting()
    nobody = f"http://127.0.0.1:{free_port()}/"
    settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": nobody}

    send(message)

    assert (message.state, message.may_repeat) == (State.WAITING, False)


def reported(client, **words):
    name = "Basic " + base64.b64encode(b"clinic:secret").decode()
    return client.post(
        "/hooks/mail/",
        json.dumps({"MessageID": TAKEN["MessageID"], "Recipient": "rosa@example.org", **words}),
        content_type="application/json",
        headers={"Authorization": name},
    )


def test_it_arrived_and_then_it_came_back(client, waiting, provider):
    message = send(waiting())

    reported(client, RecordType="Delivery", DeliveredAt="2026-11-21T10:00:00Z")
    message.refresh_from_db()
    arrived = message.state
    reported(
        client, RecordType="Bounce", Type="HardBounce", TypeCode=1, ID=1, BouncedAt="2026-11-21T10:00:00Z"
    )

    message.refresh_from_db()
    assert (arrived, message.state, Task.objects.get().kind) == (
        State.DELIVERED,
        State.DEAD,
        "could_not_tell",
    )


def test_a_report_without_the_secret_is_refused(client, waiting, provider, errors_are_expected):
    message = send(waiting())

    answer = client.post(
        "/hooks/mail/",
        json.dumps({"RecordType": "Bounce", "MessageID": TAKEN["MessageID"]}),
        content_type="application/json",
    )

    message.refresh_from_db()
    assert (answer.status_code, message.state) == (400, State.SENT)


BOUNCE = {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 1}


@pytest.mark.parametrize("secret", [{"WEBHOOK_SECRET": ""}, {}])
def test_a_provider_without_a_secret_is_not_answered_and_the_check_says_so(
    client, waiting, provider, settings, secret
):
    message = send(waiting())
    del settings.ANYMAIL["WEBHOOK_SECRET"]
    settings.ANYMAIL |= secret

    answers = [reported(client, **BOUNCE).status_code, client.head("/hooks/mail/").status_code]

    message.refresh_from_db()
    said = [found.msg for found in run_checks() if found.id == "clinic.W001"]
    assert (answers, message.state) == ([404, 404], State.SENT)
    assert len(said) == 1 and "ANYMAIL_WEBHOOK_SECRET" in said[0]


def test_without_a_provider_nobody_is_answered_and_nothing_is_missing(client, db, settings):
    settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": "clinic:secret"}

    assert reported(client, **BOUNCE).status_code == 404
    assert not [found for found in run_checks() if found.id == "clinic.W001"]


def test_what_came_back_before_we_knew_their_id_is_found_by_ours(client, waiting, provider):
    message = send(waiting())
    ours = provider.taken[0]["Metadata"]
    Message.objects.update(state=State.SENDING, provider_ref="", told_at=None)

    answer = reported(client, **BOUNCE, Metadata=ours)

    message.refresh_from_db()
    assert (answer.status_code, message.state, message.provider_ref) == (
        200,
        State.DEAD,
        TAKEN["MessageID"],
    )
    assert Task.objects.get().kind == "could_not_tell"


def test_a_provider_that_does_not_bring_ours_is_asked_to_come_again(
    client, waiting, provider, errors_are_expected
):
    message = waiting()
    delivery.claim()

    early = reported(client, **BOUNCE, Metadata={"letter": "nothing of ours"})
    Message.objects.update(state=State.SENT, provider_ref=TAKEN["MessageID"])
    again = reported(client, **BOUNCE)

    message.refresh_from_db()
    assert (early.status_code, again.status_code, message.state) == (503, 200, State.DEAD)
