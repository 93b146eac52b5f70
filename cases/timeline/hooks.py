"""What the timeline brings to the desk (settings.HOOKS)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from clinic.outbox.models import Task
from clinic.panels import Panel
from clinic.words import dates

from . import telling
from .models import RuleChange, RuleStop
from .rules import all_rules

MOST_NAMED = 30


def desk_panels(request):
    """People whose date changed and who have to be phoned, and those with a deadline whose rule changed."""
    yield from _tell_panel()
    yield from _changed_rules_panel(request)


def _tell_panel():
    calls = telling.owed(Task.objects.open().filter(kind=telling.TELL_DATE).order_by("due_on", "made_at"))
    if calls:
        context = {"rows": calls[:MOST_NAMED], "more": max(0, len(calls) - MOST_NAMED)}
        title = _("A date changed: tell them by phone")
        yield Panel("tell_date", title, "cases/timeline/_tell.html", context, order=11, count=len(calls))


def _changed_rules_panel(request):
    waiting = RuleChange.objects.visible_to(request.user).waiting().filter(case__closure__isnull=True)
    count = waiting.count()
    if count:
        names = {rule.id: rule.name() for rule in all_rules()}
        stopped = set(RuleStop.objects.running().by_rule())
        rows = waiting.select_related("case__person").order_by("changed_at")[:MOST_NAMED]
        context = {
            "rows": [_changed(row, names, stopped) for row in rows],
            "more": max(0, count - MOST_NAMED),
        }
        title, template = _("A rule changed: look, and tell them"), "cases/timeline/_changed_rules.html"
        yield Panel("changed_rules", title, template, context, order=12, count=count)


@dataclass
class Changed:
    """One line of the panel."""

    change: RuleChange
    rule: str
    said: str


def _changed(change, names, stopped):
    said = (
        _("A lawyer switched this rule off. We count no day with it.")
        if change.rule in stopped
        else _what_it_means(change)
    )
    return Changed(change, names.get(change.rule, change.rule), said)


def _what_it_means(change):
    if change.was == change.now:
        return _("The day stays the same. The words changed.")
    if not change.now:
        return _("We no longer count a day.")
    said = {"was": _day(change.was), "now": _day(change.now)}
    return _("It was %(was)s. It is now %(now)s.") % said if change.was else _("It is now %(now)s.") % said


def _day(text):
    return dates.long_date(date.fromisoformat(text)) if text else ""
