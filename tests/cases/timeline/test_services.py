"""Dates go onto the timeline, move, and are taken away; deadlines follow in the same transaction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.casefile import services as casefile
from cases.timeline import reading, services
from cases.timeline.dates import PartialDate
from cases.timeline.models import Deadline, Event, FormerDate, Moment
from cases.timeline.tasks import compute_again
from clinic.people import services as people
from clinic.places.models import Place, PlaceKind
from clinic.security.models import AuditEntry
from tests.cases.timeline.conftest import hearing_of, in_days


@pytest.fixture
def plaza(db):
    return Place.objects.create(
        slug="plaza", kind=PlaceKind.COURT, name="Plaza", short="Plaza", zone="America/New_York"
    )


@pytest.fixture
def hearing(case, ana, plaza):
    return hearing_of(case, ana, place=plaza)


def test_an_appointment_ahead_has_a_moment_in_its_own_zone(case, ana, db):
    chicago = Place.objects.create(
        slug="chi", kind=PlaceKind.COURT, name="C", short="C", zone="America/Chicago"
    )

    event = services.add_event(
        case,
        by=ana,
        kind="hearing-master-scheduled",
        when=PartialDate.of(date(2027, 7, 1)),
        source="paper",
        local_time=time(9),
        place=chicago,
    )

    assert (event.moment.zone, event.moment.starts_at.hour) == ("America/Chicago", 14)


def test_an_hour_the_clock_skips_is_refused(case, ana):
    with pytest.raises(services.NoSuchHour):
        services.add_event(
            case,
            by=ana,
            kind="hearing-scheduled",
            when=PartialDate.of(date(2027, 3, 14)),
            source="paper",
            local_time=time(2, 30),
        )


def test_the_story_has_no_moment(case, ana):
    event = services.add_event(
        case, by=ana, kind="last-arrival", when=PartialDate.from_parts(2021, 3), source="person"
    )

    assert event.moment is None


def test_a_family_called_together_shares_one_moment(case, ana, plaza, hearing):
    brother = casefile.open_case(people.meet_person(called="Luz", by=ana), by=ana)

    other = hearing_of(brother, ana, place=plaza)

    assert other.moment == hearing.moment


def test_moving_an_official_date_keeps_the_former_one_and_raises_the_version(hearing, ana):
    before = hearing.when

    moved = services.change_event(hearing, by=ana, when=PartialDate.of(in_days(50)))

    assert moved.moment_id == hearing.moment_id
    assert (moved.moment.version, moved.moment.local_time) == (2, time(9))
    assert [former.when for former in FormerDate.objects.filter(event=hearing)] == [before]


def test_changing_only_words_leaves_the_version(hearing, ana):
    changed = services.change_event(hearing, by=ana, room="12", judge="A judge")

    assert (changed.moment.version, changed.room) == (1, "12")
    assert not FormerDate.objects.exists()


def test_what_the_person_told_us_is_replaced_without_trace(case, ana):
    arrived = services.add_event(
        case, by=ana, kind="last-arrival", when=PartialDate.from_parts(2021), source="person"
    )

    services.change_event(arrived, by=ana, when=PartialDate.from_parts(2022))

    assert Event.objects.get(pk=arrived.pk).partial == PartialDate.from_parts(2022)
    assert not FormerDate.objects.exists()


def test_one_of_two_who_moves_alone_leaves_the_shared_moment(case, ana, plaza, hearing):
    brother = casefile.open_case(people.meet_person(called="Luz", by=ana), by=ana)
    other = hearing_of(brother, ana, place=plaza)

    moved = services.change_event(other, by=ana, when=PartialDate.of(in_days(60)))

    hearing.moment.refresh_from_db()
    assert moved.moment_id != hearing.moment_id
    assert (hearing.moment.version, hearing.moment.local_date) == (1, in_days(40))


def test_the_court_moves_the_date_for_everybody(case, ana, plaza, hearing):
    services.move_moment(
        hearing.moment, by=ana, local_date=in_days(70), local_time=time(13), place=plaza, source="court_line"
    )

    again = Event.objects.get(pk=hearing.pk)
    assert (again.day, again.source, again.moment.version) == (in_days(70), "court_line", 2)


def test_a_removed_event_calls_its_moment_off(hearing, ana):
    services.remove_event(hearing, by=ana)

    assert Moment.objects.get().cancelled_at is not None


def test_the_next_date_saved_twice_is_one_date(case, ana):
    for _again in range(2):
        services.set_next(
            case, "ice", by=ana, when=PartialDate.of(in_days(9)), source="paper", local_time=time(8)
        )
    changed = services.set_next(case, "ice", by=ana, when=PartialDate.of(in_days(12)), source="paper")

    assert Event.objects.count() == 1
    assert reading.next_dates(case) == {"court": None, "ice": changed, "isap": None}


def test_yesterdays_hearing_is_not_the_next_one(case, ana):
    services.add_event(
        case, by=ana, kind="hearing-scheduled", when=PartialDate.of(in_days(-1)), source="paper"
    )
    ahead = services.set_next(case, "court", by=ana, when=PartialDate.of(in_days(30)), source="paper")

    assert reading.next_dates(case)["court"] == ahead
    assert Event.objects.count() == 2


def test_a_month_is_a_next_date_too_and_a_day_goes_before_it(case, ana):
    month = services.add_event(
        case,
        by=ana,
        kind="hearing-scheduled",
        when=PartialDate.from_parts(in_days(400).year, in_days(400).month),
        source="person",
    )
    assert reading.next_dates(case)["court"] == month

    day = services.add_event(
        case, by=ana, kind="hearing-scheduled", when=PartialDate.of(in_days(900)), source="paper"
    )

    assert reading.next_dates(case)["court"] == day


def test_the_court_line_says_the_same(case, hearing, ana):
    services.record_check(case, by=ana, result="same", event=hearing)

    again = Event.objects.get(pk=hearing.pk)
    assert (again.checked_by, again.day, again.recheck_on) == (ana, in_days(40), None)


def test_the_court_line_gives_another_day_which_waits_to_be_confirmed(case, hearing, ana):
    services.record_check(
        case, by=ana, result="changed", event=hearing, when=PartialDate.of(in_days(33)), local_time=time(10)
    )

    again = Event.objects.get(pk=hearing.pk)
    assert (again.day, again.moment.unconfirmed_at is not None) == (in_days(33), True)
    assert again.recheck_on == in_days(3)

    services.change_event(again, by=ana, when=PartialDate.of(in_days(33)), source="paper")

    assert Event.objects.get(pk=hearing.pk).moment.unconfirmed_at is None


def test_nobody_answered_leaves_the_date_and_calls_again_tomorrow(case, hearing, ana):
    services.record_check(case, by=ana, result="no_answer", event=hearing)

    again = Event.objects.get(pk=hearing.pk)
    assert (again.checked_at, again.recheck_on) == (None, in_days(1))


def test_deadlines_follow_at_once_and_only_on_known_facts(case, hearing, ana):
    assert not Deadline.objects.exists()
    asked = {question.asks for question in reading.questions(reading.what_follows(case))}

    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)

    evidence = Deadline.objects.get()
    assert "detained" in asked
    assert evidence.rule == "court-evidence-individual-prose"
    assert evidence.do_by < evidence.last_day < in_days(40)


def test_counting_again_changes_the_row_and_keeps_its_answer(case, hearing, ana):
    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)
    deadline = Deadline.objects.get()
    services.answer_deadline(deadline, by=ana, kind="done")

    services.change_event(hearing, by=ana, when=PartialDate.of(in_days(60)))

    again = Deadline.objects.get()
    assert (again.pk, again.date_version, again.answer.kind) == (deadline.pk, 2, "done")
    assert again.last_day > deadline.last_day


def test_a_deadline_goes_with_its_event(case, hearing, ana):
    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)

    services.remove_event(hearing, by=ana)

    assert not Deadline.objects.exists()


def test_stored_deadlines_and_the_engine_agree(case, hearing, ana):
    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)

    assert services.recompute(case) == 0


def test_the_story_asks_as_often_for_a_dozen_events_as_for_one(case, ana, hearing):
    counts = []
    for size in (1, 11):
        for number in range(size):
            services.add_event(
                case, by=ana, kind="last-arrival", when=PartialDate.from_parts(1950 + number), source="person"
            )
        with CaptureQueriesContext(connection) as asked:
            reading.story(case)
            reading.next_dates(case)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_number_not_found_leaves_the_date_unchecked_and_asks_again_next_week(case, hearing, ana):
    services.record_check(case, by=ana, result="not_found", event=hearing)

    again = Event.objects.get(pk=hearing.pk)
    assert (again.checked_at, again.day, again.recheck_on) == (None, in_days(40), in_days(7))


def test_a_day_that_is_confirmed_is_no_former_date(case, hearing, ana):
    services.record_check(case, by=ana, result="changed", event=hearing, when=PartialDate.of(in_days(33)))
    assert FormerDate.objects.count() == 1

    services.change_event(Event.objects.get(), by=ana, when=PartialDate.of(in_days(33)), source="paper")

    assert FormerDate.objects.count() == 1
    assert Event.objects.get().recheck_on is None


def test_an_answer_about_one_order_leaves_the_other_open(case, ana):
    first, second = (
        services.add_event(
            case, by=ana, kind="ij-decision", when=PartialDate.of(in_days(-days)), source="paper"
        )
        for days in (9, 300)
    )

    services.tell_about_event(first, "present_at_order", "yes", by=ana)

    assert Event.objects.get(pk=first.pk).details == {"answers": {"present_at_order": "yes"}}
    assert Event.objects.get(pk=second.pk).details == {}


def test_an_answer_taken_back_lets_the_deadline_count_again(case, hearing, ana):
    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)
    deadline = Deadline.objects.get()
    services.answer_deadline(deadline, by=ana, kind="done")

    services.take_answer_back(deadline, by=ana)

    assert Deadline.objects.open().get() == deadline


def test_every_open_case_is_counted_again_on_a_new_day(case, hearing, ana):
    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)
    deadline = Deadline.objects.get()
    deadline.state = "past"
    deadline.save()

    compute_again()

    assert Deadline.objects.get().state == "ahead"


@pytest.mark.usefixtures("errors_are_expected")
def test_a_case_that_cannot_be_counted_keeps_no_other_from_being_counted(case, hearing, ana):
    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)
    Deadline.objects.all().delete()
    broken = casefile.open_case(people.meet_person(called="Wen", by=ana), by=ana)
    event = services.add_event(
        broken, by=ana, kind="last-arrival", when=PartialDate.from_parts(2021), source="person"
    )
    event.when = "no date at all"
    event.save()

    compute_again()

    assert Deadline.objects.filter(case=case).exists()


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_are_one_date(case, ana):
    def save():
        try:
            services.set_next(case, "court", by=ana, when=PartialDate.of(in_days(40)), source="paper")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as table:
        for saved in [table.submit(save) for _ in range(4)]:
            saved.result()

    assert Event.objects.count() == 1


def test_an_appointment_is_not_stored_as_a_deadline_beside_itself(case, ana):
    services.add_event(
        case, by=ana, kind="ice-check-in-scheduled", when=PartialDate.of(in_days(20)), source="paper"
    )

    assert not Deadline.objects.filter(case=case).exists()


def test_a_day_to_watch_is_stored_without_a_last_legal_day(case, ana):
    services.add_event(
        case, by=ana, kind="passport-expires", when=PartialDate.of(in_days(700)), source="paper"
    )

    stored = Deadline.objects.get(case=case)

    assert (stored.rule, stored.last_day) == ("passport-expiry", None)
    assert stored.do_by < reading.Counted.from_data(stored.why).last_day


def test_the_birth_date_on_the_card_answers_how_old(case, ana):
    case.person.birth_date = in_days(-365 * 15)
    case.person.save()

    services.add_event(
        case, by=ana, kind="unlawful-presence-start", when=PartialDate.of(in_days(-30)), source="person"
    )

    asked = [question.asks for question in reading.questions(reading.what_follows(case))]
    assert "under_18" not in asked
    assert not Deadline.objects.filter(case=case).exists()


def test_a_second_check_that_says_the_same_makes_a_moved_date_certain(case, hearing, ana):
    services.record_check(
        case, by=ana, result="changed", event=hearing, when=PartialDate.of(in_days(33)), local_time=time(10)
    )

    check = services.record_check(case, by=ana, result="same", event=Event.objects.get(pk=hearing.pk))

    again = Event.objects.get(pk=hearing.pk)
    assert (again.partial.certainty, again.moment.unconfirmed_at) == ("exact", None)

    services.take_check_back(check, by=ana)

    again = Event.objects.get(pk=hearing.pk)
    assert (again.partial.certainty, again.day) == ("moved", in_days(33))
    assert again.moment.unconfirmed_at is not None and again.recheck_on == in_days(3)


def test_the_line_may_name_another_court(case, hearing, ana):
    varick = Place.objects.create(slug="varick", kind="court", name="Varick", short="201 Varick")

    services.record_check(
        case, by=ana, result="changed", event=hearing, when=PartialDate.of(in_days(33)), place=varick
    )

    assert Event.objects.get(pk=hearing.pk).moment.place == varick


def test_the_date_of_a_past_paper_keeps_its_former_value_and_what_was_told_is_replaced(case, ana):
    given = {"by": ana, "when": PartialDate.of(in_days(-30))}
    decision = services.add_event(case, kind="ij-decision", source="paper", **given)
    told = services.add_event(case, kind="nta-served", source="person", **given)
    arrival = services.add_event(case, kind="last-arrival", source="paper", **given)

    for event in (decision, told, arrival):
        services.change_event(event, by=ana, when=PartialDate.of(in_days(-31)))

    (former,) = FormerDate.objects.all()
    assert (former.event, former.changed_by, former.partial.on) == (decision, ana, in_days(-30))
    changed = AuditEntry.objects.filter(verb="event.change")
    assert {tuple(entry.fields) for entry in changed} == {("when",)}
