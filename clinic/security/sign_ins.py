"""Who came in, who went, and who tried: written down from Django's signals, whichever way somebody signs in."""

from clinic.vault import crypto
from clinic.vault.own_keys import own_key

from . import audit
from .models import Outcome


def signed_in(sender, user, **kwargs):
    audit.record_apart(actor=user, verb="sign_in", target=user)


def signed_out(sender, user, **kwargs):
    if user is not None:
        audit.record_apart(actor=user, verb="sign_out", target=user)


def not_signed_in(sender, credentials, **kwargs):
    """What was typed may be a password in the wrong box, so only a keyed digest of it is kept: enough to count."""
    typed = str(credentials.get("email") or credentials.get("username") or credentials.get("code") or "")
    tried = crypto.blind_index(own_key("sign_in"), typed.strip().lower()).hex()[:16]
    audit.record_apart(actor=None, verb="sign_in", fields=[f"tried:{tried}"], outcome=Outcome.REFUSED)
