"""The paper as it is handed over: made, numbered, sealed away, and found to be old when a date on it has changed."""

from django.db import connection, transaction
from django.db.models import Max, Prefetch
from django.utils import timezone, translation

from cases.casefile.models import Case
from cases.timeline.models import Deadline, Event
from clinic.paper.pdf import make_pdf
from clinic.security import audit
from clinic.vault import crypto, files
from clinic.vault.fields import as_sealed
from clinic.vault.own_keys import own_key

from .models import Handout
from .sheets import sheets_of

NUMBERING = 0x68616E64  # the advisory lock of whoever takes the clinic's next sheet number
SHEETS = ("carry", "home")


@transaction.atomic
def make_handout(case, *, by, language, large=False):
    """Prints both sheets in `language` as things stand now, and keeps them sealed as they were handed over.

    The number is the clinic's next one: two tables printing at once wait for each other.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    handout = Handout(
        case=case, holder_id=case.holder_id, language=language, large_print=large, printed_by=by
    )
    handout.number, handout.dates_digest = _next_number(), dates_digest(_with_dates(case.pk))
    with translation.override(language):
        carry, home = sheets_of(case, number=handout.number)
        handout.carry_id = _keep(handout, "carry", carry)
        handout.home_id = _keep(handout, "home", home)
    handout.save(force_insert=True)
    audit.record(actor=by, verb="handout.make", target=handout)
    return handout


def read_sheet(handout, which):
    """The PDF of "carry" or "home" as it was handed over."""
    return files.read(handout.holder_id, getattr(handout, f"{which}_id"))


@transaction.atomic
def tell_stale(handout, *, by):
    """The person was told that this paper is old."""
    if handout.told_stale_at is None:
        handout.told_stale_at = timezone.now()
        handout.save(update_fields=["told_stale_at"])
        audit.record(actor=by, verb="handout.tell_stale", target=handout)
    return handout


def is_stale(handout):
    """Whether a date has changed, come or gone since it was printed."""
    return bytes(handout.dates_digest) != dates_digest(_with_dates(handout.case_id))


def stale_handouts(cases):
    """The newest handout of each of these cases (a queryset) where its dates have changed since; nobody's dates are
    opened to find out. A fixed number of queries."""
    newest = Prefetch("handouts", Handout.objects.order_by("-number"), to_attr="printed")
    rows = cases.filter(handouts__isnull=False).distinct().prefetch_related(*DATES, newest)
    return [case.printed[0] for case in rows if bytes(case.printed[0].dates_digest) != dates_digest(case)]


def dates_digest(case):
    """A keyed digest of every date of the case (`case` with its DATES prefetched). Sealed dates go into it as they lie
    in the row: a date that is saved unchanged keeps its seal, so no date is opened."""
    lines = [_event_line(event) for event in case.events.all()]
    lines += [f"{due.pk}|{due.do_by}|{due.last_day}" for due in case.deadlines.all()]
    return crypto.blind_index(own_key("index:handout"), "\n".join(sorted(lines)))


DATES = (
    Prefetch("events", Event.objects.select_related("moment")),
    Prefetch("deadlines", Deadline.objects.all()),
)


def _with_dates(case_pk):
    return Case.objects.prefetch_related(*DATES).get(pk=case_pk)


def _event_line(event):
    parts = [event.pk, as_sealed(event, "when").hex(), as_sealed(event, "printed_due").hex()]
    if moment := event.moment:
        parts += [moment.pk, moment.version, moment.local_date, moment.local_time, moment.place_id]
        parts += [moment.unconfirmed_at, moment.cancelled_at]
    return "|".join(map(str, parts))


def _keep(handout, which, sheet):
    pdf = make_pdf(
        f"print/{which}.html", {"sheet": sheet}, language=handout.language, large=handout.large_print
    )
    return files.keep(handout.holder_id, pdf)


def _next_number():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])
    return (Handout.objects.aggregate(last=Max("number"))["last"] or 0) + 1
