"""The door of a closed record: a coordinator says why, and it is open to them for a day."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.people import closed
from clinic.people.doors import for_roles
from clinic.people.models import Person, Role

from .forms import ReasonForm


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
def closed_record(request, person_pk):
    """Shows nothing of the person. Once it is open to this coordinator the door leads on."""
    if Person.objects.visible_to(request.user).filter(pk=person_pk).exists():
        return redirect("cases:person", person_pk)
    person = get_object_or_404(Person.objects.closed_to(request.user), pk=person_pk)
    form = ReasonForm.for_request(request)
    if form.is_posted and form.is_valid():
        closed.open_with_reason(person, by=request.user, **form.cleaned_data)
        messages.success(request, _("It is open to you for 24 hours."))
        return form.done("cases:person", person_pk)
    return form.answer("cases/casefile/closed_record.html", {"told": _who_is_told(request.user)})


def _who_is_told(user):
    told = closed.who_is_told(user)
    if told.with_role(Role.COORDINATOR).exists():
        return _("The other coordinators are told at once, without the name.")
    if told.exists():
        return _("There is no other coordinator: the administrators are told at once, without the name.")
    return _("There is nobody else to tell now. The next coordinator finds it on the desk.")
