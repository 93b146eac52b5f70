"""A real HTTP server that speaks Twilio's API as far as we use it, counts what it takes, and misbehaves when told to."""

import base64
import json
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qs, urlsplit


class TextOffice:
    """`taken`: what it took, newest last. `troubles`: what it does to the next ones: 429, 503, "500 after taking it",
    "cut after taking it", "nonsense", or Twilio's error code such as 21211; `retry_after`: what it says with 429 and 503.
    `templates`: {id: the words, with {{1}} for a blank}, what WhatsApp has approved; what was sent by one it does not list
    has no words."""

    def __init__(self):
        self.taken, self.asked, self.troubles, self.lock = [], [], [], Lock()
        self.templates, self.retry_after = {}, None
        office = self

        class Desk(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                words = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                office.take(self, {name: values[0] for name, values in words.items()})

            def do_GET(self):
                if "/Content/" in self.path:
                    return office.say_template(self, self.path.rpartition("/")[2])
                office.look_up(self, parse_qs(urlsplit(self.path).query)["To"][0])

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def take(self, desk, words):
        if desk.headers["Authorization"] != "Basic " + base64.b64encode(b"AC1:secret").decode():
            return _answer(desk, 401, {"code": 20003, "message": "who are you", "status": 401})
        with self.lock:
            trouble = self.troubles.pop(0) if self.troubles else None
            if trouble in (429, 503):
                said = {"code": 20429, "message": words["To"], "status": trouble}
                return _answer(desk, trouble, said, self.retry_after)
            if isinstance(trouble, int):
                return _answer(desk, 400, {"code": trouble, "message": words["To"], "status": 400})
            now = format_datetime(datetime.now(UTC))
            one = {"sid": f"SM{len(self.taken):032d}", "date_created": now, "status": "queued"}
            one |= {name.lower(): words.get(name) for name in ("To", "From", "Body")}
            self.taken.append(
                one | {"callback": words["StatusCallback"], "template": words.get("ContentSid")}
            )
            self.taken[-1]["variables"] = json.loads(words.get("ContentVariables", "{}"))
            if self.taken[-1]["template"]:
                self.taken[-1]["body"] = self.filled(self.taken[-1])
        if trouble == "nonsense":
            return _answer(desk, 201, ["what?"])
        if trouble == "500 after taking it":
            return _answer(desk, 500, {"code": 20500, "message": "sorry", "status": 500})
        if trouble == "cut after taking it":
            desk.close_connection = True
            return desk.connection.close()
        return _answer(desk, 201, one)

    def filled(self, one):
        words = self.templates.get(one["template"])
        for number, said in one["variables"].items() if words else ():
            words = words.replace("{{" + number + "}}", said)
        return words

    def say_template(self, desk, template):
        if template not in self.templates:
            return _answer(desk, 404, {"code": 20404, "message": "no such", "status": 404})
        _answer(desk, 200, {"sid": template, "types": {"twilio/text": {"body": self.templates[template]}}})

    def look_up(self, desk, to):
        with self.lock:
            self.asked.append(to)
            found = [one for one in reversed(self.taken) if one["to"] == to]
        page = {"messages": found, "next_page_uri": None, "page_size": 50}
        _answer(desk, 200, page)


def _answer(desk, status, words, retry_after=None):
    body = json.dumps(words).encode()
    desk.send_response(status)
    desk.send_header("Content-Type", "application/json")
    if retry_after:
        desk.send_header("Retry-After", retry_after)
    desk.send_header("Content-Length", str(len(body)))
    desk.end_headers()
    desk.wfile.write(body)
