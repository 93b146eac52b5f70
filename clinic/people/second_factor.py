"""Nobody of the team gets past their password alone. allauth asks for a factor that exists; that there is one, and that it was
used in this session, is for us to see to."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from . import sessions
from .cards import SESSION, current_card
from .fresh import began_with_demo_link

ALWAYS_OPEN = {
    "home", "leave", "language", "healthz", "know_your_rights", "resources", "account_logout", "invitation",
}  # fmt: skip
ENROL = {"mfa_index", "mfa_add_webauthn", "mfa_activate_totp", "totp_picture", "account_reauthenticate"}
SHOW = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
CLOSED = {  # pages of allauth that this house has no use for
    "account_signup", "account_email", "account_email_verification_sent", "account_confirm_email",
    "account_confirm_login_code", "mfa_edit_webauthn", "mfa_download_recovery_codes",
}  # fmt: skip
OF_THE_TEAM = ("account_", "mfa_", "usersessions_")  # passwords, factors, sessions: a card has none of these
OF_EVERYBODY = {"account_login", "account_logout", "account_inactive"}


class SecondFactorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name or ""
        if name in CLOSED:
            raise Http404
        if name in ALWAYS_OPEN or not request.user.is_authenticated:
            return None
        if not request.user.is_team:
            if name.startswith(OF_THE_TEAM) and name not in OF_EVERYBODY:
                raise Http404
            return _card_still_good(request) if request.user.is_person else None
        if has_used_factor(request):
            return None
        return _towards_a_factor(request, name)


def _towards_a_factor(request, name):
    """Whoever has a factor may only show it: with a password or the operator's link alone none is added or removed."""
    factors = set(
        Authenticator.objects.filter(user=request.user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("type", flat=True)
    )
    if name in (SHOW if factors else ENROL):
        return None
    if not factors:
        return redirect("mfa_index")
    has_passkey = Authenticator.Type.WEBAUTHN in factors
    return redirect("mfa_reauthenticate_webauthn" if has_passkey else "mfa_reauthenticate")


def remember_card(sender, request, user, **kwargs):
    """However a person signs in, the session belongs to the card of that moment."""
    if user.is_person:
        request.session["card"] = _card_of(user)
        request.session["card_ends"] = (timezone.now() + SESSION).timestamp()


def factor_changed(sender, request, user, authenticator, **kwargs):
    """A factor was added, removed or made anew: other sessions end, and one just enrolled counts as shown here."""
    sessions.end_sessions(user, by=user, verb="factor.change")
    kept = Authenticator.objects.filter(pk=authenticator.pk).exists()
    if kept and authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )
    sessions.stay(request)


def _card_still_good(request):
    """A card that is ended or made anew at the desk takes its phone's session with it, on the next request; a quarter
    of an hour after signing in it is over anyway."""
    card = _card_of(request.user)
    in_time = timezone.now().timestamp() < request.session.get("card_ends", 0)
    if card and in_time and card == request.session.get("card"):
        return None
    logout(request)
    return redirect("home")


def _card_of(user):
    person = getattr(user, "person", None)
    card = current_card(person) if person else None
    return str(card.pk) if card else ""


def has_used_factor(request):
    """A factor was shown in this session; or the lead's counts for it, whose pass opened it; or it began with a link of a
    demo's console."""
    records = get_authentication_records(request, request.user)
    shown = any(record.get("method") == "mfa" for record in records)
    return shown or "table_pass" in request.session or began_with_demo_link(request)
