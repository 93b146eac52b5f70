"""The case card: a code and a secret, given on two slips, so that one lost slip opens nothing."""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from clinic.security import audit
from clinic.vault import crypto
from clinic.vault.keyring import ring

from .models import Attempt, CaseCard, Role
from .services import make_user

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to misread
TRIES_A_CODE, TRIES_AN_ADDRESS, WINDOW = 5, 30, timedelta(hours=1)
_nobody = make_password("nobody")


class TooManyTries(Exception):
    """`minutes`: how long to wait before the next try."""

    def __init__(self, minutes):
        self.minutes = minutes


@transaction.atomic
def make_card(person, *, by, shows_story=False):
    """Ends the person's card, if any, and makes a new one. Returns (card, code, secret): shown once, stored hashed."""
    end_card(person, by=by)
    if person.user is None:
        person.user = make_user(
            called=person.called, roles=[Role.PERSON], language=person.page_language, by=by
        )
        person.save(update_fields=["user"])
    code, secret = _grouped(8), _grouped(12)
    card = CaseCard.objects.create(
        person=person,
        code_digest=_code_digest(code),
        secret_hash=make_password(_plain(secret)),
        shows_story=shows_story,
        made_by=by,
    )
    audit.record(actor=by, verb="card.make", target=person)
    return card, code, secret


@transaction.atomic
def end_card(person, *, by):
    """One tap at the desk: the code no longer works, and the phone's session ends on its next request."""
    ended = CaseCard.objects.filter(person=person, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=by
    )
    if ended:
        audit.record(actor=by, verb="card.end", target=person)
    return bool(ended)


def current_card(person):
    return CaseCard.objects.filter(person=person, ended_at__isnull=True).first()


def find_card(code, secret):
    """The current card that both slips belong to, or None. Takes as long for an unknown code as for a wrong secret."""
    card = (
        CaseCard.objects.filter(code_digest=_code_digest(code), ended_at__isnull=True)
        .select_related("person__user")
        .first()
    )
    fits = check_password(_plain(secret), card.secret_hash if card else _nobody)
    return card if card and fits and card.person.user and card.person.user.is_active else None


def count_try(code, address):
    """Counts a try for the code and for the address it came from; raises TooManyTries. Committed whatever follows."""
    now = timezone.now()
    buckets = [(_bucket("code", _plain(code)), TRIES_A_CODE), (_bucket("address", address), TRIES_AN_ADDRESS)]
    for bucket, allowed in buckets:
        recent = Attempt.objects.filter(bucket=bucket, tried_at__gt=now - WINDOW).order_by("tried_at")
        if recent.count() >= allowed:
            wait = recent.first().tried_at + WINDOW - now
            raise TooManyTries(max(1, round(wait.total_seconds() / 60)))
    Attempt.objects.bulk_create([Attempt(bucket=bucket) for bucket, _ in buckets])


def forget_tries(code):
    """A good sign-in clears the code's own count."""
    Attempt.objects.filter(bucket=_bucket("code", _plain(code))).delete()


def _grouped(length):
    signs = "".join(secrets.choice(LETTERS) for _ in range(length))
    return "-".join(signs[i : i + 4] for i in range(0, length, 4))


def _plain(typed):
    """As somebody types it: small letters, spaces, O for 0, I or L for 1."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return signs.translate(str.maketrans("OIL", "011"))


def _code_digest(code):
    return crypto.blind_index(ring().index_key("card"), _plain(code))


def _bucket(kind, text):
    return crypto.blind_index(ring().index_key("attempt"), f"{kind}|{text}")
