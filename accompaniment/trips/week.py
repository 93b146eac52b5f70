"""Once a week, instead of noise: what the coordinators' next two weeks look like, in numbers."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from cases.reminders.wanted import unreachable
from cases.timeline.models import Coarse, Moment
from clinic.outbox import texts
from clinic.outbox.models import Channel, Task
from clinic.outbox.wanted import Letter, NotNow, Wanted
from clinic.people.models import Role, User

from .models import SEATS, Trip

MONDAY_AT, USEFUL_FOR, LOOKS_AHEAD = time(8), timedelta(days=1), timedelta(days=14)
GONE_ALONG_TO = (Coarse.HEARING, Coarse.CHECK_IN)


def wanted_messages(now):
    """Wanted rows: each Monday morning, for each coordinator with an address."""
    today = timezone.localdate(now)
    monday = today - timedelta(days=today.weekday())
    due_at = datetime.combine(monday, MONDAY_AT, timezone.get_default_timezone())
    if not due_at <= now < due_at + USEFUL_FOR:
        return
    for user in User.objects.with_role(Role.COORDINATOR).filter(email__isnull=False):
        yield Wanted(
            topic="week",
            about=user.pk,
            moment_version=monday.toordinal(),
            lead="week",
            recipient=f"user:{user.pk}",
            channel=Channel.EMAIL,
            due_at=due_at,
            not_after=due_at + USEFUL_FOR,
        )


def render(message):
    """The Letter with the numbers of this moment; NotNow for who is no coordinator any more."""
    user = User.objects.with_role(Role.COORDINATOR).filter(pk=message.about, email__isnull=False).first()
    if user is None:
        raise NotNow("no coordinator")
    words = texts.render("week", texts.EMAIL, user.language, **numbers(timezone.now()))
    return Letter(to=user.email, subject=words.subject, body=words.body, language=user.language)


def numbers(now):
    """{"dates", "alone", "unreachable", "tasks"} as text: appointments of the next two weeks, those without enough company,
    people nobody can tell, what the desk owes."""
    ahead = Moment.objects.ahead(now).filter(
        starts_at__lt=now + LOOKS_AHEAD, coarse__in=GONE_ALONG_TO, events__case__closure__isnull=True
    )
    dates = set(ahead.values_list("pk", flat=True))
    full = Trip.objects.counted().filter(moment__in=dates, going__gte=SEATS)
    return {
        "dates": str(len(dates)),
        "alone": str(len(dates) - full.count()),
        "unreachable": str(len({event.person_id for event in unreachable(now)})),
        "tasks": str(Task.objects.open().count()),
    }
