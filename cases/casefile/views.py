from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.paper.pdf import make_pdf
from clinic.paper.qr import qr_of
from clinic.people import cards
from clinic.people.doors import for_roles, person_for
from clinic.people.models import Role
from clinic.security import leftovers

from . import roll
from .forms import CardForForm, RollForm
from .phone import own_case
from .readings import readings_of


@require_http_methods(["GET", "POST"])
@for_roles(Role.INTAKE, Role.COORDINATOR, Role.LAWYER)
def people(request):
    """The roll. A search is posted and answered by redirect, so that no name stays in the browser."""
    form = RollForm.for_request(request)
    if form.is_posted:
        return form.answer("cases/casefile/people.html")
    typed = form.cleaned_data.get("name", "").strip() if form.is_bound and form.is_valid() else ""
    found, unreadable = roll.search(request.user, typed) if typed else (roll.recent(request.user), 0)
    closed = roll.closed(request.user, typed) if typed else []
    context = {"people": found, "typed": typed, "unreadable": unreadable, "closed": closed}
    return form.answer("cases/casefile/people.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(Role.INTAKE, Role.COORDINATOR)
def card_for(request, person_pk):
    """The person's way to sign in from her phone. Made again, the old card ends."""
    person = person_for(request, person_pk)
    form = CardForForm.for_request(request, person=person)
    if form.is_posted and form.is_valid():
        _card, code, secret = cards.make_card(person, by=request.user, **form.cleaned_data)
        slips = {"code": [code], "secret": [secret]}
        leftovers.keep(request, slips, path=reverse("cases:slips", args=[person.pk]))
        return form.done("cases:slips", person.pk)
    return form.answer("cases/casefile/card.html", {"person": person, "card": cards.current_card(person)})


@require_safe
@for_roles(Role.INTAKE, Role.COORDINATOR)
def slips(request, person_pk):
    """Code and secret, kept sealed for this session until both slips are given; `?paper` is the sheet to cut."""
    person = person_for(request, person_pk)
    left = leftovers.find(request)
    if left is None:
        return redirect("cases:card_for", person.pk)
    words = {name: left["values"][name][0] for name in ("code", "secret")}
    if "paper" in request.GET:
        return _sheet(request, person, words)
    return render(request, "cases/casefile/slips.html", {"person": person, **words})


@require_POST
@for_roles(Role.INTAKE, Role.COORDINATOR)
def slips_given(request, person_pk):
    person = person_for(request, person_pk)
    leftovers.drop(request, path=reverse("cases:slips", args=[person.pk]))
    messages.success(request, _("Both slips are given. We kept no copy."))
    return redirect("cases:person", person.pk)


@require_POST
@for_roles(Role.INTAKE, Role.COORDINATOR)
def card_end(request, person_pk):
    person = person_for(request, person_pk)
    leftovers.drop(request, path=reverse("cases:slips", args=[person.pk]))
    if cards.end_card(person, by=request.user):
        messages.success(request, _("The card is stopped. The code no longer works."))
    return redirect("cases:card_for", person.pk)


@require_safe
@for_roles(Role.INTAKE, Role.COORDINATOR, Role.LAWYER)
def who_looked(request, person_pk):
    person = person_for(request, person_pk)
    readings = readings_of(person, with_names=request.user.has_role(Role.COORDINATOR))
    return render(request, "cases/casefile/who_looked.html", {"person": person, "readings": readings})


@require_safe
@own_case
def my_readers(request, own):
    """The person's own page: who looked at her case, by role."""
    return render(request, "cases/casefile/my_readers.html", {"readings": readings_of(own.person)})


def _sheet(request, person, words):
    site = request.get_host()
    context = {
        "qr": qr_of(request.build_absolute_uri("/")),
        "clinic_name": settings.CLINIC_NAME,
        "clinic_phone": settings.CLINIC_PHONE,
        "site": site,
        **words,
    }
    pdf = make_pdf("print/slips.html", context, language=person.page_language)
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="slips.pdf"'}
    )
