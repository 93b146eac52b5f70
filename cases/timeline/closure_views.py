"""Closing a case, once nothing of it lies ahead: nobody is reminded of a date of a closed case."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.casefile import services as casefile
from cases.casefile.models import Case
from clinic.people.doors import for_roles
from clinic.people.models import Person, Role

from . import reading
from .forms import CloseForm


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
def closure(request, case_pk):
    cases = Case.objects.visible_to(request.user).open().select_related("person")
    case = get_object_or_404(cases, pk=case_pk)
    form = CloseForm.for_request(request)
    ahead = reading.count_ahead(case)
    if form.is_posted and form.is_valid():
        if not ahead:
            return _closed(request, form, case)
        form.add_error(None, _("Something lies ahead. The case stays open."))
    return form.answer("cases/timeline/closure.html", {"case": case, "ahead": ahead})


def _closed(request, form, case):
    casefile.close_case(case, by=request.user)
    messages.success(request, _("The case is closed."))
    if Person.objects.visible_to(request.user).filter(pk=case.person_id).exists():
        return form.done("cases:person", case.person_id)
    return form.done("cases:people")
