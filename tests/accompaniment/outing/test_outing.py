from datetime import time, timedelta

import pytest
from django.utils import timezone

from accompaniment.outing import services
from accompaniment.outing.models import Alarm, AlarmWhy, Call, Tap
from accompaniment.trips import services as trips
from clinic.outbox.models import Task
from clinic.people import cards


@pytest.fixture
def today(appointment, goes, luis):
    """Rosa's check-in is today, and Luis goes."""
    trip = appointment(days=0, at=time(9))
    goes(luis, trip)
    return trip


def out_by(trip, moment):
    trip.out_by = moment
    trip.save(update_fields=["out_by"])
    return trip


def test_a_tap_stands_once_whoever_taps(today, luis, carmen):
    services.tap(today, "met", by=luis)
    services.tap(today, "met", by=carmen)

    assert Tap.objects.get().tapped_by == luis


def test_the_buttons_are_for_the_day(appointment, goes, luis):
    trip = appointment(days=2)
    goes(luis, trip)

    with pytest.raises(services.NotToday):
        services.tap(trip, "met", by=luis)


@pytest.mark.parametrize(("kind", "why"), [("taken", AlarmWhy.TAKEN), ("not_out", AlarmWhy.NOT_OUT)])
def test_taken_and_not_out_open_the_call_sheet_at_once(today, luis, kind, why):
    services.tap(today, kind, by=luis)

    assert Alarm.objects.open().get().why == why


@pytest.mark.parametrize(("kind", "stands"), [("taken", False), ("not_out", True)])
def test_taken_ends_the_card_of_whoever_was_taken(today, luis, carmen, kind, stands):
    (rosa,) = trips.people_of(today.moment)
    cards.make_card(rosa, by=carmen)

    services.tap(today, kind, by=luis)

    assert (cards.current_card(rosa) is not None) == stands


def test_taken_after_not_out_makes_it_one_sheet_that_says_taken(today, luis):
    services.tap(today, "not_out", by=luis)
    services.tap(today, "taken", by=luis)

    assert Alarm.objects.get().why == AlarmWhy.TAKEN


def test_taking_taken_back_leaves_the_sheet_to_the_coordinator(today, luis):
    tap = services.tap(today, "taken", by=luis)

    services.undo(tap, by=luis)

    assert Alarm.objects.open().exists()
    assert not Tap.objects.standing().exists()


def test_only_the_last_tap_is_taken_back(today, luis):
    met = services.tap(today, "met", by=luis)
    services.tap(today, "in", by=luis)

    with pytest.raises(services.CannotBeUndone):
        services.undo(met, by=luis)


def test_out_puts_tell_the_family_on_the_desk_once(today, luis, carmen):
    services.tap(today, "out", by=luis)
    services.tap(today, "out", by=carmen)

    task = Task.objects.open().get()
    assert (task.kind, task.person_id) == ("tell_family", trips.people_of(today.moment)[0].pk)


def test_out_taken_back_takes_the_task_back_and_out_again_brings_a_new_one(today, luis):
    services.undo(services.tap(today, "out", by=luis), by=luis)
    gone = Task.objects.open().exists()

    services.tap(today, "out", by=luis)

    assert (gone, Task.objects.open().count()) == (False, 1)


@pytest.mark.parametrize("may_know", ["nothing", "date"])
def test_whose_consent_does_not_reach_to_how_it_went_is_not_told(appointment, goes, luis, may_know):
    from tests.accompaniment.conftest import ELENA

    trip = appointment(days=0, trusted=[{**ELENA, "may_know": may_know}])
    goes(luis, trip)

    services.tap(trip, "out", by=luis)

    assert not Task.objects.exists()


def test_silence_at_the_set_time_opens_the_call_sheet_once(today):
    out_by(today, timezone.now() - timedelta(minutes=1))

    first, second = services.listen_for_silence(), services.listen_for_silence()

    assert ([alarm.why for alarm in first], second) == ([AlarmWhy.SILENCE], [])


def test_before_the_set_time_nobody_is_called(today):
    out_by(today, timezone.now() + timedelta(minutes=1))

    assert services.listen_for_silence() == []


def test_who_is_out_is_not_silent(today, luis):
    services.tap(today, "out", by=luis)
    out_by(today, timezone.now() - timedelta(minutes=1))

    assert services.listen_for_silence() == []


def test_an_out_taken_back_is_no_word(today, luis):
    services.undo(services.tap(today, "out", by=luis), by=luis)
    out_by(today, timezone.now() - timedelta(minutes=1))

    assert len(services.listen_for_silence()) == 1


def test_a_sheet_that_was_closed_is_not_opened_by_silence(today, luis, carmen):
    services.tap(today, "not_out", by=luis)
    services.close_alarm(Alarm.objects.get(), by=carmen)
    out_by(today, timezone.now() - timedelta(minutes=1))

    assert services.listen_for_silence() == []


def test_a_visit_nobody_went_to_is_not_silent(appointment):
    trip = appointment(days=0)
    out_by(trip, timezone.now() - timedelta(minutes=1))

    assert services.listen_for_silence() == []


def test_the_clock_task_listens(today):
    from accompaniment.outing.tasks import listen_for_silence

    out_by(today, timezone.now() - timedelta(minutes=1))

    listen_for_silence()

    assert Alarm.objects.open().get().trip == today


def test_a_call_is_written_down_without_the_name_in_clear(today, carmen):
    from django.db import connection

    person = trips.people_of(today.moment)[0]

    services.record_call(today, person, by=carmen, to="lawyer", result="no_answer")

    with connection.cursor() as cursor:
        cursor.execute('SELECT "to" FROM accompaniment_call')
        stored = bytes(cursor.fetchone()[0])
    assert Call.objects.get().to == "lawyer"
    assert b"lawyer" not in stored
