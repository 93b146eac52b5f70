from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.casefile.doors import case_for
from cases.casefile.phone import own_case
from clinic.people.doors import for_roles
from clinic.people.models import Role

from . import services
from .catalogue import entries
from .drawn import suggestions_for
from .forms import LABELS, GoalForm, ItemForm, ResourceForm
from .models import Item, ItemKind, Plan
from .parts import items_of, parts_of

AT_THE_TABLE = (Role.INTAKE, Role.COORDINATOR)


@require_safe
@for_roles(*AT_THE_TABLE, Role.LAWYER)
def plan(request, case_pk):
    case = case_for(request, case_pk)
    plan = _plan(case)
    items, lawyer = items_of(plan), services.has_lawyer(case)
    only_reading = not request.user.has_role(*AT_THE_TABLE)
    context = {"case": case, "plan": plan, "parts": parts_of(items, lawyer=lawyer), "lawyer": lawyer}
    context |= {"has_lines": bool(items), "only_reading": only_reading}
    context["suggestions"] = [] if only_reading else suggestions_for(case, items)
    return render(request, "cases/plans/plan.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def goal(request, case_pk):
    case = case_for(request, case_pk)
    form = GoalForm.for_request(request, initial={"goal": getattr(_plan(case), "goal", "")})
    if form.is_posted and form.is_valid():
        services.write_goal(case, by=request.user, **form.cleaned_data)
        return form.done("cases:plan", case.pk)
    return form.answer("cases/plans/goal.html", {"case": case})


@require_POST
@for_roles(*AT_THE_TABLE)
def reading(request, case_pk):
    services.read_back(case_for(request, case_pk), by=request.user)
    messages.success(request, _("Written down: the plan was read back, and it is right."))
    return redirect("cases:plan", case_pk)


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def add_item(request, case_pk, kind):
    if kind not in LABELS:
        raise Http404
    case = case_for(request, case_pk)
    form = (ResourceForm if kind == ItemKind.RESOURCE else ItemForm).for_request(request, kind=kind)
    if form.is_posted and form.is_valid():
        services.add_item(case, by=request.user, kind=kind, **form.cleaned_data)
        return form.done("cases:plan", case.pk)
    return form.answer("cases/plans/item.html", {"case": case, "title": LABELS[kind]})


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def plan_item(request, case_pk, item_pk):
    item = _item(request, case_pk, item_pk)
    initial = {"text": item.text, "helper": item.helper, "due": item.by}
    form = ItemForm.for_request(
        request, kind=item.kind, from_catalogue=bool(item.catalogue_id), initial=initial
    )
    if form.is_posted and form.is_valid():
        services.change_item(item, by=request.user, **form.cleaned_data)
        return form.done("cases:plan", case_pk)
    context = {"case": item.plan.case, "item": item, "title": item.sentence}
    return form.answer("cases/plans/item.html", context)


@require_POST
@for_roles(*AT_THE_TABLE)
def done(request, case_pk, item_pk):
    services.finish_item(_item(request, case_pk, item_pk), by=request.user)
    return redirect("cases:plan", case_pk)


@require_POST
@for_roles(*AT_THE_TABLE)
def reopening(request, case_pk, item_pk):
    services.reopen_item(_item(request, case_pk, item_pk), by=request.user)
    return redirect("cases:plan", case_pk)


@require_POST
@for_roles(*AT_THE_TABLE)
def item_removal(request, case_pk, item_pk):
    services.remove_item(_item(request, case_pk, item_pk), by=request.user)
    messages.success(request, _("It is off the plan."))
    return redirect("cases:plan", case_pk)


@require_POST
@for_roles(*AT_THE_TABLE)
def lawyers_words(request, case_pk, item_pk):
    services.take_lawyers_words(_item(request, case_pk, item_pk), by=request.user)
    messages.success(request, _("It says now what the lawyer wrote, and waits for the lawyer's yes."))
    return redirect("cases:plan", case_pk)


@require_POST
@for_roles(*AT_THE_TABLE)
def suggestion(request, case_pk, entry_id):
    if entry_id not in entries():
        raise Http404
    services.take_suggestion(case_for(request, case_pk), by=request.user, entry_id=entry_id)
    return redirect("cases:plan", case_pk)


@require_safe
@own_case
def my_plan(request, own):
    """On her own phone, and only when she asked for that at the clinic. Options only after a lawyer's yes."""
    case = own.shown_case
    plan = _plan(case) if case else None
    lawyer = case is not None and services.has_lawyer(case)
    items = [item for item in items_of(plan) if item.kind != ItemKind.OPTION or item.is_signed]
    context = {"shown": case is not None, "plan": plan, "parts": parts_of(items, lawyer=lawyer)}
    return render(request, "cases/plans/my_plan.html", context)


def _plan(case):
    return Plan.objects.filter(case=case).select_related("read_back_by").first()


def _item(request, case_pk, item_pk):
    rows = Item.objects.visible_to(request.user).filter(plan__case_id=case_pk)
    return get_object_or_404(rows.select_related("plan__case__person", "due__moment"), pk=item_pk)
