"""Entries of the trail that were kept long enough go, by whole sealed months; their seals stay.

Run as the database's owner. A `Purge` says which seals' entries went; it is tagged with the key of the trail, so that whoever
deletes rows without the key ring is still named by `verify_audit`. The trigger lets an entry go only where a Purge covers
its seal (migration 0008).
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from . import audit, seals, trail
from .models import AuditEntry, Purge, Seal

MONTHS_KEPT = 24
AT_LEAST = 12


class NotWhole(Exception):
    """The trail is not as it was sealed, or not sealed as far as it would be purged. `str()` says what."""


@dataclass(frozen=True)
class Plan:
    """Entries of these seals, both included, are all from before `before`, the first day of a month (clinic time)."""

    before: date
    first: int
    last: int
    entries: int


def plan(*, months=MONTHS_KEPT, today=None):
    """What could go now, or None. Raises NotWhole."""
    if months < AT_LEAST:
        raise ValueError(months)
    today = today or timezone.localdate()
    before = _months_before(today.replace(day=1), months)
    _refuse_unsealed(before)
    first = (Purge.objects.aggregate(last=Max("last"))["last"] or 0) + 1
    last = _last_seal(first, before)
    entries = _sealed().filter(seal__range=(first, last)).count()
    return Plan(before, first, last, entries) if last >= first else None


@transaction.atomic
def purge(*, months=MONTHS_KEPT, today=None):
    """Deletes what `plan` says and returns it, or None where nothing is old enough. Raises NotWhole."""
    if wrong := next(trail.problems(), None):
        raise NotWhole(wrong)
    going = plan(months=months, today=today)
    if going is None:
        return None
    row = Purge(first=going.first, last=going.last, entries=going.entries, before=going.before)
    row.mac = seals.mac_of_purge(row)
    row.save(force_insert=True)
    _sealed().filter(seal__range=(going.first, going.last)).delete()
    audit.record(actor=None, verb="purge", fields=[AuditEntry._meta.label])
    return going


def _refuse_unsealed(before):
    """Each entry of a month that would go is in a seal."""
    old = AuditEntry.objects.filter(at__lt=_midnight(before))
    for era, newest in old.values_list("era").annotate(Max("written_in")).order_by():
        reach = Seal.objects.filter(era=era).aggregate(until=Max("until"))["until"] or 0
        if newest >= reach:
            raise NotWhole("A month that would go is not wholly sealed. Run seal_audit first.")


def _last_seal(first, before):
    """The last seal before the first that holds anything to be kept. A seal that reaches into a month that is kept stays
    whole, and so do those after it."""
    stays = _sealed().filter(at__gte=_midnight(before), seal__gte=first).order_by("seal")
    stays = stays.values_list("seal", flat=True).first()
    return stays - 1 if stays else Seal.objects.aggregate(last=Max("n"))["last"] or 0


def _sealed():
    """Every entry with the number of its seal."""
    mine = Seal.objects.filter(
        era=OuterRef("era"), since__lte=OuterRef("written_in"), until__gt=OuterRef("written_in")
    )
    return AuditEntry.objects.order_by().annotate(seal=Subquery(mine.values("n")[:1]))


def _months_before(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))
