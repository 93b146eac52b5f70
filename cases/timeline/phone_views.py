"""The person's own pages, on a cheap phone."""

from dataclasses import replace

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
    """What comes next: three cards, the soonest first and open, and the deadline that comes soonest."""
    today = timezone.localdate()
    context = {"today": today, "shows_story": own.shows_story}
    if own.case:
        events = reading.events_of(own.case)
        context["cards"] = date_cards(own.case, events=events, today=today, for_person=True)
        context["headline"] = headline(context["cards"], today)
        context["due"], context["due_is_first"] = _due(own, events, context["cards"][0], today)
    return render(request, "cases/timeline/my_dates.html", context)


def _due(own, events, card, today):
    """The deadline that comes soonest, or None; and whether it comes before this card's date. Its name shows only with her
    story."""
    lines = shown.lines(own.case, events=events, today=today, for_person=True)
    due = next(iter(shown.pressing(lines, today)), None)
    if due is None:
        return None, False
    known = card.day if card.sure == "day" else None
    is_first = due.now or known is None or (due.do_by or due.last_day) < known
    return (replace(due, how=[], citation="") if own.shows_story else shown.without_its_name(due)), is_first


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
