"""The reviewing lawyer reads the rules and ticks their versions."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic.people.doors import for_roles
from clinic.people.models import Role

from . import services
from .models import RuleChange, RuleReview
from .rule import Status
from .rules import all_rules, find_rule


@require_safe
@for_roles(Role.LAWYER)
def rules(request):
    """Every rule in both languages; those that wait for a tick stand first."""
    reviews = RuleReview.objects.select_related("reviewed_by")
    ticks = {(tick.rule, tick.version, tick.text_digest): tick for tick in reviews}
    rows = [_row(rule, ticks) for rule in all_rules()]
    waiting = [row for row in rows if row["waits"]]
    context = {"waiting": waiting, "ticked": [row for row in rows if not row["waits"]]}
    return render(request, "cases/timeline/rules.html", context)


@require_POST
@for_roles(Role.LAWYER)
def rule_review(request, rule_id, version):
    try:
        found = find_rule(rule_id).version(version)
    except KeyError:
        raise Http404 from None
    if found is None or not found.computes:
        raise Http404
    services.tick_rule(rule_id, version, by=request.user, is_demo=settings.MODE == "demo")
    messages.success(request, _("Thank you. It is written down."))
    return redirect("cases:rules")


@require_POST
@for_roles(Role.COORDINATOR)
def change_told(request, change_pk):
    """The person knows what a changed rule means for them."""
    change = get_object_or_404(RuleChange.objects.visible_to(request.user), pk=change_pk)
    services.tell_of_change(change, by=request.user)
    messages.success(request, _("Thank you. It is written down."))
    return redirect("desk")


def _row(rule, ticks):
    found = [
        {
            "version": version,
            "status": _status(version.status),
            "tick": ticks.get((rule.id, version.key, rule.fingerprint)),
        }
        for version in rule.versions
    ]
    waits = any(one["tick"] is None and one["version"].computes for one in found)
    return {"rule": rule, "in_both": _in_both(rule), "versions": found, "waits": waits}


def _in_both(rule):
    """The rule's sentences as they are shown and printed, language by language."""
    return [
        {
            "language": language,
            "name": rule.name(language),
            "plain": rule.plain(language),
            "more": [rule.applies_to(language), rule.exceptions(language), rule.consequence(language)],
        }
        for language in ("en", "es")
    ]


def _status(status):
    return {
        Status.IN_FORCE: _("in force"),
        Status.SUPERSEDED: _("no longer in force; counts for its time"),
        Status.VACATED: _("set aside by a court; counts nothing"),
        Status.PROPOSED: _("only proposed; counts nothing"),
    }[status]
