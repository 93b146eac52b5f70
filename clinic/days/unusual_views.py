"""Unusual reading, last week's and this week's so far: who, on which day, how much; never what."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.people.doors import for_roles
from clinic.people.models import Role, User

from . import unusual


@require_safe
@for_roles(Role.COORDINATOR, Role.ADMIN)
def unusual_reading(request):
    monday = unusual.monday_of(timezone.localdate())
    weeks = [(day, unusual.of_week(day)) for day in (monday, monday - unusual.WEEK)]
    users = User.objects.in_bulk({one.actor for _monday, found in weeks for one in found})
    called = {str(pk): user.called for pk, user in users.items()}
    context = {"weeks": [(day, _by_kind(found, called)) for day, found in weeks], "unusual": unusual}
    return render(request, "clinic/days/unusual.html", context)


def _by_kind(found, called):
    """[(kind, [(who, Unusual), …]), …] for the kinds of which there is something."""
    groups = (
        (kind, [(called.get(one.actor, ""), one) for one in found if one.kind == kind])
        for kind in unusual.Kind
    )
    return [(kind, rows) for kind, rows in groups if rows]
