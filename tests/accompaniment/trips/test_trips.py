import uuid
from datetime import time, timedelta

import pytest
from django.utils import timezone

from accompaniment.trips import services
from accompaniment.trips.models import Ask, Trip
from cases.timeline import services as timeline
from cases.timeline.models import Moment, Source
from clinic.people import services as people
from clinic.people.models import Access, Opens, Person, TellNobody
from clinic.places.models import Place


def test_an_appointment_makes_person_case_event_moment_and_trip(appointment, plaza):
    trip = appointment(days=4, at=time(8, 30))

    person = Person.objects.get()
    assert (person.called, person.cases.get().events.get().kind) == ("Rosa", "ice-check-in-scheduled")
    assert (trip.moment.local_time, trip.moment.place) == (time(8, 30), plaza)
    assert (trip.meet_at, timezone.localtime(trip.out_by).time()) == (time(8), time(11))
    assert [one.name for one in people.whom_to_tell(person)] == ["Elena"]


def test_the_same_form_twice_makes_one_appointment(appointment):
    form = uuid.uuid4()

    first, second = appointment(person_id=form), appointment(person_id=form)

    assert first == second
    assert (Person.objects.count(), Trip.objects.count(), Moment.objects.count()) == (1, 1, 1)


def test_two_people_called_to_one_place_and_hour_share_a_trip(appointment):
    rosas, ousmanes = appointment(called="Rosa"), appointment(called="Ousmane")

    assert rosas == ousmanes
    assert [person.called for person in services.people_of(rosas.moment)] == ["Rosa", "Ousmane"]


def test_a_volunteer_is_asked_once(appointment, luis, carmen):
    trip = appointment()
    services.ask(trip, luis, by=carmen)

    with pytest.raises(services.AlreadyAsked):
        services.ask(trip, luis, by=carmen)


def test_only_accompaniers_are_asked(appointment, ana, carmen):
    with pytest.raises(services.NotAnAccompanier):
        services.ask(appointment(), ana, by=carmen)


def test_a_third_yes_finds_the_trip_full(appointment, goes, luis, jorge, pat, carmen):
    trip = appointment()
    asked = services.ask(trip, pat, by=carmen)
    goes(luis, trip)
    goes(jorge, trip)

    with pytest.raises(services.TripIsFull):
        services.answer(asked, "yes", by=pat)


def test_nobody_is_asked_to_a_full_trip(appointment, goes, luis, jorge, pat, carmen):
    trip = appointment()
    goes(luis, trip)
    goes(jorge, trip)

    with pytest.raises(services.TripIsFull):
        services.ask(trip, pat, by=carmen)


def test_a_no_after_a_yes_gives_the_seat_back(appointment, goes, luis, jorge, pat):
    trip = appointment()
    luis_goes = goes(luis, trip)
    goes(jorge, trip)

    services.answer(luis_goes, "no", by=luis)

    assert goes(pat, trip).seat == luis_goes.seat


def test_nobody_is_in_two_places_at_once(appointment, goes, luis, carmen):
    broadway = Place.objects.create(slug="broadway", kind="court", name="Broadway", short="290 Broadway")
    goes(luis, appointment(at=time(9)))
    elsewhere = appointment(called="Wen", at=time(10), place=broadway)

    with pytest.raises(services.AlreadyElsewhere):
        services.ask(elsewhere, luis, by=carmen)


def test_the_database_refuses_a_second_place_that_was_asked_before(appointment, luis, carmen):
    broadway = Place.objects.create(slug="broadway", kind="court", name="Broadway", short="290 Broadway")
    here = services.ask(appointment(at=time(9)), luis, by=carmen)
    there = services.ask(appointment(called="Wen", at=time(10), place=broadway), luis, by=carmen)
    services.answer(here, "yes", by=luis)

    with pytest.raises(services.AlreadyElsewhere):
        services.answer(there, "yes", by=luis)

    there.refresh_from_db()
    assert (there.answer, there.seat) == ("asked", None)


def test_an_afternoon_after_a_morning_is_fine(appointment, goes, luis):
    goes(luis, appointment(at=time(9)))

    assert goes(luis, appointment(called="Wen", at=time(14))).answer == "yes"


def test_no_trip_is_confirmed_before_somebody_asked_whom_to_call(appointment, goes, luis, carmen):
    trip = appointment(trusted=None)
    goes(luis, trip)

    with pytest.raises(services.WhomToCallIsOpen):
        services.confirm(trip, by=carmen)


def test_said_no_is_an_answer_and_the_trip_is_confirmed(appointment, goes, luis, carmen):
    trip = appointment(trusted=[])
    goes(luis, trip)

    confirmed = services.confirm(trip, by=carmen)

    assert TellNobody.objects.count() == 1
    assert (confirmed.confirmed_by, confirmed.confirmed_at is not None) == (carmen, True)


def test_one_of_two_people_without_whom_to_call_holds_the_trip_back(appointment, goes, luis, carmen):
    trip = appointment()
    appointment(called="Ousmane", trusted=None)
    goes(luis, trip)

    with pytest.raises(services.WhomToCallIsOpen):
        services.confirm(trip, by=carmen)


def test_a_trip_nobody_goes_to_is_not_confirmed(appointment, carmen):
    with pytest.raises(services.NobodyGoes):
        services.confirm(appointment(), by=carmen)


def test_a_trip_that_loses_its_last_volunteer_is_no_longer_confirmed(appointment, goes, luis, carmen):
    trip = appointment()
    luis_goes = goes(luis, trip)
    services.confirm(trip, by=carmen)

    services.answer(luis_goes, "no", by=luis)

    trip.refresh_from_db()
    assert trip.confirmed_at is None


