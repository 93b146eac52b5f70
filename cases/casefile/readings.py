"""Who looked at a person's case, from the audit trail: in what role, on which day, from when to when, what they did."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.people.models import Role, User
from clinic.security.models import AuditEntry, Outcome

LOOKED_AT = 2000  # entries; a night at the clinic writes some dozens
DID = ("get ", "post ", "roll.", "record.", "access.")
OPENED = "record.open_closed"


@dataclass
class Reading:
    """One volunteer on one day. `called` is empty where only the role is told."""

    roles: list
    called: str
    since: datetime
    until: datetime
    wrote: bool = False
    opened: bool = False  # a closed record, with a reason

    @property
    def day(self):
        return timezone.localdate(self.since)

    @property
    def who(self):
        roles = ", ".join(str(Role(role).label) for role in self.roles)
        return self.called or roles or _("the clinic")

    @property
    def what(self):
        what = _("read and wrote") if self.wrote else _("read")
        return _("opened the closed record with a reason, %(what)s") % {"what": what} if self.opened else what


def readings_of(person, *, with_names=False):
    """Newest first. `with_names` is for the coordinator: the person sees roles, not names."""
    entries = (
        AuditEntry.objects.filter(holders__contains=[person.pk], outcome=Outcome.DONE)
        .exclude(actor__in=["", str(person.user_id)])
        .order_by("-id")[:LOOKED_AT]
    )
    names = _names(entries) if with_names else {}
    found = {}
    for entry in entries:
        _add(found, entry, names)
    return list(found.values())


def _add(found, entry, names):
    at = timezone.localtime(entry.at)
    key = (at.date(), entry.actor)
    if key not in found:
        roles = [role for role in entry.roles.split(",") if role in Role.values]
        found[key] = Reading(roles, names.get(entry.actor, ""), at, at)
    reading = found[key]
    reading.since = min(reading.since, at)
    reading.wrote = reading.wrote or not entry.verb.startswith(DID)
    reading.opened = reading.opened or entry.verb == OPENED


def _names(entries):
    users = User.objects.filter(pk__in={entry.actor for entry in entries})
    return {str(user.pk): user.called for user in users}
