"""The line of the night: who comes in, who takes whom, who hands over, who stops."""

from contextlib import suppress

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clinic.people import closed
from clinic.people import services as people
from clinic.people.models import AccessWhy
from clinic.security import audit

from .models import ClinicDay, HandOver, Visit


class AlreadyTaken(Exception):
    """Somebody else sat down with this person a moment ago."""


class AlreadyWaiting(Exception):
    """This person is in tonight's line."""


def open_day(*, by, day=None):
    """Tonight's ClinicDay, made when the first person comes in."""
    clinic_day, _made = ClinicDay.objects.get_or_create(
        day=day or timezone.localdate(), defaults={"opened_by": by}
    )
    return clinic_day


@transaction.atomic
def add_walk_in(*, by, called, language, reasons=(), visit_id=None, **more):
    """A new person sits down: makes the Person, their key and their place in the line. `visit_id` comes from the form,
    so that a double tap makes one visit. Returns the visit."""
    clinic_day = ClinicDay.objects.select_for_update().get(pk=open_day(by=by).pk)
    if visit_id and (already := Visit.objects.filter(pk=visit_id).first()):
        return already
    person = people.meet_person(called=called, language=language, by=by, **more)
    return _line_up(clinic_day, person, by=by, reasons=reasons, visit_id=visit_id)


@transaction.atomic
def welcome_back(person, *, by, reasons=()):
    """Somebody the clinic knows comes again. Where the record is closed, whoever opened it with a reason welcomes them. Raises
    AlreadyWaiting, closed.NeedsReason."""
    if person.closed_at is not None and not closed.is_opened_by(by, person):
        raise closed.NeedsReason
    clinic_day = ClinicDay.objects.select_for_update().get(pk=open_day(by=by).pk)
    if clinic_day.visits.waiting().filter(person=person).exists():
        raise AlreadyWaiting
    return _line_up(clinic_day, person, by=by, reasons=reasons)


def _line_up(clinic_day, person, *, by, reasons, visit_id=None):
    last = clinic_day.visits.aggregate(last=Max("number"))["last"] or 0
    visit = Visit(
        clinic_day=clinic_day, person=person, holder_id=person.pk, number=last + 1, reasons=sorted(reasons)
    )
    visit.pk = visit_id or visit.pk
    visit.save(force_insert=True)
    audit.record(actor=by, verb="visit.add", target=visit)
    return visit


@transaction.atomic
def take(visit, *, by):
    """Sits down with the person: opens their case to `by` until 24 hours from now. Raises AlreadyTaken,
    closed.NeedsReason."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if visit.taken_by_id not in (None, by.pk):
        raise AlreadyTaken
    visit.taken_by, visit.taken_at = by, visit.taken_at or timezone.now()
    visit.save(update_fields=["taken_by", "taken_at"])
    ends_at = closed.visit_ends_at(by, visit.person)
    people.open_access(by, visit.person, why=AccessWhy.VISIT, by=by, ends_at=ends_at)
    audit.record(actor=by, verb="visit.take", target=visit)
    return visit


@transaction.atomic
def hand_over(visit, *, by, note, to=None, table=""):
    """Gives the person to another table, with one line for the next helper. `to`: the volunteer, where one is named.
    Raises closed.NeedsReason."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    handed = HandOver(visit=visit, holder_id=visit.holder_id, handed_by=by, note=note, to=to, table=table)
    handed.save(force_insert=True)
    visit.taken_by = visit.taken_at = None
    visit.save(update_fields=["taken_by", "taken_at"])
    if to is not None:
        ends_at = closed.visit_ends_at(to, visit.person)
        people.open_access(to, visit.person, why=AccessWhy.HANDED, by=by, ends_at=ends_at)
    audit.record(actor=by, verb="visit.hand_over", target=visit)
    return handed


@transaction.atomic
def stop(visit, *, by, promised=""):
    """Enough for tonight: the visit ends, with what we promised to do until next time."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if visit.ended_at is None:
        visit.ended_at, visit.ended_by, visit.promised = timezone.now(), by, promised
        visit.save(update_fields=["ended_at", "ended_by", "promised"])
        with suppress(closed.NeedsReason):
            ends_at = closed.visit_ends_at(by, visit.person)
            people.open_access(by, visit.person, why=AccessWhy.VISIT, by=by, ends_at=ends_at)
        audit.record(actor=by, verb="visit.stop", target=visit)
    return visit