def briefing_of(user):
    return Access.objects.filter(user=user, opens=Opens.BRIEFING, ends_at__gt=timezone.now())


def test_a_yes_opens_the_briefing_from_five_days_before_until_the_day_after(appointment, goes, luis):
    trip = appointment(days=10)

    goes(luis, trip)

    access = briefing_of(luis).get()
    day = trip.moment.local_date
    assert timezone.localdate(access.starts_at) == day - timedelta(days=5)
    assert timezone.localdate(access.ends_at) == day + timedelta(days=2)  # midnight after the day after
    assert not Trip.objects.briefed_to(luis).exists()


def test_a_yes_three_days_before_opens_it_now(appointment, goes, luis):
    trip = appointment(days=3)

    goes(luis, trip)

    assert Trip.objects.briefed_to(luis).get() == trip


def test_the_briefing_closes_when_somebody_need_not_go(appointment, goes, luis, carmen):
    luis_goes = goes(luis, appointment())

    services.withdraw(luis_goes, by=carmen)

    assert not briefing_of(luis).exists()
    assert not Trip.objects.briefed_to(luis).exists()


def test_withdrawing_from_one_trip_keeps_the_briefing_of_the_other(appointment, goes, luis, carmen):
    first = appointment(days=2)
    goes(luis, first)
    case = services.people_of(first.moment)[0].cases.get()
    event = timeline.add_event(
        case,
        by=carmen,
        kind="isap-event-scheduled",
        when=services_day(4),
        source=Source.PERSON,
        local_time=time(9),
    )
    second = services.plan_trip(event.moment, by=carmen)
    goes(luis, second)

    services.withdraw(first.asks.get(), by=carmen)

    assert Trip.objects.briefed_to(luis).get() == second


def services_day(days):
    from cases.timeline.dates import Certainty, PartialDate

    return PartialDate.of(timezone.localdate() + timedelta(days=days), Certainty.EXACT)


def test_a_yes_before_a_second_person_came_along_opens_their_briefing_too(appointment, goes, luis):
    goes(luis, appointment(called="Rosa"))

    appointment(called="Ousmane")

    assert {access.person.called for access in briefing_of(luis)} == {"Rosa", "Ousmane"}


def move(trip, carmen, days):
    timeline.move_moment(
        trip.moment,
        by=carmen,
        local_date=timezone.localdate() + timedelta(days=days),
        local_time=time(13),
        place=trip.moment.place,
        source=Source.COURT_LINE,
    )


def test_when_the_date_moves_whoever_said_yes_is_asked_for_the_new_one(appointment, goes, luis, carmen):
    trip = appointment(days=3)
    goes(luis, trip)
    services.confirm(trip, by=carmen)

    move(trip, carmen, days=30)
    services.follow_all()

    trip.refresh_from_db()
    again = trip.asks.standing().get()
    assert (again.volunteer, again.answer, trip.confirmed_at) == (luis, "asked", None)
    assert trip.meet_at == time(12, 30)
    assert again.busy.lower == trip.moment.starts_at - timedelta(minutes=30)
    assert not briefing_of(luis).exists()


def test_who_said_no_to_the_old_date_is_not_asked_by_itself(appointment, luis, carmen):
    trip = appointment()
    services.answer(services.ask(trip, luis, by=carmen), "no", by=luis)

    move(trip, carmen, days=9)
    services.follow_all()

    assert not trip.asks.standing().exists()


def test_a_yes_that_comes_after_the_date_moved_is_for_no_trip(appointment, luis, carmen):
    trip = appointment()
    asked = services.ask(trip, luis, by=carmen)
    move(trip, carmen, days=9)

    with pytest.raises(services.NoLongerAsked):
        services.answer(asked, "yes", by=luis)


def test_a_date_taken_away_calls_the_trip_off(appointment, goes, luis, carmen):
    trip = appointment()
    goes(luis, trip)

    timeline.remove_event(trip.moment.events.get(), by=carmen)
    services.follow_all()

    assert not Ask.objects.standing().exists()
    assert not briefing_of(luis).exists()


def test_the_sweep_changes_nothing_when_nothing_moved(appointment, goes, luis, django_assert_max_num_queries):
    goes(luis, appointment(days=3))
    before = list(Access.objects.values("pk", "starts_at", "ends_at"))

    followed = services.follow_all()

    assert followed == 0
    assert list(Access.objects.values("pk", "starts_at", "ends_at")) == before


def test_changed_hours_are_the_hours_somebody_is_taken(appointment, goes, luis, carmen):
    trip = appointment(at=time(9))
    goes(luis, trip)

    services.set_meeting(trip, by=carmen, meeting_point="Duane Street door", meet_at=time(8), out_at=time(12))

    busy = trip.asks.get().busy
    assert [timezone.localtime(end).time() for end in (busy.lower, busy.upper)] == [time(8), time(12)]


def test_out_before_meeting_is_refused(appointment, carmen):
    with pytest.raises(services.OutBeforeMeeting):
        services.set_meeting(appointment(at=time(9)), by=carmen, meet_at=time(9), out_at=time(8))


def test_hours_that_bring_somebody_into_two_places_are_refused(appointment, goes, luis, carmen):
    morning = appointment(at=time(9))
    goes(luis, morning)
    goes(luis, appointment(called="Wen", at=time(14)))

    with pytest.raises(services.AlreadyElsewhere):
        services.set_meeting(morning, by=carmen, meet_at=time(8), out_at=time(15))


def test_without_an_hour_the_whole_office_day_is_taken(appointment):
    trip = appointment(at=None)

    hours = [timezone.localtime(end).time() for end in services.busy_hours(trip)]

    assert hours == [time(8), time(17)]
