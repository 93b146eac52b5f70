"""Whom a message row speaks of: "person:…", "trusted:…" or "user:…" looked up when somebody may read it."""

from dataclasses import dataclass
from uuid import UUID

from .models import Person, TrustedPerson, User


@dataclass(frozen=True)
class Recipient:
    """`row`: the Person, TrustedPerson or User; `concerns`: the Person or User whose key seals what is noted of it."""

    row: object
    concerns: object

    def is_shut_to(self, user):
        """Whether this is of somebody whose record is closed, and not opened to this user."""
        if isinstance(self.concerns, User) or self.concerns.closed_at is None:
            return False
        return not Person.objects.visible_to(user).filter(pk=self.concerns.pk).exists()

    @property
    def name(self):
        return self.row.name if isinstance(self.row, TrustedPerson) else self.row.called


def find(recipients):
    """{recipient text: Recipient} for those that still exist; one query a kind."""
    wanted = {text: tuple(text.partition(":")[::2]) for text in recipients}
    found = {}
    for kind, rows in (
        ("person", Person.objects.all()),
        ("trusted", TrustedPerson.objects.select_related("person")),
        ("user", User.objects.all()),
    ):
        ids = {UUID(pk): text for text, (of, pk) in wanted.items() if of == kind}
        for row in rows.filter(pk__in=ids) if ids else ():
            concerns = row.person if kind == "trusted" else row
            found[ids[row.pk]] = Recipient(row, concerns)
    return found
