"""Records that are shut because no case of the person's is open. A coordinator opens one for a day with a reason, which
somebody else looks at. Who knows whether a case is open says so here (`shut`, `reopen`)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clinic.security import audit

from . import granted, services
from .models import Access, AccessWhy, BreakGlass, Person, Role, User

OPEN_FOR = timedelta(hours=24)


class NotClosed(Exception):
    """Nobody needs a reason to open this record."""


class NotTheirs(Exception):
    """Who opened a closed record does not look at that themselves."""


class NeedsReason(Exception):
    """The record is closed, and what they had opened with a reason is over, or they never did."""


@transaction.atomic
def shut(person, *, by):
    """The last open case is closed: what a coordinator granted ends, and everyday reading with it."""
    granted.take_all_back(person, by=by)
    _write(person, timezone.now())
    audit.record(actor=by, verb="record.shut", target=person)


@transaction.atomic
def reopen(person, *, by):
    """A case is open again."""
    if person.closed_at is not None:
        _write(person, None)
        audit.record(actor=by, verb="record.reopen", target=person)


@transaction.atomic
def open_with_reason(person, *, by, reason):
    """Opens a closed record to this coordinator for a day; the outbox and the desk tell the others. Raises NotClosed."""
    person = Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    if not Person.objects.closed_to(by).filter(pk=person.pk).exists():
        raise NotClosed
    row = BreakGlass(person=person, holder_id=person.holder_id, reason=reason, opened_by=by)
    row.save(force_insert=True)
    ends_at = row.opened_at + OPEN_FOR
    services.open_access(by, person, why=AccessWhy.BREAK_GLASS, by=by, ends_at=ends_at)
    audit.record(actor=by, verb="record.open_closed", target=person, targets=[row], fields=["reason"])
    return row


@transaction.atomic
def look_at(row, *, by):
    """Somebody else saw who opened it, and why. A second tap changes nothing. Raises NotTheirs."""
    row = BreakGlass.objects.select_for_update().get(pk=row.pk)
    if row.opened_by_id == by.pk:
        raise NotTheirs
    if row.looked_at is None:
        row.looked_at, row.looked_by = timezone.now(), by
        row.save(update_fields=["looked_at", "looked_by"])
        audit.record(actor=by, verb="record.look_at", target=row)
    return row


def is_opened_by(user, person):
    """Whether this user has opened the closed record with a reason, and the day is not over."""
    return _opened_by(user, person).filter(ends_at__gt=timezone.now()).exists()


def visit_ends_at(user, person):
    """Until when whoever sits down with this person may read on: 24 hours. For whoever opened the closed record with a reason
    it is over when that is, or the line of the night would prolong it for ever. Raises NeedsReason where it is over."""
    now = timezone.now()
    ends_at = now + OPEN_FOR
    if person.closed_at is not None:
        last = _opened_by(user, person).aggregate(last=Max("ends_at"))["last"]
        ends_at = min(ends_at, last or ends_at)
    if ends_at <= now:
        raise NeedsReason
    return ends_at


def _opened_by(user, person):
    opened = Access.objects.filter(user=user, person=person, why=AccessWhy.BREAK_GLASS)
    return opened.filter(ends_at__gt=person.closed_at) if person.closed_at else opened.none()


def who_is_told(opener):
    """The other coordinators; where there is none, the administrators. A queryset of users, empty where nobody is left."""
    others = User.objects.exclude(pk=opener.pk)
    coordinators = others.with_role(Role.COORDINATOR)
    return coordinators if coordinators.exists() else others.with_role(Role.ADMIN)


def _write(person, closed_at):
    person.closed_at = closed_at
    person.save(update_fields=["closed_at"])
