"""Closed records that somebody opened with a reason: for the other coordinators, and for administrators."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from . import closed
from .doors import for_roles
from .models import BreakGlass, Role

SHOWN = timedelta(days=90)


@require_safe
@for_roles(Role.COORDINATOR, Role.ADMIN)
def records_opened(request):
    rows = BreakGlass.objects.visible_to(request.user).filter(opened_at__gt=timezone.now() - SHOWN)
    rows = rows.select_related("opened_by", "looked_by").order_by("-opened_at")
    return render(request, "clinic/people/records_opened.html", {"panel": {"rows": rows}})


@require_POST
@for_roles(Role.COORDINATOR, Role.ADMIN)
def record_looked_at(request, opened_pk):
    row = get_object_or_404(BreakGlass.objects.visible_to(request.user), pk=opened_pk)
    try:
        closed.look_at(row, by=request.user)
        messages.success(request, _("Written down: you looked at it."))
    except closed.NotTheirs:
        messages.info(request, _("You opened it: somebody else looks at it."))
    return redirect("records_opened")
