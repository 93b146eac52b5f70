"""The person's own pages, on a cheap phone."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.casefile.phone import own_case

from . import reading, shown
from .date_cards import date_cards, headline
from .kinds import kinds
from .strip import strip_of


@require_safe
@own_case
def my_dates(request, own):
    """What comes next: three cards, the soonest first and open."""
    today = timezone.localdate()
    context = {"today": today, "shows_story": own.shows_story}
    if own.case:
        context["cards"] = date_cards(own.case, today=today, for_person=True)
        context["headline"] = headline(context["cards"], today)
    return render(request, "cases/timeline/my_dates.html", context)


@require_safe
@own_case
def my_story(request, own):
    """Her story, only if she asked at the clinic to see it here."""
    case, today = own.shown_case, timezone.localdate()
    events = reading.events_of(case) if case else []
    lines = shown.lines(case, events=events, today=today, for_person=True) if case else []
    context = {"shows_story": own.shows_story, "lines": lines, "strip": strip_of(lines, today)}
    context["some_stay"] = any(kinds()[event.kind].sensitive for event in events if event.kind in kinds())
    return render(request, "cases/timeline/my_story.html", context)
