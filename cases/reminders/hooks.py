"""What the reminders bring to the outbox, to tonight's line, to a returning visit and to the desk (settings.HOOKS)."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.casefile.models import Case
from cases.timeline.models import Coarse, DateCheck, Event, Moment
from clinic.outbox import services as outbox
from clinic.outbox.models import Task
from clinic.panels import Panel
from clinic.words import dates

from . import letters, old_ways, wanted
from .leads import leads, told_at
from .urgent import reasons_of

FIRST_NOTICE, FIRST_NOTICE_DAYS = "first_notice", 7
MOST_NAMED = 30


def wanted_messages(now):
    """Wanted rows for people and those they named; notes the first notice of a check-in on the desk as it comes up."""
    note_first_notices(now)
    yield from wanted.wanted_dates(now)
    yield from wanted.wanted_deadlines(now)
    yield from old_ways.wanted_confirmations(now)


def render_event(message):
    return letters.event_letter(message)


def render_deadline(message):
    return letters.deadline_letter(message)


def note_first_notices(now):
    """A check-in that comes within its first lead (or was written down later than that) makes one desk task: family plan
    done? lawyer asked? company wanted? Once for each event, however often it moves; never for what comes again and again."""
    first_lead = max(leads()[Coarse.CHECK_IN][0], FIRST_NOTICE_DAYS)
    soon = now + timedelta(days=first_lead + 1)
    near = Moment.objects.ahead(now).filter(coarse=Coarse.CHECK_IN, starts_at__lt=soon)
    events = Event.objects.filter(wanted.IN_AN_OPEN_CASE, moment__in=near, pattern__isnull=True)
    noted = Task.objects.filter(kind=FIRST_NOTICE, about__in=events.values("pk")).values("about")
    for event in events.exclude(pk__in=noted).select_related("moment", "case__person"):
        moment = event.moment
        if told_at(moment.local_date, first_lead, moment.zone) <= now:
            outbox.add_task(
                kind=FIRST_NOTICE, about=event.pk, person=event.case.person, due_on=moment.local_date
            )


def next_day(person):
    """The day of the next hearing or check-in, or None."""
    theirs = Event.objects.filter(case__person=person, case__closure__isnull=True)
    ahead = Moment.objects.ahead().filter(events__in=theirs).order_by("starts_at")
    return ahead.values_list("local_date", flat=True).first()


def line_reasons(people):
    """{person id: reasons to be seen first}; the same number of queries for one person and for fifty."""
    return reasons_of(people)


def since_last_time(person, since):
    """[line]: dates that moved, were checked or written down since then, and papers put on the list."""
    events = (
        Event.objects.filter(case__person=person)
        .select_related("moment")
        .prefetch_related("former_dates", "checks")
    )
    for event in sorted(events, key=lambda event: event.partial.sort_key()):
        yield from _of_event(event, since)
    for check in DateCheck.objects.filter(case__person=person, checked_at__gt=since).order_by("checked_at"):
        day = dates.long_date(timezone.localdate(check.checked_at))
        yield _("Checked on %(day)s: %(result)s.") % {"day": day, "result": check.get_result_display()}
    papers = Case.objects.filter(person=person, papers__written_at__gt=since).aggregate(n=Count("papers"))[
        "n"
    ]
    if papers:
        yield ngettext("%(n)s paper put on the list.", "%(n)s papers put on the list.", papers) % {
            "n": papers
        }


def _of_event(event, since):
    said = {"what": event.kind_words, "when": event.partial.words()}
    if any(former.changed_at > since for former in event.former_dates.all()):
        yield _("%(what)s has a new date: %(when)s.") % said
    elif event.written_at > since:
        yield _("Written down since then: %(what)s, %(when)s.") % said


def desk_panels(request):
    """People nobody can tell, dates to look at again, and people of whom no date is known."""
    cases = Case.objects.visible_to(request.user).open()
    yield from _unreachable_panel(cases)
    yield from _again_panel(cases)
    yield from _no_date_panel(cases)


def _unreachable_panel(cases):
    lost = [event.pk for event in wanted.unreachable(timezone.now())]
    events = Event.objects.filter(pk__in=lost, case__in=cases).select_related("case__person", "moment")
    yield from _panel(
        "unreachable",
        _("Nobody can tell them: find a way"),
        "cases/reminders/_unreachable.html",
        events.order_by("moment__starts_at"),
        order=15,
    )


def _again_panel(cases):
    events = Event.objects.filter(recheck_on__lte=timezone.localdate(), case__in=cases)
    events = events.select_related("case__person", "moment").order_by("recheck_on")
    yield from _panel("again", _("Check again"), "cases/reminders/_again.html", events, order=30)


def _no_date_panel(cases):
    ahead = Event.objects.filter(case__in=cases, moment__in=Moment.objects.ahead())
    known = ahead.exclude(
        pattern__isnull=False, moment__unconfirmed_at__isnull=False
    )  # expected is not known
    unknown = cases.exclude(pk__in=known.values("case")).select_related("person").order_by("opened_at")
    yield from _panel(
        "no_date", _("No date is known: please call"), "cases/reminders/_no_date.html", unknown, order=60
    )


def _panel(key, title, template, rows, *, order):
    """The first of `rows`, and how many more there are; no panel where there are none."""
    if count := rows.count():
        context = {"rows": list(rows[:MOST_NAMED]), "more": max(0, count - MOST_NAMED)}
        yield Panel(key, title, template, context, order=order, count=count)
