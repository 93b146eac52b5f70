"""Opens cases and writes down what is known about them."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clinic.people import closed
from clinic.people.models import Person
from clinic.security import audit

from .models import Case, Closure, Fact, FamilyTie, Lawyer


@transaction.atomic
def open_case(person, *, by):
    """The person's open case; made when there is none. One is enough until somebody opens a second by hand."""
    person = Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    case = person.cases.open().order_by("opened_at").first()
    if case is None:
        case = Case(person=person, holder_id=person.pk, opened_by=by)
        case.save(force_insert=True)
        closed.reopen(person, by=by)
        audit.record(actor=by, verb="case.open", target=case)
    return case


@transaction.atomic
def change_case(case, *, by, **changes):
    """Changes worry, here_for, paid_before. The audit says which, never what they were."""
    changed = [name for name, value in changes.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, changes[name])
    if changed:
        case.save(update_fields=changed)
        audit.record(actor=by, verb="case.change", target=case, fields=changed)
    return case


@transaction.atomic
def tell_fact(case, kind, answer, *, by):
    """Writes down the answer ("yes", "no", "unknown") to a question the rules ask. Told again, it is replaced."""
    fact = Fact.objects.select_for_update().filter(case=case, kind=kind).first()
    if fact is None:
        fact = Fact(case=case, holder_id=case.holder_id, kind=kind)
    elif fact.answer == answer:
        return fact
    fact.answer, fact.told_at = answer, timezone.now()
    fact.save()
    audit.record(actor=by, verb="fact.tell", target=case, fields=[kind])
    return fact


@transaction.atomic
def name_lawyer(case, *, name, by, phone="", email=""):
    """The person's own lawyer; an empty name takes the row away."""
    lawyer = Lawyer.objects.filter(case=case).first()
    if not name:
        if lawyer:
            lawyer.delete()
            audit.record(actor=by, verb="lawyer.remove", target=case)
        return None
    lawyer = lawyer or Lawyer(case=case, holder_id=case.holder_id)
    lawyer.name, lawyer.phone, lawyer.email = name, phone, email
    lawyer.save()
    audit.record(actor=by, verb="lawyer.name", target=case, fields=["name", "phone", "email"])
    return lawyer


@transaction.atomic
def tie_family(person, other, *, relation, by):
    """`other` comes to the clinic too, and is the person's `relation` (a Relation). Said again, it is replaced."""
    tie = FamilyTie.objects.select_for_update().filter(person=person, other=other).first()
    tie = tie or FamilyTie(person=person, holder_id=person.pk, other=other)
    tie.relation = relation
    tie.save()
    audit.record(actor=by, verb="family.tie", target=tie, holders=[str(other.pk)])
    return tie


@transaction.atomic
def untie_family(person, other, *, by):
    """They are not of one family after all, whichever of the two it was written down for. Shared dates stay."""
    ties = FamilyTie.objects.filter(Q(person=person, other=other) | Q(person=other, other=person))
    for tie in ties:
        audit.record(actor=by, verb="family.untie", target=tie, holders=[str(other.pk)])
    ties.delete()


@transaction.atomic
def name_family(person, ties, *, by):
    """Replaces the list of family: dicts with relation, age, lives_in (texts; no names, no papers of others). Ties to
    other people of the clinic stay. The same list again changes nothing."""
    current = list(person.ties.filter(other__isnull=True).order_by("pk"))
    told = [(tie["relation"], tie["age"], tie["lives_in"]) for tie in ties]
    if sorted(told) == sorted((tie.relation, tie.age, tie.lives_in) for tie in current):
        return current
    person.ties.filter(other__isnull=True).delete()
    rows = [FamilyTie(person=person, holder_id=person.pk, **tie) for tie in ties]
    for row in rows:
        row.save(force_insert=True)
    audit.record(actor=by, verb="family.name", target=person, fields=["ties"])
    return rows


@transaction.atomic
def close_case(case, *, by):
    """With the last open case the person's record shuts. Closed again, nothing changes."""
    person = Person.objects.select_for_update(of=["self"]).get(pk=case.person_id)
    closure, made = Closure.objects.get_or_create(case=case, defaults={"closed_by": by})
    if made:
        audit.record(actor=by, verb="case.close", target=case)
        if not person.cases.open().exists():
            closed.shut(person, by=by)
    return closure
