"""Rosa and Luz have one hearing: entered once, it stands in both cases, moves for both, and each hears of it once."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from cases.casefile import services as casefile
from cases.casefile.models import FamilyTie
from cases.plans import handouts
from cases.reminders import hooks as reminders
from cases.timeline import services
from cases.timeline.dates import Certainty, PartialDate
from cases.timeline.models import Deadline, Event, FormerDate, Moment
from clinic.people import services as people
from clinic.people.models import AccessWhy
from clinic.places.models import Place
from tests.cases.timeline.conftest import in_days


def exactly(days):
    return PartialDate.of(in_days(days), Certainty.EXACT)


@pytest.fixture
def luz(rosa, ana):
    """Rosa's daughter, who comes here too, and sits with Ana."""
    person = people.meet_person(called="Luz", by=ana)
    people.open_access(ana, person, why=AccessWhy.VISIT, by=ana)
    FamilyTie(person=rosa, other=person, holder_id=rosa.pk, relation="child").save()
    return person


@pytest.fixture
def court(db):
    return Place.objects.create(slug="a-court", kind="court", name="A court", short="290 Broadway")


@pytest.fixture
def hearing(case, luz, ana, court):
    return services.add_event(
        case, by=ana, kind="hearing-individual-scheduled", when=exactly(40), source="paper",
        local_time=time(9), place=court, judge="Lee", outcome="Rosa's own", people=[luz],
    )  # fmt: skip


def of(person):
    return Event.objects.select_related("moment").get(case__person=person)


def page(case, event):
    return f"/cases/{case.pk}/timeline/events/{event.pk}/"


def typed(event, day, **more):
    return {
        "kind": event.kind, "when_month": day.month, "when_day": day.day, "when_year": day.year,
        "when_time": "09:00", "when_sure": "memory", "source": "paper", "place": event.moment.place_id or "",
        **more,
    }  # fmt: skip


def test_entered_once_it_stands_in_both_cases_on_one_moment_each_sealed_with_its_own_key(hearing, rosa, luz):
    mine, hers = of(rosa), of(luz)

    assert mine.moment == hers.moment and Moment.objects.count() == 1
    assert (hers.day, hers.judge, hers.holder_id) == (in_days(40), "Lee", luz.holder_id)
    assert hers.outcome == ""


def test_moved_in_one_case_it_moves_in_both_and_the_version_rises_once(hearing, rosa, luz, ana):
    services.change_event(of(luz), by=ana, when=exactly(50))

    assert (of(rosa).day, of(luz).day) == (in_days(50), in_days(50))
    moment = Moment.objects.get()
    assert (moment.version, moment.local_date) == (2, in_days(50))
    assert FormerDate.objects.count() == 2
    assert {former.partial.on for former in FormerDate.objects.all()} == {in_days(40)}
    assert {former.place for former in FormerDate.objects.all()} == {"A court"}


def test_they_leave_a_moment_of_strangers_together(hearing, rosa, luz, ana, bo):
    wen = casefile.open_case(people.meet_person(called="Wen", by=bo), by=bo)
    other = services.add_event(
        wen, by=bo, kind=hearing.kind, when=exactly(40), source="paper", local_time=time(9),
        place=hearing.moment.place,
    )  # fmt: skip
    assert other.moment == hearing.moment

    services.change_event(hearing, by=ana, when=exactly(50), local_time=None)

    assert of(rosa).moment == of(luz).moment != of(wen.person).moment
    assert of(wen.person).moment.version == 1 and of(wen.person).day == in_days(40)


def test_the_deadlines_of_each_are_counted_again_and_each_paper_is_old(hearing, rosa, luz, ana):
    papers = []
    for person in (rosa, luz):
        case = person.cases.get()
        services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)
        papers.append(handouts.make_handout(case, by=ana, language="es"))
    before = {due.case_id: due.last_day for due in Deadline.objects.all()}

    services.change_event(hearing, by=ana, when=exactly(54))

    after = {due.case_id: due.last_day for due in Deadline.objects.all()}
    assert len(before) == 2 and {pk: day + timedelta(days=14) for pk, day in before.items()} == after
    assert all(handouts.is_stale(paper) for paper in papers)


