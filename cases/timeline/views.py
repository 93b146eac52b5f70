from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.casefile.doors import case_for
from cases.casefile.models import FactKind
from clinic.people.doors import for_roles
from clinic.people.models import Role

from . import reading, services, shown
from .about import about
from .date_cards import date_cards, headline
from .date_field import Told
from .deadline import NO, UNKNOWN, YES
from .deadline import Deadline as Counted
from .drawing import drawing_of
from .engine import facts_of
from .expected import day_off_words
from .forms import AnswerForm, EventForm, KindForm, LineDateForm
from .kinds import kinds
from .listed import listed
from .models import CheckResult, Deadline, Event
from .rules import fact_kinds

AT_THE_TABLE = (Role.INTAKE, Role.COORDINATOR)


@require_safe
@for_roles(*AT_THE_TABLE, Role.LAWYER)
def timeline(request, case_pk):
    """What comes next, large; then the story in order, with the deadlines that follow from it and what has to be asked."""
    case, today = case_for(request, case_pk), timezone.localdate()
    events, said, stopped = reading.events_of(case), facts_of(case), shown.stopped_now()
    ticks = shown.ticks_now(stopped)
    found = reading.what_follows(case, events=events, today=today, said=said, stopped=stopped)
    cards = date_cards(case, events=events, today=today)
    lines = shown.lines(case, events=events, today=today, found=found, ticks=ticks)
    context = {
        "case": case,
        "cards": cards,
        "headline": headline(cards, today),
        "court": next(card.event for card in cards if card.kind == "court"),
        "due": next(iter(shown.pressing(lines, today)), None),
        "drawing": drawing_of(lines, today),
        "story": listed(lines, request.GET) if lines else None,
        "asks": shown.asks(found, said=said, events=events, ticks=ticks),
        "told": shown.told_facts(said),
        "at_the_table": request.user.has_role(*AT_THE_TABLE),
    }
    return render(request, "cases/timeline/timeline.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def add_event(request, case_pk):
    """`?kind=` is what a rule waits for; it says nothing of this person. Here as on the page of an event."""
    case = case_for(request, case_pk)
    kind = request.GET.get("kind", "")
    initial = {"kind": kind} if kind in kinds() else {}
    form = EventForm.for_request(request, case=case, user=request.user, initial=initial)
    if form.is_posted and form.is_valid():
        try:
            services.add_event(case, by=request.user, **form.said)
            _say_of_a_day_off(request, form.said)
            return form.done("cases:timeline", case.pk)
        except services.NoSuchHour:
            form.add_error("when", _skipped())
    return form.answer("cases/timeline/event.html", {"case": case})


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def event(request, case_pk, event_pk):
    event = _event(request, case_pk, event_pk)
    initial = _as_it_is(event)
    if request.GET.get("kind") in kinds():
        initial["kind"] = request.GET["kind"]
    form = EventForm.for_request(request, case=event.case, user=request.user, initial=initial)
    if form.is_posted and form.is_valid():
        try:
            services.change_event(event, by=request.user, left_out=form.left_out, **form.said)
            _say_of_a_day_off(request, form.said)
            return form.done("cases:timeline", case_pk)
        except services.NoSuchHour:
            form.add_error("when", _skipped())
    context = {"case": event.case, "event": event, "about": about(event)}
    return form.answer("cases/timeline/event.html", context)


@require_POST
@for_roles(*AT_THE_TABLE)
def kinds_near(request):
    """The kinds somebody may mean by the letters typed so far: for the form that is open, while typing."""
    return render(request, "cases/timeline/_kind.html", {"form": KindForm(request.POST)})


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def event_removal(request, case_pk, event_pk):
    event = _event(request, case_pk, event_pk)
    if request.method == "POST":
        services.remove_event(event, by=request.user)
        messages.success(request, _("Taken off the timeline."))
        return redirect("cases:timeline", case_pk)
    return render(request, "cases/timeline/removal.html", {"case": event.case, "event": event})


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def check(request, case_pk, event_pk, result):
    """Somebody asked the court line about this date."""
    return _check(request, _event(request, case_pk, event_pk).case, result, event_pk)


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def first_check(request, case_pk, result):
    """Somebody asked the court line, and no date with the court was known."""
    return _check(request, case_for(request, case_pk), result)


def _check(request, case, result, event_pk=None):
    """Three of the answers are one tap; "changed" asks for the date the line gives."""
    event = case.events.select_related("moment").get(pk=event_pk) if event_pk else None
    if result not in CheckResult.values or (event is None and result == CheckResult.SAME):
        raise Http404
    if result == CheckResult.CHANGED:
        return _changed(request, case, event)
    if request.method == "POST":
        services.record_check(case, by=request.user, result=result, event=event)
        messages.success(request, _what_the_line_said(result))
    return redirect(_where_on(request, case))


def _changed(request, case, event):
    form = LineDateForm.for_request(request)
    if form.is_posted and form.is_valid():
        try:
            services.record_check(case, by=request.user, result=CheckResult.CHANGED, event=event, **form.said)
            messages.success(request, _("Saved as moved - not confirmed. Bring the new paper when it comes."))
            return form.done(_where_on(request, case))
        except services.NoSuchHour:
            form.add_error("when", _skipped())
    return form.answer("cases/timeline/changed.html", {"case": case, "event": event})


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def deadline_answer(request, case_pk, deadline_pk):
    """Done, not for this person, or more time: a deadline is never silently dropped."""
    deadline = _deadline(request, case_pk, deadline_pk)
    form = AnswerForm.for_request(request, last_day=_counted_last_day(deadline))
    if form.is_posted and form.is_valid():
        services.answer_deadline(deadline, by=request.user, **form.cleaned_data)
        return form.done("cases:timeline", case_pk)
    line = shown.due_of(deadline)
    return form.answer("cases/timeline/answer.html", {"case": deadline.case, "line": line})


@require_POST
@for_roles(*AT_THE_TABLE)
def answer_removal(request, case_pk, deadline_pk):
    services.take_answer_back(_deadline(request, case_pk, deadline_pk), by=request.user)
    return redirect("cases:timeline", case_pk)


@require_POST
@for_roles(*AT_THE_TABLE)
def facts(request, case_pk, fact, answer):
    """One answer the rules wait for. It is true at once."""
    case = case_for(request, case_pk)
    _known_fact(fact, answer)
    if fact not in FactKind.values:  # some are only ever about one event
        raise Http404
    services.tell_facts(case, {fact: answer}, by=request.user)
    return redirect("cases:timeline", case_pk)


@require_POST
@for_roles(*AT_THE_TABLE)
def event_fact(request, case_pk, event_pk, fact, answer):
    """An answer about this very event: were they in court when this order was made?"""
    event = _event(request, case_pk, event_pk)
    if _known_fact(fact, answer).scope != "event":
        raise Http404
    services.tell_about_event(event, fact, answer, by=request.user)
    return redirect("cases:timeline", case_pk)


def _say_of_a_day_off(request, said):
    """It is kept as it was written, because the paper may say so; whoever wrote it is asked to look."""
    day = said["when"].on
    if day and day >= timezone.localdate() and kinds()[said["kind"]].is_appointment and day_off_words(day):
        messages.warning(request, day_off_words(day))


def _known_fact(fact, answer):
    if fact not in fact_kinds() or answer not in (YES, NO, UNKNOWN):
        raise Http404
    return fact_kinds()[fact]


def _event(request, case_pk, event_pk):
    rows = Event.objects.visible_to(request.user)
    rows = rows.select_related("case__person", "moment__place", "checked_by", "pattern__case", "came_next")
    return get_object_or_404(rows, pk=event_pk, case=case_pk)


def _deadline(request, case_pk, deadline_pk):
    rows = Deadline.objects.visible_to(request.user).select_related("case__person")
    return get_object_or_404(rows, pk=deadline_pk, case=case_pk)


def _counted_last_day(deadline):
    counted = Counted.from_data(deadline.why) if deadline.why else None
    return counted.last_day if counted and counted.is_to_act else None


def _as_it_is(event):
    """The event as the form says it."""
    same = ("kind", "title", "room", "judge", "outcome", "source")
    moment, together = event.moment, event.together
    return {name: getattr(event, name) for name in same} | {
        "when": Told(event.partial, moment.local_time if moment else None, ""),
        "place": moment.place_id if moment else None,
        "printed_due": event.printed_due or None,
        "people": [str(pk) for pk in together.values_list("case__person_id", flat=True)],
        "recheck_on": event.recheck_on,
        "came_next": str(event.came_next_id or ""),
        "zone": _zone_of_its_own(moment),
        "event": event,
    }


def _zone_of_its_own(moment):
    """The zone, where it is not the one that follows from the place."""
    if moment is None:
        return ""
    usual = moment.place.zone if moment.place else timezone.get_default_timezone_name()
    return moment.zone if moment.zone != usual else ""


def _where_on(request, case):
    """Back to where the check was asked for (the interview), else to the timeline."""
    to = request.POST.get("next") or request.GET.get("next", "")
    known = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if known and to.startswith("/") else reverse("cases:timeline", args=[case.pk])


def _skipped():
    return _("The clock skips this hour on that day. Please look at the time again.")


def _what_the_line_said(result):
    return {
        CheckResult.SAME: _("Same date. Checked now with the court line."),
        CheckResult.NOT_FOUND: _(
            "The line did not find this number. This does not mean there is no case. "
            "Check each digit and call again next week."
        ),
        CheckResult.NO_ANSWER: _("We could not get through. The date stays as it was. We will call again."),
    }[result]
