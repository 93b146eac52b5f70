"""Nothing starts with keys that are missing, unsafe or another clinic's: one clear sentence instead."""

import sys

from django.core.exceptions import ImproperlyConfigured

NEVER_TRY_AGAIN = 3  # gunicorn's word for: this worker will not come up, stop


def or_stop(begin):
    """What `begin()` answers. Where something needed is missing: its sentence, and the end of this process."""
    try:
        return begin()
    except ImproperlyConfigured as wrong:
        sys.stderr.write(f"{wrong}\n")
        sys.stderr.flush()
        raise SystemExit(NEVER_TRY_AGAIN) from None


def look_at_keys():
    """The ring is there and safe, and opens what this database holds; otherwise ImproperlyConfigured."""
    from . import own_keys
    from .keyring import ring

    ring()
    own_keys.look()
