"""A coordinator opens one case to one named volunteer for some weeks; and who may see a case now, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from . import services
from .models import Access, AccessWhy, Opens, Person, Role, User

WEEKS = (1, 2, 4, 8)  # never longer: then somebody decides anew
FOR_A_CASE = (Role.INTAKE,)


class NotAtTheTable(Exception):
    """Only who does interviews can be given a case."""


class IsClosed(Exception):
    """A closed record is opened with a reason and for a day, or by a new case: never granted."""


@dataclass(frozen=True)
class MaySee:
    """`why`: an AccessWhy; `access_id` can be ended early where `is_granted`."""

    access_id: object
    called: str
    why: AccessWhy
    ends_at: datetime

    @property
    def is_granted(self):
        return self.why == AccessWhy.GRANT

    @property
    def ends_on(self):
        return timezone.localdate(self.ends_at)


def volunteers():
    return User.objects.with_role(*FOR_A_CASE)


@transaction.atomic
def grant(volunteer, person, *, by, weeks):
    """From now on, for so many weeks (one of WEEKS). Granted again, the new time counts. Raises NotAtTheTable,
    IsClosed."""
    if weeks not in WEEKS:
        raise ValueError(weeks)
    if Person.objects.select_for_update(of=["self"]).get(pk=person.pk).closed_at:
        raise IsClosed
    if not volunteer.has_role(*FOR_A_CASE):
        raise NotAtTheTable
    if _of(person).filter(user=volunteer, why=AccessWhy.GRANT).exists():
        services.close_access(volunteer, person, why=AccessWhy.GRANT, by=by)
    ends_at = timezone.now() + timedelta(weeks=weeks)
    return services.open_access(volunteer, person, why=AccessWhy.GRANT, by=by, ends_at=ends_at)


def take_back(person, access_id, *, by):
    """Ends what was granted, on the next request. Returns whether there was anything to end."""
    access = _of(person).filter(pk=access_id, why=AccessWhy.GRANT).first()
    if access is None:
        return False
    services.close_access(access.user, person, why=AccessWhy.GRANT, by=by)
    return True


def take_all_back(person, *, by):
    """Ends whatever was granted, to whomever."""
    for access in _of(person).filter(why=AccessWhy.GRANT).select_related("user"):
        services.close_access(access.user, person, why=AccessWhy.GRANT, by=by)


def who_may_see(person):
    """To whom the case is open now, the longest last; beside them coordinators and reviewing lawyers, unless it is closed."""
    rows = _of(person).select_related("user").order_by("ends_at")
    return [MaySee(row.pk, row.user.called, AccessWhy(row.why), row.ends_at) for row in rows]


def _of(person):
    now = timezone.now()
    return Access.objects.filter(person=person, opens=Opens.CASE, starts_at__lte=now, ends_at__gt=now)
