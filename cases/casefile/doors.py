from django.shortcuts import get_object_or_404

from .models import Case


def case_for(request, case_pk):
    """The case, where whoever asks may open it; for everybody else it is not there."""
    return get_object_or_404(Case.objects.visible_to(request.user).select_related("person"), pk=case_pk)
