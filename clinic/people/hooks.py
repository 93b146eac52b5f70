"""What the desk and the outbox ask about closed records that were opened (settings.HOOKS)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from clinic.outbox import texts
from clinic.outbox.models import Channel
from clinic.outbox.wanted import Letter, NotNow, Wanted
from clinic.panels import Panel

from . import closed
from .models import BreakGlass, User

TOLD_WITHIN = timedelta(days=3)


def desk_panels(request):
    """What other coordinators opened and nobody has looked at yet."""
    rows = BreakGlass.objects.visible_to(request.user).waiting().exclude(opened_by=request.user)
    rows = list(rows.select_related("opened_by").order_by("opened_at"))
    if rows:
        yield Panel(
            "opened",
            _("A closed record was opened"),
            "clinic/people/_records_opened.html",
            {"rows": rows},
            order=5,
            count=len(rows),
        )


def wanted_messages(now):
    """One mail to each who is told, at once."""
    opened = BreakGlass.objects.waiting().filter(opened_at__gt=now - TOLD_WITHIN)
    for row in opened.select_related("opened_by"):
        for user in closed.who_is_told(row.opened_by).filter(email__isnull=False):
            yield Wanted(
                topic="closed_record",
                about=row.pk,
                moment_version=1,
                lead="opened",
                recipient=f"user:{user.pk}",
                channel=Channel.EMAIL,
                due_at=row.opened_at,
                not_after=row.opened_at + TOLD_WITHIN,
            )


def render_closed_record(message):
    """The Letter without any name; NotNow when somebody has looked at it, or the reader is no longer one who is told."""
    row = BreakGlass.objects.waiting().filter(pk=message.about).select_related("opened_by").first()
    reader = User.objects.filter(pk=message.recipient.removeprefix("user:")).first()
    if row is None:
        raise NotNow("somebody looked at it")
    if reader is None or not closed.who_is_told(row.opened_by).filter(pk=reader.pk).exists():
        raise NotNow("no longer told")
    words = texts.render("closed_record", texts.EMAIL, reader.language)
    return Letter(to=reader.email, subject=words.subject, body=words.body, language=reader.language)
