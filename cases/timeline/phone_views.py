"""The person's own pages, on a cheap phone."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.casefile.phone import own_case

from . import reading, shown
from .date_cards import date_cards, headline
from .drawing import drawing_of
from .engine import facts_of
from .kinds import kinds
from .listed import listed


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
    case = own.shown_case
    context = {"shows_story": own.shows_story, **(_story(case, request.GET) if case else {})}
    return render(request, "cases/timeline/my_story.html", context)


def _story(case, asked):
    today, said, stopped = timezone.localdate(), facts_of(case), shown.stopped_now()
    ticks, events = shown.ticks_now(stopped), reading.events_of(case)
    found = reading.what_follows(case, events=events, today=today, said=said, stopped=stopped)
    lines = shown.lines(case, events=events, today=today, found=found, ticks=ticks, for_person=True)
    asks = shown.asks(found, said=said, events=events, ticks=ticks)
    return {
        "story": listed(lines, asked) if lines else None,
        "drawing": drawing_of(lines, today),
        "asks": list(dict.fromkeys(ask.words for ask in asks if ask.is_ticked and not ask.fact)),
        "some_stay": any(kinds()[event.kind].sensitive for event in events if event.kind in kinds()),
    }
