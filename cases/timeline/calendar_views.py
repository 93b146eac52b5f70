"""The dates for a calendar: as a file, and at a private address for a telephone that looks by itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.casefile.doors import case_for
from cases.casefile.phone import own_case
from clinic.people.cards import current_card
from clinic.people.doors import for_roles
from clinic.people.models import Role
from clinic.security import leftovers

from . import feeds
from .ics import calendar_of


@require_safe
@for_roles(Role.INTAKE, Role.COORDINATOR, Role.LAWYER)
def calendar_file(request, case_pk):
    return _as_file(calendar_of(case_for(request, case_pk)))


@require_safe
@own_case
def my_calendar_file(request, own):
    if own.case is None:
        raise Http404
    return _as_file(calendar_of(own.case))


@require_safe
@own_case
def my_calendar(request, own):
    """The new address stands here, sealed for this session, until she says that she has it."""
    left = leftovers.find(request)
    feed = own.case.feeds.standing().first() if own.case else None
    context = {"shows_story": own.shows_story, "case": own.case, "feed": feed}
    if left and feed:
        token = left["values"]["token"][0]
        context["address"] = request.build_absolute_uri(reverse("cases:feed", args=[token]))
    return render(request, "cases/timeline/my_calendar.html", context)


@require_POST
@own_case
def my_feed(request, own):
    if own.case is None:
        raise Http404
    token = feeds.open_feed(own.case, card=current_card(own.person), by=request.user)
    leftovers.keep(request, {"token": [token]}, path=reverse("cases:my_calendar"))
    return redirect("cases:my_calendar")


@require_POST
@own_case
def my_feed_copied(request, own):
    leftovers.drop(request, path=reverse("cases:my_calendar"))
    return redirect("cases:my_calendar")


@require_POST
@own_case
def my_feed_end(request, own):
    if own.case:
        feeds.end_feed(own.case, by=request.user)
    leftovers.drop(request, path=reverse("cases:my_calendar"))
    return redirect("cases:my_calendar")


@require_safe
@login_not_required
def feed(request, token):
    """Who has the address reads it. What is wrong, ended or never was is not there, all alike."""
    try:
        calendar = feeds.read_feed(token)
    except feeds.ReadTooOften:
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    if calendar is None:
        raise Http404
    return HttpResponse(calendar, content_type="text/calendar; charset=utf-8")


def _as_file(calendar):
    headers = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return HttpResponse(calendar, content_type="text/calendar; charset=utf-8", headers=headers)
