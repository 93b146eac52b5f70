"""Browsers known from before, by a random cookie that names nobody. The database keeps a keyed digest of it."""

import secrets
from datetime import timedelta

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clinic.vault import crypto
from clinic.vault.own_keys import own_key

from . import mails
from .models import KnownBrowser

KNOWN_FOR = timedelta(days=180)
NOTED, NOTED_EVERY = "noted", 60  # seconds


def meet(request, user, **kwargs):
    """A sign-in: one from a browser this member of the team never used before is told to them by mail."""
    if user.is_team and remember(request, user):
        transaction.on_commit(lambda: mails.tell_new_browser(user))


@transaction.atomic
def remember(request, user):
    """True if the user never signed in from this browser before."""
    request.browser_token = request.COOKIES.get(settings.BROWSER_COOKIE_NAME) or secrets.token_urlsafe(32)
    KnownBrowser.objects.filter(user=user, seen_at__lte=timezone.now() - KNOWN_FOR).delete()
    _known, is_new = KnownBrowser.objects.update_or_create(
        digest=_digest(request.browser_token, user), defaults={"user": user, "seen_at": timezone.now()}
    )
    return is_new


class KnownBrowserMiddleware:
    """Hands the browser its cookie after a sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        token = getattr(request, "browser_token", None)
        if token:
            response.set_cookie(
                settings.BROWSER_COOKIE_NAME,
                token,
                max_age=KNOWN_FOR,
                httponly=True,
                samesite="Lax",
                secure=settings.PRODUCTION,
            )
        return response


class LastUsedMiddleware(UserSessionsMiddleware):
    """Notes for "where I am signed in" when each session was last used: once a minute, since three queries and a commit at
    each page were a tenth of it."""

    def __call__(self, request):
        if request.user.is_authenticated and self._is_noted(request.session):
            return self.get_response(request)
        return super().__call__(request)

    def _is_noted(self, session):
        now, name = timezone.now().timestamp(), (session.session_key or "")[:8]
        noted_as, noted_at = session.get(NOTED, (None, 0))
        is_noted = noted_as == name and now - noted_at < NOTED_EVERY
        if not is_noted:
            session[NOTED] = [name, now]
        return is_noted


def _digest(token, user):
    return crypto.blind_index(own_key("index:browser"), f"{token}|{user.pk}")
