from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.hooks import hooks
from clinic.outbox import log
from clinic.outbox import services as outbox
from clinic.outbox.models import Message, Task
from clinic.people import closed
from clinic.people.doors import for_roles, person_for
from clinic.people.models import Person, Role

from . import desk as desks
from . import services
from .forms import HandOverForm, StopForm, WalkInForm
from .line import tonight
from .models import Visit
from .passes import leads


@require_safe
@for_roles(Role.INTAKE, Role.COORDINATOR)
def line(request):
    context = {"line": tonight(request.user), "today": timezone.localdate(), "leads": leads(request.user)}
    return render(request, "clinic/days/line.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(Role.INTAKE, Role.COORDINATOR)
def walk_in(request):
    form = WalkInForm.for_request(request)
    if form.is_posted and form.is_valid():
        visit = services.add_walk_in(by=request.user, **form.cleaned_data)
        messages.success(request, _("Number %(n)s is in the line.") % {"n": visit.number})
        return form.done("line")
    return form.answer("clinic/days/walk_in.html")


@require_POST
@for_roles(Role.INTAKE, Role.COORDINATOR)
def welcome_back(request, person_pk):
    person = person_for(request, person_pk)
    try:
        services.welcome_back(person, by=request.user)
    except services.AlreadyWaiting:
        messages.info(request, _("They are already in tonight's line."))
    except closed.NeedsReason:
        return _back_to_the_line(request)
    return redirect("line")


@require_safe
@for_roles(Role.INTAKE, Role.COORDINATOR)
def visit(request, visit_pk):
    """Somebody at my table: since last time, and where to go on."""
    visit = get_object_or_404(_at_my_table(request), pk=visit_pk)
    before = visit.person.visits.filter(ended_at__isnull=False).order_by("-ended_at").first()
    since = [
        said
        for tell in hooks("since_last_time")
        for said in (tell(visit.person, before.ended_at) if before else ())
    ]
    return render(request, "clinic/days/visit.html", {"visit": visit, "before": before, "since": since})


@require_POST
@for_roles(Role.INTAKE, Role.COORDINATOR)
def taking(request, visit_pk):
    visit = get_object_or_404(
        Visit.objects.visible_to(request.user).of_tonight(request.user).waiting(), pk=visit_pk
    )
    try:
        services.take(visit, by=request.user)
    except services.AlreadyTaken:
        messages.info(request, _("Somebody else sat down with them a moment ago."))
        return redirect("line")
    except closed.NeedsReason:
        return _back_to_the_line(request)
    return redirect("visit", visit.pk)


@require_http_methods(["GET", "POST"])
@for_roles(Role.INTAKE, Role.COORDINATOR)
def hand_over(request, visit_pk):
    visit = get_object_or_404(_at_my_table(request).of_tonight(request.user), pk=visit_pk)
    form = HandOverForm.for_request(request, user=request.user)
    if form.is_posted and form.is_valid():
        try:
            services.hand_over(visit, by=request.user, **form.cleaned_data)
        except closed.NeedsReason:
            messages.info(
                request, _("The record is closed to whom you named. They open it with a reason first.")
            )
        return form.done("line")
    return form.answer("clinic/days/hand_over.html", {"visit": visit})


@require_http_methods(["GET", "POST"])
@for_roles(Role.INTAKE, Role.COORDINATOR)
def stop(request, visit_pk):
    visit = get_object_or_404(_at_my_table(request), pk=visit_pk)
    form = StopForm.for_request(request, initial={"promised": visit.promised})
    if form.is_posted and form.is_valid():
        services.stop(visit, by=request.user, **form.cleaned_data)
        messages.success(request, _("We stop here. What you saved is kept. You can go on another night."))
        return form.done("line")
    return form.answer("clinic/days/stop.html", {"visit": visit})


@require_safe
@for_roles(Role.COORDINATOR)
def desk(request):
    return render(
        request, "clinic/days/desk.html", {"panels": desks.panels(request), "today": timezone.localdate()}
    )


@require_safe
@for_roles(Role.COORDINATOR)
def told(request):
    """The last 30 days of the outbox in words."""
    recent = Message.objects.filter(made_at__gt=timezone.now() - timedelta(days=30)).order_by("-made_at")[
        :300
    ]
    return render(request, "clinic/days/told.html", {"rows": log.in_words(recent, request.user)})


@require_POST
@for_roles(Role.COORDINATOR)
def task_done(request, task_pk):
    outbox.finish_task(get_object_or_404(Task, pk=task_pk), by=request.user)
    return redirect("desk")


def _back_to_the_line(request):
    messages.info(request, _("The record is closed. A coordinator opens it with a reason first."))
    return redirect("line")


def _at_my_table(request):
    people = Person.objects.visible_to(request.user)
    return Visit.objects.filter(person__in=people.values("pk")).select_related("person")
