"""Callers take a few at a time, ask the line, and say with one tap what it said."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from cases.timeline import reading, telling
from cases.timeline import services as timeline
from cases.timeline.models import CheckResult
from clinic.security import audit

from .models import Turn
from .order import rotation

AT_A_TIME = 10
LASTS = timedelta(hours=1)
UNDO = timedelta(minutes=10)
TAKING = 0x6C696E65  # the advisory lock of whoever takes the next ones


class AlreadyAnswered(Exception):
    """What the line said is written down."""


class DateMoved(Exception):
    """The date is not what the caller saw: somebody wrote another one meanwhile."""


@transaction.atomic
def take_turns(*, by, today=None):
    """The next ones in the rotation are this caller's for an hour, ten at most with those still open; two callers who ask at
    once wait for each other, and nobody gets the same. What the caller has answered is cleared away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TAKING])
    now = timezone.now()
    Turn.objects.filter(ends_at__lte=now).delete()
    Turn.objects.filter(caller=by, said__isnull=False).delete()
    held = set(Turn.objects.values_list("case_id", flat=True))
    free = AT_A_TIME - Turn.objects.filter(caller=by).count()
    waiting = [due.case_id for due in rotation(today) if due.case_id not in held]
    turns = Turn.objects.bulk_create(
        Turn(case_id=case_id, caller=by, place=place, taken_at=now, ends_at=now + LASTS)
        for place, case_id in enumerate(waiting[:free])
    )
    audit.record(actor=by, verb="rotation.take", targets=turns)
    return turns


@transaction.atomic
def answer(turn, *, by, result, seen="", when=None, local_time=None, place=None):
    """What the line said. `seen`: the date the caller had before them (`seen_of`), for the answers that speak of it. Another
    date makes the printed paper old by itself, and puts "tell them" on the desk. Raises AlreadyAnswered, DateMoved,
    NoSuchHour."""
    turn = _mine(turn, by)
    if turn.said:
        raise AlreadyAnswered
    event = reading.next_dates(turn.case)["court"]
    if result == CheckResult.SAME and (not seen or seen != seen_of(event)):
        raise DateMoved
    known = {"when": when, "local_time": local_time, "place": place}
    turn.said = timeline.record_check(turn.case, by=by, result=result, event=event, **known)
    turn.save(update_fields=["said"])
    if result == CheckResult.CHANGED and turn.said.event:
        _owe_telling(turn.said)
    return turn.said


def _owe_telling(check):
    """To everybody of the family for whom this date was entered."""
    for event in [check.event, *check.event.together]:
        telling.owe_telling(event, occasion=check.pk)


def seen_of(event):
    """Which date, as it stood; "" where none is known."""
    return f"{event.pk}.{event.moment.version}" if event and event.moment else ""


@transaction.atomic
def take_answer_back(turn, *, by):
    """A slip of the finger, within ten minutes. Raises timeline.CannotBeTakenBack."""
    turn = _mine(turn, by)
    if turn.said is None:
        return
    if turn.said.checked_at < timezone.now() - UNDO:
        raise timeline.CannotBeTakenBack
    timeline.take_check_back(turn.said, by=by)


def _mine(turn, by):
    return (
        Turn.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("case__person", "said__event")
        .get(pk=turn.pk)
    )
