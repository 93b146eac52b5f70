"""The weekly mail about unusual reading (settings.HOOKS): numbers, and where to look."""

import uuid
from collections import Counter
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from clinic.outbox.models import Channel
from clinic.outbox.wanted import Letter, NotNow, Wanted
from clinic.people.models import Role, User

from . import unusual

MAILED_AT = time(8)
MAILED_WITHIN = timedelta(days=3)
OF_A_WEEK = uuid.UUID("6b0c1d5e-8f0b-4a6e-9f57-2d5a3c7e9b41")  # names the week a message is about


def wanted_messages(now):
    """After a week with something unusual: on Monday at eight in the morning, clinic time, one for each coordinator."""
    monday = unusual.monday_of(timezone.localdate(now))
    due_at = timezone.make_aware(datetime.combine(monday, MAILED_AT))
    if not due_at <= now < due_at + MAILED_WITHIN or not _is_unusual(monday - unusual.WEEK):
        return
    for user in User.objects.with_role(Role.COORDINATOR).filter(email__isnull=False):
        yield Wanted(
            topic="unusual",
            about=_about(monday),
            moment_version=1,
            lead="week",
            recipient=f"user:{user.pk}",
            channel=Channel.EMAIL,
            due_at=due_at,
            not_after=due_at + MAILED_WITHIN,
        )


def render_unusual(message):
    """The Letter in numbers; NotNow when the reader coordinates no longer."""
    coordinators = User.objects.with_role(Role.COORDINATOR)
    reader = coordinators.filter(pk=message.recipient.removeprefix("user:")).first()
    if reader is None:
        raise NotNow("no longer told")
    monday = timezone.localdate(message.due_at)
    counted = Counter(one.kind for one in unusual.of_week(monday - unusual.WEEK))
    with override(reader.language):
        numbers = [f"{kind.label}: {counted[kind]}" for kind in unusual.Kind if counted[kind]]
        where = _("Who and when is on this page: %(page)s") % {
            "page": settings.CLINIC_URL + reverse("unusual")
        }
        body = "\n".join([_("Last week there was something to look at."), "", *numbers, "", where])
        return Letter(to=reader.email, subject=_("Your week"), body=body, language=reader.language)


def _is_unusual(monday):
    """Looked at once an hour, though the sweep asks twice a minute: a week that is over no longer changes."""
    return cache.get_or_set(f"unusual:{monday}", lambda: bool(unusual.of_week(monday)), 3600)


def _about(monday):
    return uuid.uuid5(OF_A_WEEK, monday.isoformat())
