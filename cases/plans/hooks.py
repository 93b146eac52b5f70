"""What the plan brings to other pages."""

from django.utils.translation import gettext as _

from cases.casefile.models import Case
from clinic.days.desk import Panel

from .handouts import stale_handouts


def desk_panels(request):
    """People whose paper is old and who may not know it yet."""
    cases = Case.objects.visible_to(request.user).open().select_related("person")
    stale = [handout for handout in stale_handouts(cases) if handout.told_stale_at is None]
    if not stale:
        return []
    context = {"stale": sorted(stale, key=lambda handout: handout.printed_at)}
    return [
        Panel("stale", _("Paper that is old"), "cases/plans/_stale.html", context, order=40, count=len(stale))
    ]
