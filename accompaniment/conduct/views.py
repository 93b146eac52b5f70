from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.outing.views import on_the_way
from accompaniment.trips import board as boards
from cases.timeline.services import NoSuchHour
from clinic.people.doors import for_roles
from clinic.people.models import Person, Role

from . import services
from .forms import OFFICES, ReportForm
from .models import Report


@require_http_methods(["GET", "POST"])
@for_roles(Role.ACCOMPANIER, Role.COORDINATOR)
def report(request, trip_pk, person_pk):
    """What officials did, written by whoever was there; or copied in from the blank form by the coordinator."""
    trip = on_the_way(request, trip_pk)
    person = get_object_or_404(_people_of(trip), pk=person_pk)
    appointment = boards.appointment_of(trip.moment)
    form = ReportForm.for_request(request, initial=_written(request.user, trip, person, appointment))
    if form.is_posted and form.is_valid():
        try:
            written = services.write_report(trip, person, by=request.user, **form.cleaned_data)
            return form.done("accompaniment:written", written.pk)
        except NoSuchHour:
            form.add_error("next_at", _("The clocks change that night: there is no such hour."))
    context = {"trip": trip, "person": person, "appointment": appointment}
    return form.answer("accompaniment/conduct/report.html", context)


@require_safe
@for_roles(Role.ACCOMPANIER, Role.COORDINATOR)
def written(request, report_pk):
    found = Report.objects.visible_to(request.user).select_related(
        "person", "trip__moment", "next_event__moment", "written_by"
    )
    report = get_object_or_404(found, pk=report_pk)
    context = {"report": report, "is_coordinator": request.user.has_role(Role.COORDINATOR)}
    return render(request, "accompaniment/conduct/written.html", context)


@require_POST
@for_roles(Role.ACCOMPANIER, Role.COORDINATOR)
def again(request, report_pk):
    """The same volunteers are asked for the next date."""
    report = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("trip", "next_event__moment"), pk=report_pk
    )
    asked = len(services.same_again(report, by=request.user))
    if asked:
        said = ngettext("%(n)s person is asked again.", "%(n)s people are asked again.", asked) % {"n": asked}
        messages.success(request, said)
    else:
        messages.info(request, _("They have been asked already, or are going somewhere else then."))
    if request.user.has_role(Role.COORDINATOR):
        return (
            redirect("accompaniment:trip", report.next_event.moment.trip.pk)
            if asked
            else redirect("accompaniment:trips")
        )
    return redirect("accompaniment:my_trips")


def _people_of(trip):
    """Whom the trip is with. The briefing is the door here, so a volunteer needs no access to the case."""
    return Person.objects.filter(cases__events__moment__trip=trip).distinct()


def _written(user, trip, person, appointment):
    """What this volunteer wrote before; the next date is most often with the same office."""
    before = Report.objects.filter(trip=trip, person=person, written_by=user).first()
    office = appointment.office if appointment.office in dict(OFFICES) else ""
    if before is None:
        return {"next_office": office}
    return {
        "seen": before.seen,
        "officials": before.officials,
        "asked_for": before.asked_for,
        "outcome": before.outcome,
        "next_office": office,
    }
