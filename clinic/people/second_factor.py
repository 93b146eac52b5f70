"""Nobody of the team gets past their password alone. allauth asks for a factor that exists; that there is one, and that it was
used in this session, is for us to see to."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.shortcuts import redirect

from .cards import current_card

WITHOUT_FACTOR = {
    "home", "leave", "language", "healthz", "know_your_rights", "resources",
    "account_logout", "account_reauthenticate", "account_set_password", "account_change_password",
}  # fmt: skip


class SecondFactorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name or ""
        if name in WITHOUT_FACTOR or name.startswith("mfa_") or not request.user.is_authenticated:
            return None
        if not request.user.is_team:
            return _card_still_good(request) if request.user.is_person else None
        if has_used_factor(request):
            return None
        has_one = (
            Authenticator.objects.filter(user=request.user)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
            .exists()
        )
        return redirect("mfa_reauthenticate" if has_one else "mfa_index")


def remember_card(sender, request, user, **kwargs):
    """However a person signs in, the session belongs to the card of that moment."""
    if user.is_person:
        request.session["card"] = _card_of(user)


def _card_still_good(request):
    """A card that is ended or made anew at the desk takes its phone's session with it, on the next request."""
    card = _card_of(request.user)
    if card and card == request.session.get("card"):
        return None
    logout(request)
    return redirect("home")


def _card_of(user):
    person = getattr(user, "person", None)
    card = current_card(person) if person else None
    return str(card.pk) if card else ""


def has_used_factor(request):
    """A factor was shown in this session, or the session began with a link of a demo's console."""
    methods = {record.get("method") for record in get_authentication_records(request)}
    return "mfa" in methods or bool(request.session.get("second_factor"))
