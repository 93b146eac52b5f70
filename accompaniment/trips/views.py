from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.timeline.models import Moment
from cases.timeline.services import NoSuchHour
from clinic.paper.pdf import make_pdf
from clinic.people import services as people
from clinic.people.doors import for_roles
from clinic.people.fresh import needs_fresh_sign_in
from clinic.people.models import Person, Role

from . import board as boards
from . import services, volunteers
from .forms import AnswerForm, AppointmentForm, AskForm, MeetingForm, WhomToCallForm
from .models import Answer, Ask, Trip
from .sunday import sunday_sheet

MOST_WEEKS = 26


@require_safe
@for_roles(Role.COORDINATOR)
def trips(request):
    """The next weeks: gaps first, soonest on top, then the full ones."""
    weeks = _weeks(request)
    board = boards.board(request.user, weeks=weeks)
    context = {
        "board": board,
        "not_asked": volunteers.not_asked_yet(board),
        "more_weeks": MOST_WEEKS,
        "shows_more": weeks > boards.WEEKS,
        "has_alarm": Trip.objects.visible_to(request.user).with_open_alarm().exists(),
    }
    return render(request, "accompaniment/trips/trips.html", context)


@require_safe
@for_roles(Role.COORDINATOR)
def trip(request, trip_pk):
    trip = get_object_or_404(Trip.objects.visible_to(request.user).select_related("moment"), pk=trip_pk)
    appointment = boards.appointment_of(trip.moment, request.user)
    context = {
        "trip": trip,
        "appointment": appointment,
        "candidates": volunteers.who_can_be_asked(appointment) if appointment.events else [],
        "is_over": trip.moment.local_date < timezone.localdate(),
        "is_today": trip.moment.local_date == timezone.localdate(),
        "out_by": _meeting_of(trip)["out_at"],
        "alarm": trip.alarms.open().first(),
        "reports": trip.reports.select_related("written_by").order_by("written_at"),
    }
    return render(request, "accompaniment/trips/trip.html", context)


