"""Rows of the clinic's own whose time is over. Each function: (now, held) -> the rows to delete. See retention.yaml."""

from datetime import timedelta

from django.contrib.sessions.models import Session

from clinic.outbox.models import Message, State
from clinic.security.models import Leftover, TakenForm

from .models import Attempt, Contact, Invitation, KnownBrowser, SignInLink, TrustedPerson


def contacts(now, held):
    return held.spare(Contact.objects.filter(ended_at__lte=now - timedelta(days=90)), "person")


def messages(now, held):
    """Messages whose moment has passed, and of which nothing is under way."""
    if held.everything:
        return Message.objects.none()
    trusted = TrustedPerson.objects.filter(person__in=held.people).values_list("pk", flat=True)
    of_held = [*(f"person:{pk}" for pk in held.people), *(f"trusted:{pk}" for pk in trusted)]
    over = Message.objects.filter(not_after__lte=now - timedelta(days=180))
    return over.exclude(state=State.SENDING).exclude(recipient__in=of_held)


def attempts(now, held):
    return Attempt.objects.filter(tried_at__lte=now - timedelta(days=7))


def sign_in_links(now, held):
    return SignInLink.objects.filter(ends_at__lte=now - timedelta(days=1))


def leftovers(now, held):
    return Leftover.objects.filter(kept_at__lte=now - timedelta(hours=1))


def taken_forms(now, held):
    return TakenForm.objects.filter(taken_at__lte=now - timedelta(hours=1))


def sessions(now, held):
    return Session.objects.filter(expire_date__lte=now)


def invitations(now, held):
    return Invitation.objects.filter(ends_at__lte=now - timedelta(days=90))


def browsers(now, held):
    return KnownBrowser.objects.filter(seen_at__lte=now - timedelta(days=180))
