from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.casefile.models import Case
from clinic.outbox import log
from clinic.outbox.models import Message
from clinic.people.doors import for_roles
from clinic.people.models import Role

from .coming import will_be_told


@require_safe
@for_roles(Role.INTAKE, Role.COORDINATOR)
def told_log(request, case_pk):
    """What was told of this case, to whom and when; what will be told; what could not be."""
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("person"), pk=case_pk)
    trusted = [f"trusted:{pk}" for pk in case.person.trusted.values_list("pk", flat=True)]
    theirs = Q(recipient=f"person:{case.person_id}") | Q(recipient__in=trusted)
    told = log.in_words(Message.objects.filter(theirs).order_by("-made_at")[:200])
    context = {"case": case, "rows": told, "coming": will_be_told(case, timezone.now())}
    return render(request, "cases/reminders/told_log.html", context)
