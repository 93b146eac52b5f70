"""What is due to be told, to whom, when: found in amber rows, before anybody's name is opened."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.casefile import services as casefile
from cases.reminders import wanted
from cases.reminders.coming import will_be_told
from cases.reminders.hooks import render_deadline, wanted_messages
from cases.reminders.leads import after_quiet, leads, told_at
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from cases.timeline.models import Coarse
from cases.timeline.reading import count_ahead
from cases.timeline.rules import find_rule
from clinic.outbox.models import Message, State
from clinic.outbox.sweep import sweep
from clinic.people import services as people
from clinic.places.models import Place, PlaceKind
from tests.cases.reminders.conftest import in_days, name

TODAY = datetime(2026, 11, 21, 17, tzinfo=UTC)
NEW_YORK, LOS_ANGELES = "America/New_York", "America/Los_Angeles"


def told():
    """The rows a sweep wrote, as if they had left."""
    sweep()
    Message.objects.filter(state=State.WAITING).update(state=State.SENT, told_at=timezone.now())


def due(now=None):
    """[(recipient, lead)] of what may be told now."""
    now = now or timezone.now()
    return sorted(
        (one.recipient, one.lead) for one in wanted_messages(now) if one.due_at <= now < one.not_after
    )


def test_every_kind_of_appointment_is_told_a_week_and_a_day_before(db):
    assert {kind: leads()[kind] for kind in Coarse.values} == dict.fromkeys(Coarse.values, [7, 1])


@pytest.mark.parametrize(
    "day, lead, zone, moment",
    [
        (date(2026, 12, 8), 7, NEW_YORK, datetime(2026, 12, 1, 5, tzinfo=UTC)),
        (
            date(2026, 11, 3),
            7,
            NEW_YORK,
            datetime(2026, 10, 27, 4, tzinfo=UTC),
        ),  # the clock goes back on November 1
        (date(2027, 3, 16), 7, NEW_YORK, datetime(2027, 3, 9, 5, tzinfo=UTC)),  # and forward on March 14
        (date(2026, 12, 8), 1, LOS_ANGELES, datetime(2026, 12, 7, 8, tzinfo=UTC)),
    ],
)
def test_days_before_are_days_of_the_clock_there(day, lead, zone, moment):
    assert told_at(day, lead, zone) == moment


@time_machine.travel(TODAY, tick=False)
def test_a_week_before_across_the_change_of_the_clock(case, appointment):
    appointment(case, days=date(2027, 3, 16))
    starts = datetime(2027, 3, 9, 5, tzinfo=UTC)

    before, after = due(starts - timedelta(seconds=1)), due(starts)

    assert (before, after) == ([], [(f"person:{case.person_id}", "7d")])


@time_machine.travel(TODAY, tick=False)
def test_a_place_in_another_zone_has_its_own_days(case, appointment):
    far = Place.objects.create(slug="la", kind=PlaceKind.COURT, name="LA", short="LA", zone=LOS_ANGELES)
    appointment(case, days=date(2026, 12, 8), place=far)

    week, day = wanted.wanted_dates(datetime(2026, 12, 2, tzinfo=UTC))

    assert (week.lead, week.due_at) == ("7d", datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert (day.lead, day.not_after) == ("1d", datetime(2026, 12, 8, 17, tzinfo=UTC))


def test_only_the_latest_lead_that_is_due_becomes_a_row(case, appointment):
    appointment(case, days=1)

    sweep()
    sweep()

    assert list(Message.objects.values_list("lead", "channel")) == [("1d", "email")]


def test_a_closed_case_is_told_nothing(case, appointment, ana):
    appointment(case)
    casefile.close_case(case, by=ana)

    assert due() == []


def test_mail_before_the_telephone_and_a_phone_that_isap_gave_never(appointment, somebody):
    both = somebody("Wen", email="wen@example.org", phone="+12125550101")
    only_phone = somebody("Luz", phone="+12125550102")
    watched = somebody("Ousmane", phone="+12125550103", whose="isap")
    nobody = somebody("Sol")
    events = {case.pk: appointment(case, days=1) for case in (both, only_phone, watched, nobody)}

    channels = {one.recipient: one.channel for one in wanted_messages(timezone.now())}

    assert channels == {f"person:{both.person_id}": "email", f"person:{only_phone.person_id}": "call"}
    lost = {event.pk for event in wanted.unreachable(timezone.now())}
    assert lost == {events[watched.pk].pk, events[nobody.pk].pk}


@pytest.mark.parametrize(
    "at, told",
    [
        (datetime(2026, 12, 1, 4, 59, tzinfo=UTC), datetime(2026, 12, 1, 13, tzinfo=UTC)),
        (datetime(2026, 12, 1, 13, tzinfo=UTC), datetime(2026, 12, 1, 13, tzinfo=UTC)),
        (datetime(2026, 12, 1, 15, tzinfo=UTC), datetime(2026, 12, 1, 15, tzinfo=UTC)),
        (datetime(2026, 12, 2, 1, tzinfo=UTC), datetime(2026, 12, 2, 13, tzinfo=UTC)),
    ],
)
def test_nobody_is_phoned_at_night(at, told):
    assert after_quiet(at, NEW_YORK) == told


def test_family_hears_the_day_before_and_only_who_may_know_a_date(case, appointment, julia, ana):
    appointment(case, days=1)
    recipient = f"trusted:{julia.pk}"

    assert [lead for who, lead in due() if who == recipient] == ["1d"]

    name(case.person, ana, may_know="nothing")

    assert [who for who, _lead in due() if who.startswith("trusted")] == []


def test_a_date_that_moved_before_it_was_told_is_only_told_as_it_is(case, appointment, ana):
    event = appointment(case, days=20)
    timeline.change_event(event, by=ana, when=PartialDate.of(in_days(7)))

    assert due() == [(f"person:{case.person_id}", "7d")]


def test_a_date_that_moved_after_it_was_told_is_told_at_once(case, appointment, ana):
    event = appointment(case, days=7)
    told()
    timeline.change_event(event, by=ana, when=PartialDate.of(in_days(40)))

    sweep()

    waiting = Message.objects.get(state=State.WAITING)
    assert (waiting.lead, waiting.moment_version) == ("moved", 2)


def test_a_date_that_is_not_sure_is_never_told_as_a_date(case, appointment, ana):
    event = appointment(case, days=7)
    timeline.record_check(case, by=ana, result="changed", event=event, when=PartialDate.of(in_days(6)))

    assert due() == [(f"person:{case.person_id}", "not sure")]


def test_a_date_that_fell_away_is_told_only_to_whoever_had_heard_of_it(case, appointment, somebody, ana):
    told_of, not_told_of = (
        appointment(case, days=7),
        appointment(somebody("Wen", email="wen@example.org"), days=20),
    )
    told()
    for event in (told_of, not_told_of):
        timeline.remove_event(event, by=ana)

    assert due() == [(f"person:{case.person_id}", "called off")]


def with_address_change(case, ana):
    timeline.tell_facts(case, {"known_to_government": "yes"}, by=ana)
    timeline.add_event(
        case, by=ana, kind="address-changed", when=PartialDate.of(in_days(-1)), source="person"
    )


def tick(rule_id, by):
    for version in find_rule(rule_id).versions:
        timeline.tick_rule(rule_id, version.key, by=by)


def test_a_deadline_is_told_only_by_a_rule_that_a_lawyer_ticked(case, ana, mei):
    with_address_change(case, ana)
    assert due() == []

    tick("eoir33-court", mei)

    deadline = next(row for row in case.deadlines.all() if row.rule == "eoir33-court")
    assert [one.about for one in wanted_messages(timezone.now())] == [deadline.pk] * len(
        find_rule("eoir33-court").alert_days
    )
    assert due() == [(f"person:{case.person_id}", "4d")]


def test_a_deadline_somebody_answered_is_not_told(case, ana, mei):
    tick("eoir33-court", mei)
    with_address_change(case, ana)
    deadline = next(row for row in case.deadlines.all() if row.rule == "eoir33-court")

    timeline.answer_deadline(deadline, by=ana, kind="done")

    assert due() == []


def test_a_records_request_that_should_have_been_answered_is_told_that_day_until_the_answer_is_here(
    case, ana, mei, time_machine
):
    tick("foia-20-working-days", mei)
    day = PartialDate.of(in_days(0))
    timeline.add_event(case, by=ana, kind="foia-submitted", when=day, source="volunteer")
    deadline = case.deadlines.get()
    before, ahead, coming = due(), count_ahead(case), will_be_told(case, timezone.now())

    time_machine.move_to(datetime.combine(deadline.do_by, time(12), ZoneInfo(NEW_YORK)), tick=False)
    on_the_day, said = due(), said_of(deadline)
    time_machine.shift(timedelta(days=6))
    later = due()
    time_machine.shift(timedelta(days=2))
    too_late = due()
    time_machine.shift(timedelta(days=-8))
    timeline.add_event(case, by=ana, kind="foia-response", when=PartialDate.of(in_days(0)), source="paper")

    assert (before, ahead, len(coming)) == ([], 0, 1)
    assert on_the_day == later == [(f"person:{case.person_id}", "0d")]
    assert too_late == [] and said.startswith("Hola. Algo de su lista es para el")
    assert "foia-20-working-days" not in [row.rule for row in case.deadlines.all()]


def said_of(deadline):
    """The words of its reminder."""
    sweep(timezone.now())
    return render_deadline(Message.objects.get(about=deadline.pk)).body


def test_rows_tell_nobodys_name(case, appointment, julia, ana):
    appointment(case, days=1)
    sweep()

    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM clinic_message m")
        rows = " ".join(row for (row,) in cursor.fetchall())

    assert Message.objects.count() == 2
    assert not [word for word in ("Rosa", "Julia", "example.org", "hearing", "court") if word in rows]


def test_as_many_queries_for_one_person_as_for_six(appointment, somebody, mei, ana, plaza):
    tick("eoir33-court", mei)

    def come(called):
        case = somebody(called, email=f"{called.lower()}@example.org")
        name(case.person, ana)
        with_address_change(case, ana)
        appointment(case, days=1, at=time(10))
        appointment(case, days=3, office="ice")

    def asked():
        sweep()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(wanted_messages(timezone.now()))
        return len(queries)

    come("Wen")
    one = asked()
    for called in ("Luz", "Marta", "Yusuf", "Nadia", "Sol"):
        come(called)

    assert asked() == one


def test_a_person_who_changed_the_address_is_told_at_the_new_one(case, appointment, ana):
    appointment(case, days=1)
    new = people.replace_contact(case.person, kind="email", value="new@example.org", whose="mine", by=ana)

    assert {one.contact_id for one in wanted_messages(timezone.now())} == {new.pk}
