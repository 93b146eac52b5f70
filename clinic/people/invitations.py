"""Nobody joins by themselves. An invitation is one link to one address, good once and for 72 hours; the database keeps a
digest of it. It is worth what its maker may still give when it is used."""

import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinic.security import audit
from clinic.vault.crypto import digest

from .giving import NotYours, roles_given_by
from .models import Invitation, User
from .services import make_user

GOOD_FOR = timedelta(hours=72)


class InvitationNotGood(Exception):
    """It was used or taken back, has run out, or never was."""


class IsHereAlready(Exception):
    """Somebody signs in with this address already."""


@transaction.atomic
def invite(email, roles, *, language, by):
    """Returns (invitation, link); the link is nowhere else. One that still waits for this address is taken back.
    Raises NotYours or IsHereAlready."""
    if not roles or set(roles) - set(roles_given_by(by)):
        raise NotYours
    if User.objects.filter(email__iexact=email).exists():
        raise IsHereAlready
    for former in Invitation.objects.waiting().filter(email__iexact=email).select_for_update():
        withdraw(former, by=by)
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    invitation = Invitation.objects.create(
        email=email.lower(),
        roles=sorted(roles),
        language=language,
        token_digest=digest(token),
        invited_by=by,
        made_at=now,
        ends_at=now + GOOD_FOR,
    )
    audit.record(actor=by, verb="invitation.make", target=invitation, fields=sorted(roles))
    return invitation, settings.CLINIC_URL + reverse("invitation", args=[token])


@transaction.atomic
def withdraw(invitation, *, by):
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    audit.record(actor=by, verb="invitation.withdraw", target=invitation)


def find(token):
    """The invitation this link opens, or raises InvitationNotGood."""
    return _good(Invitation.objects.select_related("invited_by").filter(token_digest=digest(token)).first())


@transaction.atomic
def accept(token, *, called, password, language):
    """Consumes the invitation and returns the new User. Raises InvitationNotGood; of two at once one does."""
    invitation = _good(Invitation.objects.select_for_update().filter(token_digest=digest(token)).first())
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise InvitationNotGood
    user = make_user(
        called=called,
        email=invitation.email,
        roles=invitation.roles,
        language=language,
        by=invitation.invited_by,
    )
    user.set_password(password)
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    invitation.used_at, invitation.used_by = timezone.now(), user
    invitation.save(update_fields=["used_at", "used_by"])
    audit.record(actor=user, verb="invitation.use", target=invitation)
    return user


def _good(invitation):
    gone = invitation is None or invitation.used_at or invitation.withdrawn_at or invitation.has_run_out
    if gone or not invitation.invited_by.is_active:
        raise InvitationNotGood
    if set(invitation.roles) - set(roles_given_by(invitation.invited_by)):
        raise InvitationNotGood
    return invitation
