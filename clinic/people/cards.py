"""The case card: a code and a secret, given on two slips, so that one lost slip opens nothing."""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from clinic.security import audit
from clinic.vault import crypto
from clinic.vault.own_keys import own_key

from .card_secret import as_typed, new_secret
from .models import CaseCard, Role
from .services import make_user

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to misread
SESSION = timedelta(minutes=15)  # a phone is handed around: from signing in, whatever is done with it
_nobody = make_password("nobody")


@transaction.atomic
def make_card(person, *, by, shows_story=False, digits=False):
    """Ends the person's card, if any, and makes a new one. Returns (card, code, secret): shown once, stored hashed.

    The secret is words of the language the person speaks; `digits` where they would rather have those.
    """
    end_card(person, by=by)
    if person.user is None:
        person.user = make_user(
            called=person.called, roles=[Role.PERSON], language=person.page_language, by=by
        )
        person.save(update_fields=["user"])
    code, secret = new_code(), new_secret(person.language, digits=digits)
    card = CaseCard.objects.create(
        person=person,
        code_digest=_code_digest(code),
        secret_hash=make_password(_peppered(secret)),
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
    fits = check_password(_peppered(secret), card.secret_hash if card else _nobody)
    return card if card and fits and card.person.user and card.person.user.is_active else None


def new_code():
    """ "4HK7-2M9Q": 40 bits, made to be read aloud and typed."""
    signs = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def read_code(typed):
    """As somebody types it: small letters, spaces, O for 0, I or L for 1."""
    return as_typed(typed).upper().translate(str.maketrans("OIL", "011"))


def _code_digest(code):
    return crypto.blind_index(own_key("index:card"), read_code(code))


def _peppered(secret):
    """What is hashed: without the key ring, a stolen hash cannot even be tried."""
    return crypto.blind_index(own_key("card secret"), as_typed(secret)).hex()