def test_each_is_told_once(hearing, rosa, luz, ana):
    for person in (rosa, luz):
        people.replace_contact(person, kind="email", value="x@example.org", whose="mine", by=ana)
    services.change_event(hearing, by=ana, when=exactly(5))

    wanted = list(reminders.wanted_messages(timezone.now()))
    told = [(one.recipient, one.lead) for one in wanted if one.topic == "event"]
    assert len(told) == len(set(told))
    assert {who for who, _lead in told} == {f"person:{rosa.pk}", f"person:{luz.pk}"}


def test_what_is_only_rosas_stays_hers(hearing, rosa, luz, ana):
    services.change_event(hearing, by=ana, outcome="continued")
    services.tell_about_event(hearing, "present_at_order", "no", by=ana)

    assert (of(rosa).outcome, of(luz).outcome, of(luz).details) == ("continued", "", {})


def test_the_line_says_the_same_of_both_once(hearing, rosa, luz, ana):
    services.record_check(
        hearing.case, by=ana, result="changed", event=hearing, when=exactly(33), local_time=time(10)
    )

    assert [of(person).partial.certainty for person in (rosa, luz)] == ["moved", "moved"]
    assert Moment.objects.get().unconfirmed_at


def test_luz_is_added_later_and_left_out_later_on_the_page(at, ana, case, luz, rosa, court):
    hearing = services.add_event(
        case,
        by=ana,
        kind="hearing-scheduled",
        when=exactly(40),
        source="paper",
        local_time=time(9),
        place=court,
    )
    browser = at(ana)
    assert "Luz" in browser.get(page(case, hearing)).content.decode()

    browser.post(page(case, hearing), typed(hearing, in_days(40), people=[str(luz.pk)]))
    browser.post(page(case, hearing), typed(hearing, in_days(40), people=[str(luz.pk)]))
    assert of(luz).moment == of(rosa).moment and Moment.objects.get().version == 1

    browser.post(page(case, hearing), typed(hearing, in_days(40)))
    assert not Event.objects.filter(case__person=luz).exists()
    assert of(rosa).moment.cancelled_at is None


def test_from_luzs_side_rosa_is_offered_too(at, ana, hearing, luz, rosa):
    assert "Rosa" in at(ana).get(page(luz.cases.get(), of(luz))).content.decode()


def test_whom_bo_may_not_see_stays_and_moves_all_the_same(at, bo, hearing, rosa, luz, ana):
    people.open_access(bo, rosa, why=AccessWhy.VISIT, by=ana)
    browser = at(bo)

    assert "Luz" not in browser.get(page(hearing.case, hearing)).content.decode()
    browser.post(page(hearing.case, hearing), typed(hearing, in_days(47)))

    assert (of(rosa).day, of(luz).day) == (in_days(47), in_days(47))


def test_a_date_luz_had_already_is_taken_for_the_same(case, luz, rosa, ana, court):
    given = {
        "by": ana, "kind": "hearing-scheduled", "when": exactly(40), "source": "paper",
        "local_time": time(9), "place": court,
    }  # fmt: skip
    services.add_event(casefile.open_case(luz, by=ana), **given)
    services.add_event(case, **given, people=[luz])

    services.change_event(of(rosa), by=ana, when=exactly(50))

    assert of(luz).day == in_days(50)


def test_taken_off_in_one_case_the_other_keeps_it(hearing, rosa, luz, ana):
    services.remove_event(hearing, by=ana)

    assert of(luz).moment.cancelled_at is None
    services.change_event(of(luz), by=ana, when=exactly(44))
    assert of(luz).day == in_days(44)
