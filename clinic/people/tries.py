"""Tries to come in with something that is typed: counted in PostgreSQL, so that neither a lost cache nor twenty browsers at
once get more of them."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from clinic.vault import crypto
from clinic.vault.own_keys import own_key

from .models import Attempt

A_CODE, AN_ADDRESS, WINDOW = 5, 20, timedelta(hours=1)


class TooManyTries(Exception):
    """`minutes`: how long to wait before the next try."""

    def __init__(self, minutes):
        self.minutes = minutes


@transaction.atomic(durable=True)
def count(code, address):
    """Counts a try for the code and for the address it came from, and returns both; raises TooManyTries.

    Who counts for the same bucket waits here for the one before, so that the sixth sees the five. Committed before the
    secret is looked at, whatever follows.
    """
    now = timezone.now()
    buckets = sorted([(_bucket("code", code), A_CODE), (_bucket("address", address), AN_ADDRESS)])
    for bucket, _allowed in buckets:
        _wait_for_others(bucket)
    for bucket, allowed in buckets:
        recent = Attempt.objects.filter(bucket=bucket, tried_at__gt=now - WINDOW).order_by("tried_at")
        if recent.count() >= allowed:
            wait = recent.first().tried_at + WINDOW - now
            raise TooManyTries(max(1, round(wait.total_seconds() / 60)))
    return Attempt.objects.bulk_create([Attempt(bucket=bucket) for bucket, _allowed in buckets])


def forgive(code, tried):
    """It was right: the code's count is cleared, and this one try no longer weighs on its address."""
    Attempt.objects.filter(bucket=_bucket("code", code)).delete()
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in tried]).delete()


@transaction.atomic
def one_more(kind, text, most):
    """Counts one more of this hour, and says whether it is among the `most` that may be."""
    bucket = _bucket(kind, text)
    _wait_for_others(bucket)
    if Attempt.objects.filter(bucket=bucket, tried_at__gt=timezone.now() - WINDOW).count() >= most:
        return False
    Attempt.objects.create(bucket=bucket)
    return True


def drop_old():
    return Attempt.objects.filter(tried_at__lte=timezone.now() - WINDOW).delete()[0]


def _wait_for_others(bucket):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(bucket[:8], signed=True)])


def _bucket(kind, text):
    return crypto.blind_index(own_key("index:attempt"), f"{kind}|{text}")
