"""One's own way of signing in: the picture of a second factor's secret, and whether this laptop is shared."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from . import sessions
from .doors import TEAM, for_roles


@for_roles(TEAM)
@require_safe
def totp_picture(request):
    """The secret that is being enrolled, to be photographed by an app. It is in the sealed session and in no address,
    and is gone from there once it is enrolled."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml")


@for_roles(TEAM)
@require_POST
def shared_laptop(request):
    """Says for this session alone whether others use this laptop too."""
    request.session[sessions.SHARED] = request.POST.get("shared") == "yes"
    return redirect("usersessions_list")
