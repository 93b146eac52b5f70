"""Sends one strange request, looks at the answer and at the page it leads to, and takes everything back."""

import traceback
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from clinic.vault import holders


@dataclass
class Drill:
    """What was asked, how it was answered, and what broke: {where: one example}."""

    statuses: Counter = field(default_factory=Counter)
    faults: dict = field(default_factory=dict)

    @property
    def requests(self):
        return sum(self.statuses.values())

    def send(self, browser, asked, said):
        pairs, body, kind, headers = said
        self.ask(browser, "POST", asked.form.action, pairs, body, kind, back_to=asked.page, **headers)

    def ask(self, browser, method, url, said=None, body=b"", kind="text/plain", back_to="", **headers):
        """The answer's status; a page it leads to on this site is looked at too, for what was typed is shown there."""
        with as_it_was(browser):
            return self._answered(browser, method, url, said, body, kind, back_to, headers)

    def _answered(self, browser, method, url, said, body, kind, back_to, headers):
        try:
            with of_a_test():
                answer = browser.generic(
                    method, url, body, content_type=kind, HTTP_REFERER=f"http://testserver{url}", **headers
                )
                connection.check_constraints()
                self._note(answer, method, url, said)
                to = answer.get("Location", "")
                if answer.status_code == 204 or (
                    to and not urlsplit(to).netloc and to != settings.QUICK_EXIT_URL
                ):
                    self._note(browser.get(to or back_to), "GET", to or back_to, said)
            return answer.status_code
        except Exception as error:
            self._fault(_where(error), method, url, said, error)
            return 500

    def _note(self, answer, method, url, said):
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self._fault(f"{answer.status_code} at {url}", method, url, said, None)

    def _fault(self, where, method, url, said, error):
        self.statuses["raised"] += error is not None
        told = "".join(traceback.format_exception(error)[-12:]) if error else ""
        self.faults.setdefault(where, (method, url, repr(said)[:600], told[-900:]))


@contextmanager
def as_it_was(browser):
    """Whatever is done in here is taken back, and the browser forgets what it was told."""
    cookies = {key: morsel.value for key, morsel in browser.cookies.items()}
    try:
        with of_a_test():
            yield
            transaction.set_rollback(True)
    finally:
        browser.cookies.clear()
        browser.cookies.load(cookies)
        holders.forget()


def of_a_test():
    """As in Django's own tests: what asks for a transaction of its own makes do with ours."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


def _where(error):
    """The innermost line of our own code, and what was raised: one fault is told once."""
    root = str(settings.ROOT)
    ours = [
        frame for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(root) and "/tests/" not in frame.filename and "/.venv/" not in frame.filename
    ]  # fmt: skip
    place = f"{ours[-1].filename.removeprefix(root)}:{ours[-1].lineno}" if ours else "a library"
    return f"{type(error).__name__} {place}: {str(error)[:80]!r}"
