from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accompaniment.trips import board as boards
from accompaniment.trips import services as trips
from accompaniment.trips import words
from accompaniment.trips.models import Trip
from clinic.outbox.models import Task
from clinic.people.doors import for_roles, person_for
from clinic.people.models import Person, Role

from . import services
from .day import day_of, my_trips
from .forms import CallForm, TapForm
from .models import Alarm, CallResult, Tap
from .sheet import call_sheet as make_sheet
from .sheet import family_lines


@require_safe
@for_roles(Role.ACCOMPANIER)
def mine(request):
    found = my_trips(request.user)
    context = {
        "asked": [one for one in found if not one.is_going and not one.is_over],
        "today": [one for one in found if one.is_going and one.is_today],
        "going": [one for one in found if one.is_going and not one.is_today and not one.is_over],
        "over": [one for one in found if one.is_going and one.is_over],
    }
    return render(request, "accompaniment/outing/my_trips.html", context)


@require_safe
@for_roles(Role.ACCOMPANIER, Role.COORDINATOR)
def briefing(request, trip_pk):
    """First name, where, when, meeting point, language, what to bring, conduct; nothing else."""
    trip = on_the_way(request, trip_pk)
    context = {"trip": trip, "appointment": boards.appointment_of(trip.moment), "conduct": words.conduct()}
    return render(request, "accompaniment/outing/briefing.html", context)


@require_safe
@for_roles(Role.ACCOMPANIER, Role.COORDINATOR)
def day(request, trip_pk):
    trip = on_the_way(request, trip_pk)
    appointment = boards.appointment_of(trip.moment)
    context = {
        "trip": trip,
        "appointment": appointment,
        "day": day_of(trip),
        "zone": trips.zone_of(trip.moment),
        "with_you": [one.volunteer for one in appointment.going if one.volunteer_id != request.user.pk],
        "if_taken": [line for line in words.if_taken() if line.id != "tap"],
    }
    return render(request, "accompaniment/outing/day.html", context)


@require_POST
@for_roles(Role.ACCOMPANIER, Role.COORDINATOR)
def tap(request, trip_pk):
    trip = on_the_way(request, trip_pk)
    form = TapForm.for_request(request)
    if form.is_valid():
        try:
            services.tap(trip, form.cleaned_data["kind"], by=request.user)
        except services.NotToday:
            messages.info(request, _("The buttons open on the day of the visit."))
    return _after_tap(request, trip)


@require_POST
@for_roles(Role.ACCOMPANIER, Role.COORDINATOR)
def undo(request, tap_pk):
    tap = get_object_or_404(Tap.objects.standing(), pk=tap_pk)
    trip = on_the_way(request, tap.trip_id)
    try:
        services.undo(tap, by=request.user)
    except services.CannotBeUndone:
        messages.info(request, _("Something was tapped after it. Take that back first."))
    return redirect("accompaniment:day", trip.pk)


@require_safe
@for_roles(Role.COORDINATOR)
def call_sheet(request, alarm_pk):
    alarm = get_object_or_404(_alarms(request), pk=alarm_pk)
    sheet = make_sheet(alarm, request.user)
    context = {"sheet": sheet, "zone": sheet.zone, "call_url": reverse("accompaniment:call", args=[alarm.pk])}
    return render(request, "accompaniment/outing/call_sheet.html", context)


@require_POST
@for_roles(Role.COORDINATOR)
def call(request, alarm_pk):
    alarm = get_object_or_404(_alarms(request), pk=alarm_pk)
    _write_call(request, alarm.trip)
    return redirect("accompaniment:call_sheet", alarm.pk)


@require_POST
@for_roles(Role.COORDINATOR)
def alarm_end(request, alarm_pk):
    alarm = get_object_or_404(_alarms(request), pk=alarm_pk)
    services.close_alarm(alarm, by=request.user)
    messages.success(request, _("The call sheet is closed. What you did is written down."))
    return redirect("desk")


@require_safe
@for_roles(Role.COORDINATOR)
def family(request, task_pk):
    """Somebody came out: whom to tell, and the words to say."""
    task, tap, person = _telling(request, task_pk)
    context = {
        "task": task,
        "tap": tap,
        "person": person,
        "lines": family_lines(tap, person),
        "zone": trips.zone_of(tap.trip.moment),
        "call_url": reverse("accompaniment:family_call", args=[task.pk]),
    }
    return render(request, "accompaniment/outing/family.html", context)


@require_POST
@for_roles(Role.COORDINATOR)
def family_call(request, task_pk):
    task, tap, _person = _telling(request, task_pk)
    if _write_call(request, tap.trip) == CallResult.REACHED:
        services.told_family(task, by=request.user)
        messages.success(request, _("Told. It is off the desk."))
        return redirect("desk")
    return redirect("accompaniment:family", task.pk)


@require_POST
@for_roles(Role.COORDINATOR)
def told_family(request, task_pk):
    task, _tap, _person = _telling(request, task_pk)
    services.told_family(task, by=request.user)
    return redirect("desk")


def on_the_way(request, trip_pk):
    """The trip, for whoever goes, while the briefing is open; for the coordinator always."""
    is_coordinator = request.user.has_role(Role.COORDINATOR)
    found = Trip.objects.visible_to(request.user) if is_coordinator else Trip.objects.briefed_to(request.user)
    return get_object_or_404(found.select_related("moment"), pk=trip_pk)


def _after_tap(request, trip):
    """Back to the buttons; a coordinator who has a call sheet open, back to the sheet."""
    alarm = _alarms(request).open().filter(trip=trip).first()
    return redirect("accompaniment:call_sheet", alarm.pk) if alarm else redirect("accompaniment:day", trip.pk)


def _alarms(request):
    return Alarm.objects.visible_to(request.user).select_related("trip__moment")


def _telling(request, task_pk):
    task = get_object_or_404(Task.objects.open().filter(kind=services.TELL_FAMILY), pk=task_pk)
    tap = get_object_or_404(Tap.objects.standing().select_related("trip__moment"), pk=task.about)
    return task, tap, person_for(request, task.person_id)


def _write_call(request, trip):
    """Writes the call down and returns its result; None where the form was not one of ours."""
    form = CallForm.for_request(request)
    if not form.is_valid():
        return None
    on_trip = Person.objects.visible_to(request.user).filter(cases__events__moment__trip=trip).distinct()
    person = get_object_or_404(on_trip, pk=form.cleaned_data["person"])
    made = services.record_call(
        trip, person, by=request.user, to=form.cleaned_data["to"], result=form.cleaned_data["result"]
    )
    return made.result
