"""Sign-in links from the console: good once, for fifteen minutes. The web has no back door; this is the operator's."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinic.security import audit
from clinic.vault.crypto import digest

from .models import SignInLink

GOOD_FOR = timedelta(minutes=15)


class LinkNotGood(Exception):
    """The link was used, has run out, or never was."""


@transaction.atomic
def make_link(user):
    """A URL that signs this user in. On a demo it also stands in for the second factor, for that one session."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        user=user,
        token_digest=digest(token),
        second_factor=settings.MODE == "demo",
        ends_at=timezone.now() + GOOD_FOR,
    )
    audit.record(actor=None, verb="link.make", target=user)
    return settings.CLINIC_URL + reverse("sign_in_link", args=[token])


@transaction.atomic
def use_link(token):
    """Consumes the link and returns it with its user; raises LinkNotGood."""
    link = (
        SignInLink.objects.select_for_update()
        .filter(token_digest=digest(token))
        .select_related("user")
        .first()
    )
    if link is None or link.used_at or link.ends_at <= timezone.now() or not link.user.is_active:
        raise LinkNotGood
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    audit.record(actor=link.user, verb="link.use", target=link.user)
    return link
