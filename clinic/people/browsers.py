"""Browsers known from before, by a random cookie that names nobody. The database keeps a keyed digest of it."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clinic.vault import crypto
from clinic.vault.own_keys import own_key

from . import mails
from .models import KnownBrowser

KNOWN_FOR = timedelta(days=180)


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


def _digest(token, user):
    return crypto.blind_index(own_key("index:browser"), f"{token}|{user.pk}")
