"""What every page knows: the clinic's name and phone, where this user may go, and the other language."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import Role


def page(request):
    user = getattr(request, "user", None)
    return {
        "clinic_name": settings.CLINIC_NAME,
        "clinic_phone": settings.CLINIC_PHONE,
        "page_for": page_for(user),
        "nav": list(places_to_go(request, user)),
        "other_language": other_language(),
        "is_demo": settings.MODE == "demo",
        "table_pass": getattr(user, "table_pass", None),
        "idle_seconds": settings.TABLE_PASS_IDLE,
    }


def page_for(user):
    if user is None or not user.is_authenticated:
        return "public"
    return "staff" if user.is_team else "person"


def other_language():
    code, name = next(pair for pair in settings.LANGUAGES if pair[0] != (get_language() or "en")[:2])
    return {"code": code, "name": name}


def places_to_go(request, user):
    """Links of the bar, in the order of the evening: {label, url, current}."""
    if user is None or not user.is_authenticated or not user.is_team:
        return
    known = (
        (_("Tonight"), "line", (Role.INTAKE, Role.COORDINATOR)),
        (_("Desk"), "desk", (Role.COORDINATOR,)),
        (_("Trips"), "accompaniment:trips", (Role.COORDINATOR,)),
        (_("My trips"), "accompaniment:my_trips", (Role.ACCOMPANIER,)),
        (_("Court line"), "cases:rotation", (Role.CALLER,)),
        (_("People"), "cases:people", (Role.INTAKE, Role.COORDINATOR, Role.LAWYER)),
        (_("Review"), "cases:review", (Role.LAWYER,)),
        (_("Rules"), "cases:rules", (Role.LAWYER,)),
        (_("Team"), "team", (Role.COORDINATOR, Role.ADMIN)),
    )
    for label, name, roles in known:
        if user.has_role(*roles):
            url = reverse(name)
            yield {"label": label, "url": url, "current": request.path.startswith(url)}
