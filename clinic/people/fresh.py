"""Some acts want a sign-in of the last ten minutes: roles, sessions, second factors, exports, printing many, erasing.

@for_roles(Role.COORDINATOR)
@needs_fresh_sign_in
def everybodys_sessions(request): ...
"""

import time
from functools import wraps
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode


def is_fresh(request):
    """A password, factor, invitation or link was shown in this session within the last ten minutes. A demo's link from
    the console counts for its whole session."""
    if not request.user.is_authenticated:
        return False
    if began_with_demo_link(request):
        return True
    records = get_authentication_records(request, request.user)
    newest = max((record["at"] for record in records), default=0)
    return time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def began_with_demo_link(request):
    """The session began with a link from a demo's console. Never true in production, whatever a session says."""
    return settings.MODE != "production" and bool(request.session.get("second_factor"))


def needs_fresh_sign_in(view):
    """Asks for the password or the factor once more, then comes back. What was posted is not kept: the page is shown
    again, and the act is done again by hand."""

    @wraps(view)
    def through(request, *args, **kwargs):
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': _back(request)})}")

    through.is_for_fresh_sign_in = True
    return through


def _back(request):
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(came_from).path if safe else reverse("start")
