"""The plan changes here, and a lawyer's word on an option is written down."""

from django.db import transaction
from django.utils import timezone

from cases.casefile.models import Case, FactKind
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from cases.timeline.models import Source
from clinic.people.models import Role
from clinic.resources.catalogue import public_resources
from clinic.security import audit

from . import catalogue
from .models import Item, ItemKind, OptionReview, Plan, Verdict

STEP_ON_THE_TIMELINE = "other-event"
KIND_OF_ENTRY = {
    catalogue.ISSUE: ItemKind.ISSUE,
    catalogue.OPTION: ItemKind.OPTION,
    catalogue.RESEARCH: ItemKind.RESEARCH,
    catalogue.TASK: ItemKind.STEP,
}


class NotInTheCatalogue(ValueError):
    """Options come from the catalogue alone, and resources only from what somebody has checked."""


class NotALawyer(Exception):
    """Only a reviewing lawyer says yes, change or no to an option."""


def has_lawyer(case):
    """The person has a lawyer or accredited representative: then questions and dates, and no options."""
    answers = case.facts.answers()
    return hasattr(case, "lawyer") or answers.get(FactKind.REPRESENTED) == "yes"


@transaction.atomic
def write_goal(case, *, by, goal):
    plan = _plan(case)
    if plan.goal != goal:
        plan.goal = goal
        _save_unread(plan)
        audit.record(actor=by, verb="plan.goal", target=plan, fields=["goal"])
    return plan


@transaction.atomic
def read_back(case, *, by):
    """The screen was turned round and the plan read aloud; it is right as it stands. Any later change undoes this."""
    plan = _plan(case)
    plan.read_back_at, plan.read_back_by = timezone.now(), by
    plan.save()
    audit.record(actor=by, verb="plan.read_back", target=plan)
    return plan


@transaction.atomic
def add_item(case, *, by, kind, text="", catalogue_id="", helper="", due=None):
    """Adds a line in the person's words, or one of the catalogue. `due` is a date, or None.

    What came from the catalogue is there once: added again, the line that is there is returned.
    Raises NotInTheCatalogue.
    """
    if kind == ItemKind.OPTION and catalogue_id not in {entry.id for entry in catalogue.options()}:
        raise NotInTheCatalogue(catalogue_id)
    if kind == ItemKind.RESOURCE and catalogue_id and catalogue_id not in {r.id for r in public_resources()}:
        raise NotInTheCatalogue(catalogue_id)
    plan = _plan(case)
    items = list(plan.items.all())
    same = (item for item in items if catalogue_id and (item.kind, item.catalogue_id) == (kind, catalogue_id))
    if there := next(same, None):
        return there
    item = Item(plan=plan, holder_id=plan.holder_id, kind=kind, text=text, catalogue_id=catalogue_id)
    item.helper, item.position, item.written_by = helper, len(items), by
    item.due = _date(item, case, by, due)
    item.save(force_insert=True)
    _save_unread(plan)
    audit.record(actor=by, verb="plan_item.add", target=item, fields=["kind"])
    return item


@transaction.atomic
def take_suggestion(case, *, by, entry_id):
    """One tap: the entry with this id is a line of the plan, and an issue brings its first steps. Returns the line.

    Raises NotInTheCatalogue.
    """
    entry = catalogue.entries().get(entry_id)
    if entry is None:
        raise NotInTheCatalogue(entry_id)
    item = add_item(case, by=by, kind=KIND_OF_ENTRY[entry.kind], catalogue_id=entry.id)
    known = case.facts.answers().get(FactKind.KNOWN) == "yes"
    for task in map(catalogue.entry, entry.tasks if entry.kind == catalogue.ISSUE else ()):
        if known or not task.writes:
            add_item(case, by=by, kind=KIND_OF_ENTRY[task.kind], catalogue_id=task.id)
    return item


@transaction.atomic
def change_item(item, *, by, **changes):
    """Changes text, helper or due (a date, or None). An option's words changed want the lawyer's yes again."""
    _plan(item.plan.case)
    due = changes.pop("due", item.by)
    changed = [name for name, value in changes.items() if getattr(item, name) != value]
    for name in changed:
        setattr(item, name, changes[name])
    if "text" in changed:
        item.written_at, item.written_by = timezone.now(), by
    item.due = _date(item, item.plan.case, by, due)
    item.save()
    _save_unread(item.plan)
    audit.record(actor=by, verb="plan_item.change", target=item, fields=changed or ["due"])
    return item


@transaction.atomic
def finish_item(item, *, by):
    """ "I did this ✓". Its date stays on the timeline."""
    if item.done_at is None:
        item.done_at, item.done_by = timezone.now(), by
        item.save(update_fields=["done_at", "done_by"])
        audit.record(actor=by, verb="plan_item.finish", target=item)
    return item


@transaction.atomic
def reopen_item(item, *, by):
    item.done_at = item.done_by = None
    item.save(update_fields=["done_at", "done_by"])
    audit.record(actor=by, verb="plan_item.reopen", target=item)
    return item


@transaction.atomic
def remove_item(item, *, by):
    """Takes a line off the plan, and its date off the timeline."""
    plan = _plan(item.plan.case)
    audit.record(actor=by, verb="plan_item.remove", target=item)
    due = item.due
    item.delete()
    if due is not None:
        timeline.remove_event(due, by=by)
    _save_unread(plan)


@transaction.atomic
def review_option(item, *, by, verdict, words=""):
    """The reviewing lawyer's word on an option; `words` is what should be said in its place. The last word counts.

    Raises NotALawyer, NotInTheCatalogue where the line is no option.
    """
    if not by.has_role(Role.LAWYER):
        raise NotALawyer
    if item.kind != ItemKind.OPTION:
        raise NotInTheCatalogue(item.catalogue_id)
    review = OptionReview(item=item, holder_id=item.holder_id, verdict=Verdict(verdict), words=words)
    review.reviewed_by, review.reviewed_at = by, timezone.now()
    review.save(force_insert=True)
    audit.record(actor=by, verb="option.review", target=item, fields=[review.verdict])
    return review


@transaction.atomic
def take_lawyers_words(item, *, by):
    """Says the option in the words the lawyer proposed; it goes back to the lawyer for a yes."""
    review = item.last_review
    if review is None or review.verdict != Verdict.CHANGE or not review.words:
        return item
    return change_item(item, by=by, text=review.words)


def _plan(case):
    """The plan of the case, made when there is none, locked with its case until the change is done."""
    Case.objects.select_for_update().get(pk=case.pk)
    plan = Plan.objects.filter(case=case).first()
    if plan is None:
        plan = Plan(case=case, holder_id=case.holder_id)
        plan.save(force_insert=True)
    return plan


def _save_unread(plan):
    plan.read_back_at = plan.read_back_by = None
    plan.save()


def _date(item, case, by, due):
    """The timeline's event for the day this line is for; changed, added or taken away as `due` says."""
    if due is None:
        if item.due is not None:
            timeline.remove_event(item.due, by=by)
        return None
    when = PartialDate.of(due)
    if item.due is not None:
        return timeline.change_event(item.due, by=by, when=when, title=item.words)
    return timeline.add_event(
        case, by=by, kind=STEP_ON_THE_TIMELINE, when=when, source=Source.PERSON, title=item.words,
        is_due=True,
    )  # fmt: skip
