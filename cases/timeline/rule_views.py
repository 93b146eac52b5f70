"""The reviewing lawyer reads the rules, ticks their versions, notes doubts, and switches a rule off."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.people.doors import for_roles
from clinic.people.models import Role

from . import services
from .doubts import doubts_about, doubts_beside_the_rules
from .forms import RuleNoteForm
from .models import RuleChange, RuleNote, RuleReview, RuleStop
from .rule import Status
from .rules import all_rules, find_rule

MONTHS = (1, 3, 6, 12)
DAYS_A_MONTH = 30.4


@require_safe
@for_roles(Role.LAWYER)
def rules(request):
    """Every rule in both languages; those that wait for a tick stand first, then those switched off."""
    rows = _rows(all_rules())
    context = {
        "waiting": [row for row in rows if row["waits"] and not row["stop"]],
        "stopped": [row for row in rows if row["stop"]],
        "ticked": [row for row in rows if not row["waits"] and not row["stop"]],
        "beside": doubts_beside_the_rules(),
    }
    return render(request, "cases/timeline/rules.html", context)


@require_safe
@for_roles(Role.LAWYER)
def rule(request, rule_id):
    """One rule, with what reviewers noted."""
    found = _rule(rule_id)
    (row,) = _rows([found])
    notes = RuleNote.objects.filter(rule=found.id).select_related("written_by")
    return render(request, "cases/timeline/rule.html", {"row": row, "notes": notes, "months": MONTHS})


@require_http_methods(["GET", "POST"])
@for_roles(Role.LAWYER)
def rule_note(request, rule_id):
    found = _rule(rule_id)
    form = RuleNoteForm.for_request(request)
    if form.is_posted and form.is_valid():
        services.note_on_rule(found.id, by=request.user, **form.cleaned_data)
        return form.done("cases:rule", found.id)
    return form.answer("cases/timeline/rule_note.html", {"rule": found})


@require_POST
@for_roles(Role.LAWYER)
def rule_review(request, rule_id, version):
    found = _rule(rule_id).version(version)
    if found is None or not found.computes:
        raise Http404
    services.tick_rule(
        rule_id,
        version,
        by=request.user,
        recheck_on=_recheck_on(request.POST.get("months", "6")),
        is_demo=settings.MODE == "demo",
    )
    messages.success(request, _("Thank you. It is written down."))
    return redirect("cases:rules")


@require_POST
@for_roles(Role.LAWYER)
def rule_stop(request, rule_id):
    found = _rule(rule_id)
    try:
        n = services.stop_rule(found.id, by=request.user)
    except services.AlwaysPrints:
        raise Http404 from None
    said = ngettext(
        "The rule is off. %(n)s case is on the desk's list.",
        "The rule is off. %(n)s cases are on the desk's list.",
        n,
    )
    messages.success(request, said % {"n": n})
    return redirect("cases:rule", found.id)


@require_POST
@for_roles(Role.LAWYER)
def rule_resumed(request, rule_id):
    found = _rule(rule_id)
    services.resume_rule(found.id, by=request.user)
    messages.success(request, _("The rule is on again. Within the hour its dates are counted."))
    return redirect("cases:rule", found.id)


@require_POST
@for_roles(Role.COORDINATOR)
def change_told(request, change_pk):
    """The person knows what a changed rule means for them."""
    change = get_object_or_404(RuleChange.objects.visible_to(request.user), pk=change_pk)
    services.tell_of_change(change, by=request.user)
    messages.success(request, _("Thank you. It is written down."))
    return redirect("desk")


def _rule(rule_id):
    try:
        return find_rule(rule_id)
    except KeyError:
        raise Http404 from None


def _recheck_on(months):
    if months not in map(str, MONTHS):
        raise Http404
    return timezone.localdate() + timedelta(days=round(int(months) * DAYS_A_MONTH))


def _rows(rules):
    newest, stops, today = (
        RuleReview.objects.newest(),
        RuleStop.objects.running().by_rule(),
        timezone.localdate(),
    )
    return [_row(rule, newest, stops.get(rule.id), today) for rule in rules]


def _row(rule, newest, stop, today):
    found = [_version(rule, version, newest, today) for version in rule.versions]
    return {
        "rule": rule,
        "in_both": _in_both(rule),
        "versions": found,
        "waits": any(one["waits"] for one in found),
        "stop": stop,
        "doubts": doubts_about(rule.id),
    }


def _version(rule, version, newest, today):
    tick = newest.get((rule.id, version.key, rule.fingerprint))
    ran_out = tick is not None and tick.recheck_on < today
    return {
        "version": version,
        "status": _status(version.status),
        "tick": tick,
        "ran_out": ran_out,
        "waits": version.computes and (tick is None or ran_out),
    }


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
