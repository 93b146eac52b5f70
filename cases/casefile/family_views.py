"""Who of the family comes to the clinic too, so that one date can be entered for all of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinic.people.doors import for_roles
from clinic.people.models import Person, Role

from . import roll, services
from .family import family_of
from .forms import RollForm
from .models import Relation

AT_THE_TABLE = (Role.INTAKE, Role.COORDINATOR)


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def family(request, person_pk):
    """A search is posted and answered by redirect, so that no name stays in the browser."""
    person = _person(request, person_pk)
    form = RollForm.for_request(request)
    if form.is_posted:
        return form.answer("cases/casefile/family.html")
    typed = form.cleaned_data.get("name", "").strip() if form.is_bound and form.is_valid() else ""
    tied = list(family_of(person, request.user))
    others, _unreadable = roll.search(request.user, typed) if typed else ([], 0)
    context = {
        "person": person,
        "tied": tied,
        "found": [one for one in others if one not in (person, *tied)],
        "typed": typed,
        "relations": Relation.choices,
    }
    return form.answer("cases/casefile/family.html", context)


@require_POST
@for_roles(*AT_THE_TABLE)
def family_tie(request, person_pk, other_pk):
    person, other = _person(request, person_pk), _person(request, other_pk)
    relation = request.POST.get("relation", Relation.OTHER)
    if person == other or relation not in Relation.values:
        raise Http404
    services.tie_family(person, other, relation=relation, by=request.user)
    messages.success(request, _("Written down. A date can now be entered for both at once."))
    return redirect("cases:family", person.pk)


@require_POST
@for_roles(*AT_THE_TABLE)
def family_tie_end(request, person_pk, other_pk):
    person, other = _person(request, person_pk), _person(request, other_pk)
    services.untie_family(person, other, by=request.user)
    return redirect("cases:family", person.pk)


def _person(request, pk):
    return get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
