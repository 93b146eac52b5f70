"""Whom a coordinator lets see a case, beside who sat with the person."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinic.people import granted
from clinic.people.doors import for_roles, person_for
from clinic.people.models import Role

from .forms import GrantForm


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
def access(request, person_pk):
    person = person_for(request, person_pk)
    form = GrantForm.for_request(request)
    if form.is_posted and form.is_valid():
        try:
            granted.grant(person=person, by=request.user, **form.cleaned_data)
            messages.success(request, _("The case is open to them now."))
            return form.done("cases:access", person.pk)
        except granted.IsClosed:
            form.add_error(None, _("The record was closed meanwhile."))
    context = {"person": person, "may_see": granted.who_may_see(person)}
    return form.answer("cases/casefile/access.html", context)


@require_POST
@for_roles(Role.COORDINATOR)
def access_end(request, person_pk, access_pk):
    person = person_for(request, person_pk)
    if not granted.take_back(person, access_pk, by=request.user):
        raise Http404
    return redirect("cases:access", person.pk)
