"""What stands around every view: the keys are forgotten, readings are written down, the answer gives nothing away."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import signing
from django.db import transaction
from django.http import HttpResponseNotAllowed
from django.shortcuts import render

from clinic.vault import holders
from clinic.vault.crypto import SealBroken

from . import audit
from .models import Outcome

SAFE = ("GET", "HEAD", "OPTIONS")
_signer = signing.Signer(salt="session-cookie-v1")


class SignedSessionMiddleware(SessionMiddleware):
    """The cookie is the session key and a signature, so that a row of a stolen dump is not a login."""

    def process_request(self, request):
        written = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        try:
            key = _signer.unsign(written) if written else None
        except signing.BadSignature:
            key = None
        request.session = self.SessionStore(key)

    def process_response(self, request, response):
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie and cookie.value:
            cookie.set(cookie.key, sign_session_key(cookie.value), sign_session_key(cookie.value))
        return response


def sign_session_key(key):
    return _signer.sign(key)


class ReadingsMiddleware:
    """A page that opens sealed values is written down before a byte of it leaves; otherwise nobody sees it.

    A GET runs in one transaction with its audit row. A POST's services have transactions of their own; what it opened
    is written down after them, and before the answer.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        holders.forget()
        try:
            if request.method in SAFE:
                with transaction.atomic():
                    response = self.get_response(request)
                    if response.status_code >= 500 or holders.broken():
                        transaction.set_rollback(True)
                    else:
                        self._write(request)
            else:
                response = self.get_response(request)
                self._write(request)
            if holders.broken():
                return self._say_broken(request)
            self._write_refusal(request, response)
            return response
        finally:
            holders.forget()

    def process_exception(self, request, exception):
        return broken_page(request) if isinstance(exception, SealBroken) else None

    def _say_broken(self, request):
        """Also where a template swallowed the error: a page is never shown as if nothing had happened."""
        audit.record_broken(getattr(request, "user", None), _verb(request), holders.broken())
        return broken_page(request)

    def _write(self, request):
        user = getattr(request, "user", None)
        opened = [row for row in holders.opened() if user is None or row[3] != user.pk]
        with transaction.atomic(savepoint=False):
            audit.record_reading(user, _verb(request), opened)

    def _write_refusal(self, request, response):
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated or response.status_code not in (403, 404, 500):
            return
        outcome = Outcome.FAILED if response.status_code == 500 else Outcome.REFUSED
        audit.record_apart(actor=user, verb=_verb(request), outcome=outcome)


def broken_page(request):
    return render(request, "seal_broken.html", status=500)


def _verb(request):
    match = request.resolver_match
    return f"{request.method.lower()} {match.view_name if match else 'unknown page'}"[:100]


class LookOrChangeMiddleware:
    """A page is looked at or changed. Libraries answer more than that by themselves; nothing here does."""

    METHODS = ("GET", "HEAD", "POST")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in self.METHODS:
            return HttpResponseNotAllowed(self.METHODS)
        return self.get_response(request)


def note_signed_out(sender, request, user, **kwargs):
    """Somebody's session ends with this request, by their own tap or because its time is over."""
    if request is not None and user is not None:
        request.has_signed_out = True


class QuietHeadersMiddleware:
    """Headers the libraries leave out: nothing is kept, indexed, or shared with other origins. When a session ends the
    browser is told to drop what it still holds: Back would bring the last page up again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if getattr(request, "has_signed_out", False):
            response.headers.setdefault("Clear-Site-Data", '"cache", "storage"')
        return response
