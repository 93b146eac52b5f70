"""Letting a volunteer in for one night at one laptop: the lead's pages, and the laptop's."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.people import cards, tries
from clinic.people.doors import for_roles
from clinic.people.models import Role
from clinic.people.views import wait
from clinic.security import leftovers

from . import passes
from .at_the_table import sit_down
from .models import NightLead, TablePass
from .pass_forms import LeadForm, MakePassForm, PinForm, UsePassForm

LEADS = (Role.INTAKE, Role.COORDINATOR)


@require_http_methods(["GET", "POST"])
@for_roles(*LEADS)
def table_passes(request):
    """Who works at a table tonight by a pass, and a pass for one more."""
    _only_leads(request)
    form = MakePassForm.for_request(request, user=request.user)
    if form.is_posted and form.is_valid():
        made, code = passes.make_pass(by=request.user, **form.cleaned_data)
        leftovers.keep(request, {"code": [code]}, path=reverse("pass_code", args=[made.pk]))
        return form.done("pass_code", made.pk)
    standing = TablePass.objects.current().select_related("volunteer").order_by("made_at")
    return form.answer("clinic/days/table_passes.html", {"passes": standing})


@require_safe
@for_roles(*LEADS)
def pass_code(request, pass_pk):
    """The code, kept sealed for the lead's session; it is good for ten minutes and once."""
    _only_leads(request)
    made = get_object_or_404(TablePass.objects.current().filter(used_at__isnull=True), pk=pass_pk)
    left = leftovers.find(request)
    if left is None:
        raise Http404
    context = {"pass": made, "code": left["values"]["code"][0], "address": request.get_host() + "/pass/"}
    return render(request, "clinic/days/pass_code.html", context)


@require_POST
@for_roles(*LEADS)
def pass_end(request, pass_pk):
    _only_leads(request)
    ended = get_object_or_404(TablePass.objects.select_related("volunteer"), pk=pass_pk)
    passes.end_pass(ended, by=request.user)
    messages.success(request, _("The pass is ended. That laptop shows nothing any more."))
    return redirect("table_passes")


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
def night_leads(request):
    form = LeadForm.for_request(request)
    if form.is_posted and form.is_valid():
        passes.name_lead(form.cleaned_data["volunteer"], by=request.user)
        return form.done("night_leads")
    return form.answer("clinic/days/night_leads.html", {"leads": passes.tonights_leads()})


@require_POST
@for_roles(Role.COORDINATOR)
def lead_end(request, lead_pk):
    lead = get_object_or_404(NightLead.objects.select_related("volunteer"), pk=lead_pk)
    passes.end_lead(lead, by=request.user)
    return redirect("night_leads")


@login_not_required
@require_http_methods(["GET", "POST"])
def table_pass(request):
    """The laptop: the lead's code, and four digits chosen here."""
    form = UsePassForm.for_request(request)
    if form.is_posted and form.is_valid():
        try:
            _use(request, **form.cleaned_data)
            return form.done("line")
        except tries.TooManyTries as many:
            form.add_error(None, wait(many.minutes))
        except passes.PassNotGood:
            form.add_error(None, _("This code is not good, or no longer. Ask the lead for a new one."))
    return form.answer("clinic/days/table_pass.html")


@require_http_methods(["GET", "POST"])
@for_roles(Role.INTAKE)
def pass_pin(request):
    """What the page is hidden behind. Asked by script (X-Cover) it says only yes or no, so that the page stays as it is."""
    if request.user.table_pass is None:
        raise Http404
    form = PinForm.for_request(request)
    if form.is_posted:
        try:
            if form.is_valid() and passes.check_pin(request.user.table_pass, form.cleaned_data["pin"]):
                return _shown_again(request, form)
        except passes.PassIsOver:
            logout(request)
            return HttpResponse(status=410) if _is_by_script(request) else redirect("table_pass")
        if _is_by_script(request):
            return HttpResponse(status=403)
        if form.is_valid():
            form.add_error("pin", _("These are not the four digits. After five wrong tries the pass ends."))
    return form.answer("clinic/days/pin.html")


@require_POST
@for_roles(Role.INTAKE)
def pass_hiding(request):
    """Hides the page now, behind the PIN."""
    if request.user.table_pass is None:
        raise Http404
    passes.hide(request.user.table_pass)
    return HttpResponse(status=204) if _is_by_script(request) else redirect("pass_pin")


@require_POST
@for_roles(Role.INTAKE)
def pass_seen(request):
    """Somebody works at the page without sending anything; the middleware has written it down."""
    return HttpResponse(status=204)


def _use(request, code, pin):
    typed = cards.read_code(code)
    tried = tries.count(typed, request.META.get("REMOTE_ADDR", ""))
    sit_down(request, passes.use_pass(typed, pin))
    tries.forgive(typed, tried)


def _shown_again(request, form):
    after = request.session.pop("after_pin", reverse("line"))
    return HttpResponse(status=204) if _is_by_script(request) else form.done(after)


def _is_by_script(request):
    return bool(request.headers.get("X-Cover"))


def _only_leads(request):
    if not passes.leads(request.user):
        raise Http404
