"""The desk's panels of the outbox: what the clinic owes somebody, and whether its clock still ticks."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.hooks import hooks
from clinic.panels import Panel

from . import pulse
from .models import Task

KINDS = {
    "minor_alone": gettext_lazy("Somebody under 18 came alone. Please go to them."),
    "first_notice": gettext_lazy(
        "First notice of an ICE or ISAP date. Family plan done? Lawyer asked? Company wanted?"
    ),
    "could_not_tell": gettext_lazy("Could not be told: please call, or find another way."),
    "call": gettext_lazy("Please call and read this out."),
    "find_a_way": gettext_lazy("Nothing reaches them there any more. Please find another way."),
    "confirm_way": gettext_lazy("Not confirmed for 90 days: please ask whether it still reaches them."),
    "wrote_to_us": gettext_lazy("Somebody wrote to us. Please read it and call."),
}
SHOWN_ELSEWHERE = {"tell_family", "tell_date"}  # panels of the outing and the timeline have their own words


def desk_panels(request):
    """Open tasks, soonest first; and a warning when the sweep has not run."""
    yield from _clock_panels()
    tasks = list(Task.objects.open().exclude(kind__in=SHOWN_ELSEWHERE).order_by("due_on", "made_at")[:100])
    if tasks:
        people = named(f"person:{task.person_id}" for task in tasks) | named(
            f"user:{task.person_id}" for task in tasks
        )
        rows = [_row(task, people, request.user) for task in tasks]
        yield Panel(
            "tasks", _("What we owe"), "clinic/outbox/_tasks.html", {"rows": rows}, order=20, count=len(rows)
        )


def named(recipients):
    """{recipient text: Recipient} from the slices that know them."""
    wanted = list(set(recipients))
    return {text: one for find in hooks("recipients") for text, one in find(wanted).items()}


def _row(task, people, user):
    """The words of a closed record's task stay sealed: whoever does it opens the record with a reason first."""
    found = people.get(f"person:{task.person_id}") or people.get(f"user:{task.person_id}")
    row = {"task": task, "words": KINDS.get(task.kind, task.kind), "is_shut": False}
    if found is None:
        return {**row, "who": ""}
    if found.is_shut_to(user):
        return {**row, "who": _("Closed record"), "is_shut": True}
    return {**row, "who": found.name}


def _clock_panels():
    """High up where something is late; how it is doing at the very end."""
    now = timezone.now()
    found = pulse.feel(now)
    looked, sent = (age and timezone.localtime(now - age).time() for age in found.beats.values())
    if found.is_late:
        minutes = int(found.oldest_due.total_seconds() // 60) if found.oldest_due > pulse.LATE else 0
        late = {"since": looked, "oldest_minutes": minutes}
        yield Panel("clock", _("The clock stands still"), "clinic/outbox/_clock.html", late, order=1)
    figures = {"pulse": found, "looked": looked, "sent": sent}
    yield Panel("pulse", _("Messages"), "clinic/outbox/_pulse.html", figures, order=95)