@require_POST
@for_roles(Role.COORDINATOR)
def company(request, moment_pk):
    """Somebody is wanted for this moment: the trip is made, and the coordinator chooses whom to ask."""
    moment = get_object_or_404(Moment.objects.filter(cancelled_at__isnull=True), pk=moment_pk)
    return redirect("accompaniment:trip", services.plan_trip(moment, by=request.user).pk)


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
def add_appointment(request):
    form = AppointmentForm.for_request(request)
    if form.is_posted and form.is_valid():
        try:
            trip = services.add_appointment(by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved. Now ask somebody to go."))
            return form.done("accompaniment:trip", trip.pk)
        except NoSuchHour:
            form.add_error("at", _("The clocks change that night: there is no such hour."))
    return form.answer("accompaniment/trips/add_appointment.html")


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
def meeting(request, trip_pk):
    trip = get_object_or_404(Trip.objects.visible_to(request.user).select_related("moment"), pk=trip_pk)
    form = MeetingForm.for_request(request, initial=_meeting_of(trip))
    if form.is_posted and form.is_valid():
        try:
            services.set_meeting(trip, by=request.user, **form.cleaned_data)
            return form.done("accompaniment:trip", trip.pk)
        except services.OutBeforeMeeting:
            form.add_error("out_at", _("They would be out before they meet. Please look at the hours again."))
        except services.AlreadyElsewhere:
            form.add_error(None, _("Somebody who goes is already going somewhere else then."))
    return form.answer("accompaniment/trips/meeting.html", {"trip": trip})


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
def whom_to_call(request, trip_pk, person_pk):
    trip = get_object_or_404(Trip.objects.visible_to(request.user), pk=trip_pk)
    called = Person.objects.visible_to(request.user).filter(cases__events__moment__trip=trip).distinct()
    person = get_object_or_404(called, pk=person_pk)
    form = WhomToCallForm.for_request(request, person=person)
    if form.is_posted and form.is_valid():
        people.name_trusted(person, form.cleaned_data["trusted"], by=request.user)
        return form.done("accompaniment:trip", trip.pk)
    return form.answer("accompaniment/trips/whom_to_call.html", {"trip": trip, "person": person})


@require_POST
@for_roles(Role.COORDINATOR)
def ask(request, trip_pk):
    trip = get_object_or_404(Trip.objects.visible_to(request.user), pk=trip_pk)
    form = AskForm.for_request(request)
    if form.is_valid():
        volunteer = form.cleaned_data["volunteer"]
        try:
            services.ask(trip, volunteer, by=request.user)
            messages.success(request, _("%(who)s is asked.") % {"who": volunteer.called})
        except REFUSALS as refusal:
            messages.warning(request, _why(refusal, volunteer))
    return redirect("accompaniment:trip", trip.pk)


@require_POST
@for_roles(Role.COORDINATOR, Role.ACCOMPANIER)
def ask_answer(request, ask_pk):
    """A volunteer's own yes or no; or what they told the coordinator."""
    asked = get_object_or_404(Ask.objects.visible_to(request.user).select_related("trip"), pk=ask_pk)
    form = AnswerForm.for_request(request)
    if form.is_valid():
        try:
            services.answer(asked, form.cleaned_data["answer"], by=request.user)
            messages.success(request, _thanks(form.cleaned_data["answer"]))
        except REFUSALS as refusal:
            messages.warning(request, _why(refusal, asked.volunteer))
    if asked.volunteer_id == request.user.pk:
        return redirect("accompaniment:my_trips")
    return redirect("accompaniment:trip", asked.trip_id)


@require_POST
@for_roles(Role.COORDINATOR)
def withdrawal(request, ask_pk):
    asked = get_object_or_404(Ask.objects.visible_to(request.user).select_related("trip"), pk=ask_pk)
    services.withdraw(asked, by=request.user)
    return redirect("accompaniment:trip", asked.trip_id)


@require_POST
@for_roles(Role.COORDINATOR)
def confirmation(request, trip_pk):
    trip = get_object_or_404(Trip.objects.visible_to(request.user), pk=trip_pk)
    try:
        services.confirm(trip, by=request.user)
        messages.success(request, _("Confirmed. The people going are told by e-mail."))
    except REFUSALS as refusal:
        messages.warning(request, _why(refusal))
    return redirect("accompaniment:trip", trip.pk)


@require_safe
@for_roles(Role.COORDINATOR)
def sunday(request):
    return render(request, "accompaniment/trips/sunday.html", {"sheet": sunday_sheet(request.user)})


@require_safe
@for_roles(Role.COORDINATOR)
@needs_fresh_sign_in
def sunday_paper(request):
    pdf = make_pdf("print/sunday.html", sunday_sheet(request.user), language=get_language() or "en")
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="sheet.pdf"'}
    )


REFUSALS = (
    services.NotAnAccompanier,
    services.AlreadyAsked,
    services.NoLongerAsked,
    services.AlreadyOver,
    services.TripIsFull,
    services.AlreadyElsewhere,
    services.NobodyGoes,
    services.WhomToCallIsOpen,
)


def _why(refusal, volunteer=None):
    who = volunteer.called if volunteer else ""
    return {
        services.NotAnAccompanier: _("%(who)s is not on the list of people who go along.") % {"who": who},
        services.AlreadyAsked: _("%(who)s has been asked already.") % {"who": who},
        services.NoLongerAsked: _("This visit moved or was called off. Thank you all the same."),
        services.AlreadyOver: _("The day of this visit is over. Thank you all the same."),
        services.TripIsFull: _("This visit is full: two people are going."),
        services.AlreadyElsewhere: _("%(who)s is already going somewhere else then.") % {"who": who},
        services.NobodyGoes: _("Nobody is going yet. Ask somebody first."),
        services.WhomToCallIsOpen: _("Before you confirm: write whom to call, or mark 'said no'."),
    }[type(refusal)]


def _thanks(answer):
    if answer == Answer.YES:
        return _("Thank you. You will get the place and the name a few days before.")
    return _("Thank you for telling us. You do not need to say why.")


def _weeks(request):
    asked = request.GET.get("weeks", "")
    return min(int(asked), MOST_WEEKS) if asked.isdigit() and int(asked) else boards.WEEKS


def _meeting_of(trip):
    out_at = timezone.localtime(trip.out_by, services.zone_of(trip.moment)).time() if trip.out_by else None
    return {"meeting_point": trip.meeting_point, "meet_at": trip.meet_at, "out_at": out_at}
