"""Keeps what was typed for the next page of the same session, sealed, for an hour."""

from datetime import timedelta

from django.utils import timezone

from clinic.vault import crypto
from clinic.vault.crypto import SealBroken
from clinic.vault.drafts import open_draft, seal_draft
from clinic.vault.own_keys import own_key

from .models import Leftover

KEPT_FOR = timedelta(hours=1)


def keep(request, values, errors=None, path=None):
    """Keeps a form's values (and the service's errors; None for a draft nobody has checked yet) for this page, or for
    the page at `path`."""
    if not request.session.session_key:
        request.session.create()
    place = _place(request, path)
    sealed = seal_draft({"values": values, "errors": errors}, place.hex())
    Leftover.objects.update_or_create(place=place, defaults={"sealed": sealed})


def find(request):
    """What was kept for this session and page: {"values", "errors"}, or None."""
    if not request.session.session_key:
        return None
    place = _place(request)
    row = Leftover.objects.filter(place=place, kept_at__gt=timezone.now() - KEPT_FOR).first()
    try:
        return open_draft(row.sealed, place.hex()) if row else None
    except SealBroken:
        return None


def drop(request, path=None):
    if request.session.session_key:
        Leftover.objects.filter(place=_place(request, path)).delete()


def drop_old():
    return Leftover.objects.filter(kept_at__lte=timezone.now() - KEPT_FOR).delete()[0]


def _place(request, path=None):
    return crypto.blind_index(own_key("leftover"), f"{request.session.session_key}|{path or request.path}")
