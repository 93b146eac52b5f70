"""Opens cases and writes down what is known about them."""

from django.db import transaction
from django.utils import timezone

from clinic.people.models import Person
from clinic.security import audit

from .models import Case, Closure, Fact, FamilyTie, Lawyer


@transaction.atomic
def open_case(person, *, by):
    """The person's open case; made when there is none. One is enough until somebody opens a second by hand."""
    Person.objects.select_for_update().get(pk=person.pk)
    case = person.cases.open().order_by("opened_at").first()
    if case is None:
        case = Case(person=person, holder_id=person.pk, opened_by=by)
        case.save(force_insert=True)
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
    closure = Closure.objects.create(case=case, closed_by=by)
    audit.record(actor=by, verb="case.close", target=case)
    return closure
