from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.timeline import services as timeline
from cases.timeline.date_cards import source_words
from cases.timeline.forms import LineDateForm
from cases.timeline.models import CheckResult, Event
from clinic.people.doors import for_roles
from clinic.people.models import Role
from clinic.people.numbers import line_digits
from clinic.resources.catalogue import resources

from . import services
from .models import Turn
from .order import hearings_ahead, rotation

CALLERS = (Role.CALLER, Role.COORDINATOR)
ONE_TAP = (CheckResult.SAME, CheckResult.NOT_FOUND, CheckResult.NO_ANSWER)


@dataclass(frozen=True)
class Row:
    """What a caller sees of somebody: the number for the line, the first name, and the date to compare."""

    turn: Turn
    event: Event | None

    @property
    def number(self):
        return line_digits(self.turn.case.person.a_number)

    @property
    def where(self):
        return self.event.moment.place.short if self.event.moment.place else ""

    @property
    def source(self):
        return source_words(self.event)

    @property
    def seen(self):
        return services.seen_of(self.event)

    @property
    def may_undo(self):
        check = self.turn.said
        return check.result != CheckResult.CHANGED and check.checked_at > timezone.now() - services.UNDO


@require_safe
@for_roles(*CALLERS)
def turns(request):
    """The caller's own few, and how many wait."""
    rows = list(_turns(request))
    context = {
        "line": resources()["court-line"].phone,
        "rows": [_row(turn) for turn in rows],
        "open": sum(turn.said is None for turn in rows),
        "waiting": _waiting(),
        "at_a_time": services.AT_A_TIME,
    }
    return render(request, "cases/rotation/turns.html", context)


@require_POST
@for_roles(*CALLERS)
def turns_taken(request):
    if not services.take_turns(by=request.user):
        messages.info(request, _("Nobody else waits now."))
    return redirect("cases:rotation")


@require_http_methods(["GET", "POST"])
@for_roles(*CALLERS)
def turn_check(request, turn_pk, result):
    """Three of the answers are one tap; "changed" asks for the date the line gives."""
    turn = get_object_or_404(_turns(request), pk=turn_pk)
    if result == CheckResult.CHANGED:
        return _changed(request, turn)
    if result not in ONE_TAP:
        raise Http404
    if request.method == "POST":
        try:
            services.answer(turn, by=request.user, result=result, seen=request.POST.get("seen", ""))
        except services.AlreadyAnswered:
            messages.info(request, _("This is written down already."))
        except services.DateMoved:
            messages.error(
                request, _("Somebody wrote another date meanwhile. Please compare again, then tap.")
            )
    return redirect("cases:rotation")


@require_POST
@for_roles(*CALLERS)
def turn_check_removal(request, turn_pk):
    turn = get_object_or_404(_turns(request), pk=turn_pk)
    try:
        services.take_answer_back(turn, by=request.user)
        messages.success(request, _("Taken back. What did the line say?"))
    except timeline.CannotBeTakenBack:
        messages.error(request, _("This can no longer be taken back here. Please tell the coordinator."))
    return redirect("cases:rotation")


def _changed(request, turn):
    form = LineDateForm.for_request(request)
    if form.is_posted and form.is_valid():
        try:
            services.answer(turn, by=request.user, result=CheckResult.CHANGED, **form.said)
            messages.success(request, _("Saved as moved, not confirmed. The desk tells them by phone."))
            return form.done("cases:rotation")
        except services.AlreadyAnswered:
            messages.info(request, _("This is written down already."))
            return form.done("cases:rotation")
        except timeline.NoSuchHour:
            form.add_error("when", _("The clock skips this hour on that day. Please look at the time again."))
    return form.answer("cases/rotation/changed.html", {"row": _row(turn)})


def _turns(request):
    ahead = hearings_ahead(timezone.localdate()).select_related("moment__place")
    hearings = Prefetch("case__events", ahead, to_attr="hearings")
    rows = Turn.objects.visible_to(request.user).select_related("case__person", "said")
    return rows.prefetch_related(hearings)


def _row(turn):
    return Row(turn, next(iter(turn.case.hearings), None))


def _waiting():
    held = set(Turn.objects.running().values_list("case_id", flat=True))
    return sum(due.case_id not in held for due in rotation())
