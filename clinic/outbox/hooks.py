"""The desk's panels of the outbox: what the clinic owes somebody, and whether its clock still ticks."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.hooks import hooks
from clinic.panels import Panel

from .models import Beat, Task

STANDS_STILL = timedelta(minutes=15)
KINDS = {
    "minor_alone": gettext_lazy("Somebody under 18 came alone. Please go to them."),
    "first_notice": gettext_lazy(
        "First notice of an ICE or ISAP date. Family plan done? Lawyer asked? Company wanted?"
    ),
    "could_not_tell": gettext_lazy("Could not be told: please call, or find another way."),
    "call": gettext_lazy("Please call and read this out."),
}
SHOWN_ELSEWHERE = {"tell_family"}  # a panel of the outing has its own words


def desk_panels(request):
    """Open tasks, soonest first; and a warning when the sweep has not run."""
    yield from _clock_panel()
    tasks = list(Task.objects.open().exclude(kind__in=SHOWN_ELSEWHERE).order_by("due_on", "made_at")[:100])
    if tasks:
        people = named(f"person:{task.person_id}" for task in tasks) | named(
            f"user:{task.person_id}" for task in tasks
        )
        rows = [
            {"task": task, "words": KINDS.get(task.kind, task.kind), "who": _who(task, people)}
            for task in tasks
        ]
        yield Panel(
            "tasks", _("What we owe"), "clinic/outbox/_tasks.html", {"rows": rows}, order=20, count=len(rows)
        )


def named(recipients):
    """{recipient text: Recipient} from the slices that know them."""
    wanted = list(set(recipients))
    return {text: one for find in hooks("recipients") for text, one in find(wanted).items()}


def _who(task, people):
    found = people.get(f"person:{task.person_id}") or people.get(f"user:{task.person_id}")
    return found.name if found else ""


def _clock_panel():
    last = Beat.objects.filter(name="sweep").first()
    if last is None or last.at < timezone.now() - STANDS_STILL:
        since = last.at if last else None
        yield Panel(
            "clock", _("The clock stands still"), "clinic/outbox/_clock.html", {"since": since}, order=1
        )
