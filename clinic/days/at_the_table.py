"""A session that a table pass opened: it lasts as long as the pass, sees tonight's line, and hides when nobody is there."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib.auth import login, logout
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from clinic.people.models import Role
from clinic.people.views import STAFF_BACKEND
from clinic.security import leftovers

from . import passes
from .models import PassEnd, TablePass

WITHOUT_PIN = {"pass_pin", "pass_hiding", "leave", "account_logout"}
ALSO = {"start", "account_logout"}
NEVER_KEPT = {"csrfmiddlewaretoken", "pin", "code", "secret", "password"}
SEEN_EVERY = timedelta(seconds=10)  # a row is not written for each click


def sit_down(request, table_pass):
    """Signs the volunteer in at this laptop, for as long as the pass stands. Nothing of a session before stays."""
    logout(request)
    login(request, table_pass.volunteer, backend=STAFF_BACKEND)
    request.session["table_pass"] = str(table_pass.pk)


def end_with_session(sender, request, user, **kwargs):
    """Whoever signs out or leaves gives the pass back; the lead makes a new one."""
    session = getattr(request, "session", None) or {}
    found = TablePass.objects.current().filter(pk=session.get("table_pass")).first()
    if found:
        passes.end_pass(found, by=user, why=PassEnd.LEFT)


class TablePassMiddleware:
    """Before the second factor is asked for: what stands in for it must still stand."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        pk = request.session.get("table_pass")
        if pk is None:
            return self.get_response(request)
        found = TablePass.objects.current().filter(pk=pk, volunteer=request.user.pk).first()
        if found is None:
            logout(request)
            return redirect("table_pass")
        request.user.table_pass = found
        request.user.role_names = request.user.role_names & {Role.INTAKE}
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        found = getattr(request.user, "table_pass", None)
        name = request.resolver_match.view_name
        if found is None:
            return None
        if not _is_for_the_table(view, name):
            raise Http404
        if name in WITHOUT_PIN:
            return None
        if found.is_hidden:
            passes.hide(found)
            return _hidden(request)
        if timezone.now() - found.seen_at > SEEN_EVERY:
            passes.see(found)
        return None


def _is_for_the_table(view, name):
    """Nobody adds a factor, changes a password or ends other sessions through somebody else's pass."""
    is_open = not getattr(view, "login_required", True)
    return is_open or name in ALSO or Role.INTAKE in getattr(view, "roles", ())


def _hidden(request):
    """The page is behind the PIN. What was typed meanwhile is kept as a draft of its page."""
    if request.method == "POST":
        typed = {name: request.POST.getlist(name) for name in request.POST if name not in NEVER_KEPT}
        if typed:
            leftovers.keep(request, typed)
        if request.headers.get("X-Draft"):
            return HttpResponse(status=204)
    request.session["after_pin"] = _page_of(request)
    return HttpResponseRedirect(reverse("pass_pin"), status=303)


def _page_of(request):
    """The page to come back to: of a POST the one its form stood on, since its own address may not be a page."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else reverse("line")
