from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.casefile.models import Case
from clinic.people.doors import for_roles

from . import services
from .expected import holiday_words
from .models import Pattern
from .pattern_forms import PatternForm
from .views import AT_THE_TABLE


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def patterns(request, case_pk):
    """What comes again and again, with its next time; and a form for one more."""
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("person"), pk=case_pk)
    form = PatternForm.for_request(request)
    if form.is_posted and form.is_valid():
        services.add_pattern(case, by=request.user, **form.said)
        messages.success(
            request, _("Its next time is on the timeline, as expected. A paper or a call makes it sure.")
        )
        return form.done("cases:timeline", case.pk)
    return form.answer("cases/timeline/patterns.html", {"case": case, "patterns": _shown(case)})


@require_POST
@for_roles(*AT_THE_TABLE)
def pattern_end(request, case_pk, pattern_pk):
    rows = Pattern.objects.visible_to(request.user).select_related("case").filter(case=case_pk)
    services.end_pattern(get_object_or_404(rows, pk=pattern_pk), by=request.user)
    messages.success(request, _("It comes no more. What was only expected is off the timeline."))
    return redirect("cases:patterns", case_pk)


def _shown(case):
    """[(pattern, its next date in words, what to say of that day)]."""
    rows = case.patterns.open().select_related("place").prefetch_related("events").order_by("written_at")
    return [(pattern, *_next(pattern)) for pattern in rows]


def _next(pattern):
    expected = [event.partial for event in pattern.events.all()]
    last = max(expected, key=lambda when: when.sort_key(), default=None)
    return (last.words(), holiday_words(last)) if last else ("", "")
