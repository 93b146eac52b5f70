from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.timeline import services as timeline
from cases.timeline import telling
from cases.timeline.expected import day_off_words
from clinic.outbox.models import Task
from clinic.paper.pdf import make_pdf
from clinic.people.doors import for_roles
from clinic.people.models import Role

from . import services
from .forms import MoveDayForm, WhichDayForm
from .models import MovedDay


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
def court_day(request):
    """`?place=&day=` shows who is called there that day; a POST moves them all."""
    which = WhichDayForm(request.GET if "place" in request.GET else None)
    if not (which.is_bound and which.is_valid()):
        return render(request, "cases/court_day/which.html", {"form": which, "lately": _lately()})
    place, day = which.cleaned_data["place"], which.cleaned_data["day"]
    form = MoveDayForm.for_request(request, day=day)
    if form.is_posted and form.is_valid():
        try:
            moved = services.move_day(place, day, by=request.user, **form.said)
            if form.said["to_day"] and (closed := day_off_words(form.said["to_day"])):
                messages.warning(request, closed)
            return form.done("cases:moved_day", moved.pk)
        except services.NobodyIsCalled:
            return _moved_already(form, place, day)
        except timeline.NoSuchHour:
            form.add_error("to_day", _("The clock skips one of these hours on that day."))
    context = {"place": place, "day": day, "events": list(services.events_on(place, day))}
    return form.answer("cases/court_day/day.html", context)


@require_safe
@for_roles(Role.COORDINATOR)
def moved_day(request, moved_pk):
    """Whom to phone, and what to say; `?paper` is the list to print."""
    moved = get_object_or_404(MovedDay.objects.select_related("place", "moved_by"), pk=moved_pk)
    tasks = Task.objects.filter(kind=telling.TELL_DATE, occasion=str(moved.pk)).order_by("made_at")
    calls = telling.owed(tasks.select_related("done_by"))
    context = {"moved": moved, "calls": calls, "left": sum(call.task.done_at is None for call in calls)}
    if "paper" in request.GET:
        return _paper(context)
    return render(request, "cases/court_day/moved.html", context)


def _moved_already(form, place, day):
    """Somebody pressed a moment earlier: the list they made is the answer."""
    if moved := MovedDay.objects.filter(place=place, day=day).order_by("-moved_at").first():
        messages.info(form.request, _("This day is moved already. This is the list."))
        return form.done("cases:moved_day", moved.pk)
    messages.info(form.request, _("Nobody is called there on that day."))
    return redirect("cases:court_day")


def _paper(context):
    pdf = make_pdf(
        "print/to_phone.html",
        {
            **context,
            "printed_on": timezone.localdate(),
            "clinic_name": settings.CLINIC_NAME,
            "clinic_phone": settings.CLINIC_PHONE,
        },
        language=get_language() or "en",
    )
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="sheet.pdf"'}
    )


def _lately():
    return MovedDay.objects.select_related("place").order_by("-moved_at")[:5]
