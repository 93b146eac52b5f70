"""Public pages: the rights in plain words, and others who can help. What nobody has checked shows to staff only."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import catalogue


@login_not_required
@require_safe
def know_your_rights(request):
    team = _is_team(request)
    lines = [
        {"text": right.words().text, "checked": bool(right.checked_on)}
        for right in catalogue.rights().values()
        if right.checked_on or team
    ]
    return render(request, "clinic/resources/know_your_rights.html", {"rights": lines})


@login_not_required
@require_safe
def resources(request):
    everything = catalogue.resources().values() if _is_team(request) else catalogue.public_resources()
    shown = [
        {
            "name": one.words().name,
            "about": one.words().about,
            "phone": one.phone,
            "public": one.is_public({}),
        }
        for one in everything
    ]
    return render(request, "clinic/resources/resources.html", {"resources": shown})


def _is_team(request):
    return request.user.is_authenticated and request.user.is_team
