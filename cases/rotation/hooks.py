"""What the rotation brings to the desk (settings.HOOKS)."""

from django.utils.translation import gettext as _

from clinic.panels import Panel

from .order import rotation


def desk_panels(request):
    """How many dates the callers have still to ask for."""
    if count := len(rotation()):
        yield Panel("rotation", _("The court line"), "cases/rotation/_waiting.html", order=29, count=count)
