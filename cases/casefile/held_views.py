"""What the clinic holds about a person: shown, taken home, held for a court, erased."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.people import erasure, holds
from clinic.people.doors import for_roles, person_for
from clinic.people.fresh import needs_fresh_sign_in
from clinic.people.held import kinds_of
from clinic.people.models import LegalHold, Role
from clinic.people.take_home import take_home

from .forms import EraseForm, HoldForm
from .phone import own_case

MAY_TAKE = (Role.INTAKE, Role.COORDINATOR)  # whoever sits with the person; files and telephones go along


@require_safe
@for_roles(Role.INTAKE, Role.COORDINATOR, Role.LAWYER)
def held(request, person_pk):
    person = person_for(request, person_pk)
    context = {
        "person": person,
        "kinds": _counted(person),
        "may_take": request.user.has_role(*MAY_TAKE),
        "may_erase": request.user.has_role(Role.COORDINATOR),
    }
    return render(request, "cases/casefile/held.html", context)


@require_POST
@for_roles(*MAY_TAKE)
@needs_fresh_sign_in
def taken_home(request, person_pk):
    return _zip(person_for(request, person_pk), by=request.user)


@require_safe
@own_case
def my_held(request, own):
    """On her own phone, and only when she asked at the clinic to see more there than dates."""
    kinds = _counted(own.person) if own.shows_story else []
    return render(request, "cases/casefile/my_held.html", {"shown": own.shows_story, "kinds": kinds})


@require_POST
@own_case
def my_taken_home(request, own):
    if not own.shows_story:
        raise Http404
    return _zip(own.person, by=request.user)


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
@needs_fresh_sign_in
def erasing(request, person_pk):
    """Erases the person at once and for good; while a legal hold stands there is only the hold to lift."""
    person = person_for(request, person_pk)
    form = EraseForm.for_request(request)
    if form.is_posted and form.is_valid():
        try:
            erasure.erase_person(person, by=request.user)
            messages.success(request, _("Everything of this person is erased."))
            return form.done("cases:people")
        except erasure.UnderHold:
            form.add_error(None, _("A legal hold stands. Nothing was erased."))
    return form.answer("cases/casefile/erasing.html", {"person": person, **_holds(person)})


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
@needs_fresh_sign_in
def holding(request, person_pk):
    """From now on nothing of this person may be erased."""
    person = person_for(request, person_pk)
    form = HoldForm.for_request(request)
    if form.is_posted and form.is_valid():
        try:
            holds.hold(person, by=request.user, **form.cleaned_data)
            messages.success(request, _("The hold stands. Nothing of this person will be erased."))
            return form.done("cases:erasing", person.pk)
        except holds.AlreadyHeld:
            form.add_error(None, _("A hold stands already."))
    return form.answer("cases/casefile/holding.html", {"person": person})


@require_POST
@for_roles(Role.COORDINATOR)
@needs_fresh_sign_in
def hold_lifted(request, person_pk):
    person = person_for(request, person_pk)
    for row in LegalHold.objects.standing().filter(person=person):
        holds.lift(row, by=request.user)
        messages.success(request, _("The hold is lifted."))
    return redirect("cases:erasing", person.pk)


def _counted(person):
    """[{what, how_long, count}, …]: the kinds of which something is held, in the page's language."""
    language = get_language()[:2]
    counted = ((kind, kind.rows.count()) for kind in kinds_of(person))
    return [
        {"what": kind.what(language), "how_long": kind.how_long(language), "count": count}
        for kind, count in counted
        if count
    ]


def _holds(person):
    """The hold that stands for this person, and whether one stands for everybody."""
    standing = LegalHold.objects.standing()
    return {
        "hold": standing.filter(person=person).first(),
        "hold_for_all": standing.filter(person__isnull=True).exists(),
    }


def _zip(person, *, by):
    """Saved, never shown: a neutral name, and nothing of it stays with a proxy or in the browser's cache."""
    response = HttpResponse(take_home(person, by=by), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="papers.zip"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
