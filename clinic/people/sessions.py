"""Sessions end when what they rest on changes, and by themselves: after idling, and after a day's work.

A session counts from `User.sessions_from` on. Moving that moment ends all of a user's sessions on their next request,
wherever they are and whatever was lost of their rows. Times of a session are kept inside the sealed session.
"""

from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.db import transaction
from django.utils import timezone

from clinic.security import audit

from .models import Role, User

BEGAN, SEEN, SHARED = "began_at", "seen_at", "shared"
NOTED_EVERY = 15  # seconds: an idle session may end this much early, and not every page writes a row


@transaction.atomic
def end_sessions(user, *, by, verb="sessions.end"):
    """Ends all sessions of the user on their next request. Whoever acts may `stay` in their own."""
    user.sessions_from = timezone.now()
    User.objects.filter(pk=user.pk).update(sessions_from=user.sessions_from)
    audit.record(actor=by, verb=verb, target=user)


@transaction.atomic
def end_everybodys_sessions(*, by):
    """Everybody's, of the team and of the people with a card. Returns how many users that concerns."""
    ended = User.objects.update(sessions_from=timezone.now())
    audit.record(actor=by, verb="sessions.end_all")
    return ended


def stay(request):
    """Keeps the session that this request came with, after the others of the same user have been ended."""
    user = User.objects.get(pk=request.user.pk)
    request.user.password, request.user.sessions_from = user.password, user.sessions_from
    update_session_auth_hash(request, request.user)


def begin(sender, request, user, **kwargs):
    """Somebody signed in. On an intake volunteer's laptop several people sit in one evening: it counts as shared
    unless they say otherwise afterwards."""
    now = timezone.now().timestamp()
    request.session[BEGAN] = request.session[SEEN] = now
    request.session[SHARED] = bool(request.session.get(SHARED)) or user.has_role(Role.INTAKE)


def idle_limit(request):
    """Seconds without a tap after which this session ends. One that a table pass opened hides behind its PIN instead."""
    if "table_pass" in request.session:
        return settings.SESSION_AT_MOST
    short = request.session.get(SHARED) or request.user.is_person
    return settings.SESSION_IDLE_SHARED if short else settings.SESSION_IDLE


class SessionTimesMiddleware:
    """Ends a session that has idled or grown old, before any view is asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            if self._is_over(request, now):
                logout(request)
            elif now - request.session[SEEN] >= NOTED_EVERY:
                request.session[SEEN] = now
        return self.get_response(request)

    def _is_over(self, request, now):
        began = request.session.setdefault(BEGAN, now)
        seen = request.session.setdefault(SEEN, now)
        return now - seen >= idle_limit(request) or now - began >= settings.SESSION_AT_MOST
