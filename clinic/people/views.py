"""The public page, the ways in, and the way out."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.hooks import hooks

from . import browsers, cards, links, tries
from .forms import CardForm
from .models import Role

CARD_BACKEND = "clinic.people.card_backend.CardBackend"
STAFF_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LANGUAGE_FOR = 365 * 24 * 3600


@login_not_required
@require_safe
def home(request):
    context = {"shows_place": settings.CLINIC_SHOWS_PLACE, "settings": settings}
    context["rights"] = [line for tell in hooks("public_rights") for line in tell()]
    return render(request, "clinic/people/home.html", context)


@require_safe
def start(request):
    """Where each role begins."""
    user = request.user
    first = (
        (Role.COORDINATOR, "desk"),
        (Role.INTAKE, "line"),
        (Role.ACCOMPANIER, "accompaniment:my_trips"),
        (Role.CALLER, "cases:rotation"),
        (Role.LAWYER, "cases:review"),
        (Role.ADMIN, "team"),
        (Role.PERSON, "cases:my_dates"),
    )
    return redirect(next((name for role, name in first if user.has_role(role)), "home"))


@login_not_required
@require_http_methods(["GET", "POST"])
def card(request):
    """A person signs in with the two slips. The same words whichever of them is wrong."""
    form = CardForm.for_request(request)
    if form.is_posted and form.is_valid():
        try:
            if _comes_in(request, **form.cleaned_data):
                return form.done("start")
            form.add_error(None, _wrong_slips())
        except tries.TooManyTries as many:
            form.add_error(None, wait(many.minutes))
    return form.answer("clinic/people/card.html")


def _comes_in(request, code, secret):
    """Whether both slips belong to one card; each wrong try is counted before it is looked at."""
    typed = cards.read_code(code)
    tried = tries.count(typed, request.META.get("REMOTE_ADDR", ""))
    user = authenticate(request, code=code, secret=secret)
    if user is None:
        return False
    tries.forgive(typed, tried)
    login(request, user, backend=CARD_BACKEND)
    return True


def _wrong_slips():
    return _("The code and the secret do not match. Look at both slips and try again. Or call %(phone)s.") % {
        "phone": settings.CLINIC_PHONE
    }


def wait(minutes):
    """What to say to somebody who has tried too often."""
    return _("That was many tries. Wait %(n)s minutes, or call %(phone)s.") % {
        "n": minutes,
        "phone": settings.CLINIC_PHONE,
    }


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in_link(request, token):
    """Looking at the link shows one button; the button uses it up."""
    if request.method == "GET":
        return render(request, "clinic/people/sign_in_link.html")
    try:
        link = links.use_link(token)
    except links.LinkNotGood:
        return render(request, "clinic/people/link_not_good.html", status=410)
    login(request, link.user, backend=STAFF_BACKEND)
    request.session["second_factor"] = link.second_factor
    record_authentication(request, link.user, "link")
    browsers.meet(request, link.user)
    return redirect("start")


@login_not_required
@require_safe
def leave(request):
    """Quick exit: ends the session, clears what the browser holds for us, and goes to a page about the weather."""
    logout(request)
    response = HttpResponseRedirect(settings.QUICK_EXIT_URL)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@login_not_required
@require_POST
def language(request):
    """Changes the language of the pages and stays where one was."""
    code = request.POST.get("language", "")
    to = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(to if safe else reverse("home"))
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=LANGUAGE_FOR,
            httponly=True,
            samesite="Lax",
            secure=settings.PRODUCTION,
        )
    return response


@login_not_required
@require_safe
def healthz(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
