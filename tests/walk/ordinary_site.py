"""A website that takes no care, visited with the same laptop: what it leaves behind must be found, or the search is blind."""

import gzip
import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import brotli

WAYS = (
    "title", "address", "cached, gzip", "cached, brotli", "typed", "typed and not sent", "localStorage",
    "sessionStorage", "IndexedDB", "download",
)  # fmt: skip
SCRIPT = """
const keep = JSON.parse(document.currentScript.dataset.keep);
localStorage.setItem("kept", keep["localStorage"]);
sessionStorage.setItem("kept", keep["sessionStorage"]);
const opening = indexedDB.open("kept", 1);
opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
opening.onsuccess = () => {
  const writing = opening.result.transaction("kept", "readwrite");
  writing.objectStore("kept").put(keep["IndexedDB"], 1);
  writing.oncomplete = () => document.documentElement.classList.add("done");
};
"""
FORM = """<!doctype html><meta charset="utf-8"><form method="{method}" action="/said">
<input name="fullname"><textarea name="words"></textarea><button>Send</button></form>"""


class OrdinarySite:
    """`planted`: {way: string}."""

    def __init__(self, garden):
        self.planted = {way: garden.plant("short", way) for way in WAYS}

    @contextmanager
    def open(self):
        server = ThreadingHTTPServer(("localhost", 0), self._handler())
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        server.server_close()

    def visited(self, page, url):
        said = self.planted
        for path in ("/gzip", "/brotli"):
            page.goto(url + path)
        page.goto(f"{url}/?q={said['address']}")
        page.evaluate(
            "([script, keep]) => { const one = document.createElement('script'); one.dataset.keep = keep;"
            " one.textContent = script; document.head.append(one); }",
            [SCRIPT, self._kept()],
        )
        page.wait_for_selector("html.done", state="attached")
        page.fill("input", said["typed"])
        with page.expect_navigation():
            page.click("button")
        page.goto(f"{url}/")
        page.fill("textarea", said["typed and not sent"])
        with page.expect_download() as arriving:
            page.evaluate("location.href = '/file'")
        arriving.value.path()
        page.goto(f"{url}/gzip")

    def _kept(self):
        return json.dumps({way: self.planted[way] for way in ("localStorage", "sessionStorage", "IndexedDB")})

    def _pages(self):
        said = self.planted
        head = f"<!doctype html><title>{said['title']}</title>"
        form = FORM.format(method="post").encode()
        return {
            "/gzip": (
                gzip.compress(f"{head}<p>{said['cached, gzip']}".encode()),
                {"Content-Encoding": "gzip"},
            ),
            "/brotli": (
                brotli.compress(f"{head}<p>{said['cached, brotli']}".encode()),
                {"Content-Encoding": "br"},
            ),
            "/file": (said["download"].encode(), {"Content-Disposition": 'attachment; filename="file.txt"'}),
            "/": (form, {}),
            "/said": (form, {}),
        }

    def _handler(self):
        pages = self._pages()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                body, headers = pages.get(self.path.partition("?")[0], (b"", {}))
                self.send_response(200)
                whole = {"Content-Type": "text/html", "Cache-Control": "max-age=3600", **headers}
                for name, value in {**whole, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def log_message(self, *words):
                pass

        return Handler
