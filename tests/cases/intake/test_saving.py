"""Every saved section is true at once; saving again changes and never doubles; a way out keeps what was there."""

import datetime

import pytest
from django.utils import timezone

from cases.casefile.models import FactKind
from cases.intake.models import SectionKey, SectionState
from cases.intake.services import save_section
from cases.timeline import reading
from cases.timeline.date_field import ON_PAPER, UNKNOWN, Told
from cases.timeline.dates import Certainty, PartialDate
from cases.timeline.services import record_check
from clinic.outbox.models import Task
from clinic.people import services as people


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def told(days, sure=ON_PAPER):
    return Told(PartialDate.of(in_days(days)), datetime.time(9), sure)


@pytest.fixture
def save(ana, rosas_case):
    def _save(key, state=SectionState.SAVED, **answers):
        return save_section(rosas_case, key, by=ana, state=state, answers=answers)

    return _save


def test_an_interview_stopped_after_its_second_section_keeps_its_hearing(save, rosas_case, federal_plaza):
    save(SectionKey.WORRY, worry="The hearing in December")
    save(SectionKey.PAPER, court_when=told(20), court_place=federal_plaza, court_room="12")

    hearing = reading.next_dates(rosas_case)["court"]

    assert (hearing.day, hearing.room) == (in_days(20), "12")
    assert (hearing.moment.local_time, hearing.moment.place) == (datetime.time(9), federal_plaza)
    assert set(rosas_case.sections.values_list("key", flat=True)) == {SectionKey.WORRY, SectionKey.PAPER}


def test_court_ice_and_isap_have_a_date_each(save, rosas_case):
    save(SectionKey.PAPER, court_when=told(20), ice_when=told(3), isap_when=told(5))

    days = {office: event.day for office, event in reading.next_dates(rosas_case).items()}

    assert days == {"court": in_days(20), "ice": in_days(3), "isap": in_days(5)}


def test_saving_the_paper_twice_never_doubles(save, rosas_case):
    for _time in range(2):
        save(SectionKey.PAPER, a_number="A000-000-042", court_when=told(20), ice_when=told(3))

    assert rosas_case.events.count() == 2
    assert rosas_case.sections.count() == 1


def test_another_day_changes_the_date_and_leaves_one(save, rosas_case):
    save(SectionKey.PAPER, court_when=told(20))
    save(SectionKey.PAPER, court_when=told(27))

    assert reading.next_dates(rosas_case)["court"].day == in_days(27)
    assert rosas_case.events.count() == 1


def test_a_date_said_again_keeps_where_it_came_from(save, rosas_case):
    save(SectionKey.PAPER, court_when=told(20, ON_PAPER))
    save(SectionKey.PAPER, court_when=told(20, "memory"))

    assert reading.next_dates(rosas_case)["court"].source == "paper"


def test_a_date_of_the_court_line_is_confirmed_by_the_paper_only(save, rosas_case, ana):
    save(SectionKey.PAPER, court_when=told(20))
    hearing = reading.next_dates(rosas_case)["court"]
    line_said = PartialDate.of(in_days(27))
    record_check(
        rosas_case, by=ana, result="changed", event=hearing, when=line_said, local_time=datetime.time(9)
    )

    save(SectionKey.PAPER, court_when=told(27, "memory"))
    from_memory = reading.next_dates(rosas_case)["court"].partial.certainty
    save(SectionKey.PAPER, court_when=told(27, ON_PAPER))
    on_paper = reading.next_dates(rosas_case)["court"].partial.certainty

    assert (from_memory, on_paper) == (Certainty.MOVED, Certainty.DAY)


def test_i_do_not_know_writes_no_date_and_takes_none_away(save, rosas_case):
    unknown = Told(PartialDate.unknown(), None, UNKNOWN)
    save(SectionKey.PAPER, court_when=told(20))
    save(SectionKey.PAPER, court_when=unknown, ice_when=unknown)

    dates = reading.next_dates(rosas_case)

    assert (dates["court"].day, dates["ice"]) == (in_days(20), None)


def test_half_a_date_is_kept_as_half_a_date(save, rosas_case):
    march = PartialDate.from_parts(in_days(400).year, 3)

    save(SectionKey.PAPER, court_when=Told(march, None, ON_PAPER))

    assert reading.next_dates(rosas_case)["court"].partial == march


def test_the_arrival_is_one_event_that_changes(save, rosas_case):
    save(SectionKey.ARRIVAL, when=PartialDate.from_parts(2021, 3))
    save(SectionKey.ARRIVAL, when=PartialDate.from_parts(2021, 4))

    assert [event.when for event in rosas_case.events.all()] == ["2021-04"]


def test_the_history_grows_by_what_is_new_only(save, rosas_case):
    hearing = ("hearing-held", PartialDate.from_parts(2024, 5, 2))
    save(SectionKey.HISTORY, events=[hearing])
    save(SectionKey.HISTORY, events=[hearing, ("nta-served", PartialDate.from_parts(2021, 4))])

    assert sorted(event.kind for event in rosas_case.events.all()) == ["hearing-held", "nta-served"]


def test_contacts_are_replaced_and_never_doubled(save, rosa):
    for phone in ("+12125550142", "+12125550142", "+12125550143"):
        save(SectionKey.REACH, phone=phone, whose="mine", text_ok="yes")

    current = rosa.contacts.current()

    assert [contact.value for contact in current] == ["+12125550143"]
    assert rosa.contacts.count() == 2


def test_without_a_yes_nothing_may_be_sent_to_the_phone(save, rosa):
    save(SectionKey.REACH, phone="+12125550142", whose="mine")

    contact = rosa.contacts.current().get()

    assert (contact.text_ok, contact.voice_ok) == (False, False)


def test_a_phone_of_isap_ends_the_contact(save, rosa):
    save(SectionKey.REACH, phone="+12125550142", whose="mine", text_ok="yes")
    save(SectionKey.REACH, phone="", whose="isap")

    assert not rosa.contacts.current().exists()
    assert rosa.contacts.get().ended_why == "unsafe"


def trusted(name, may_know="date"):
    blank = {"relation": "", "phone": "", "email": "", "language": "es"}
    return {**blank, "name": name, "may_know": may_know}


def test_whom_to_tell_is_written_once_and_changes(save, rosa):
    save(SectionKey.TELL, trusted=[trusted("Lucía")])
    first = people.whom_to_tell(rosa)[0]
    save(SectionKey.TELL, trusted=[trusted("Lucía")])
    same = people.whom_to_tell(rosa)
    save(SectionKey.TELL, trusted=[trusted("Lucía", "held"), trusted("Pedro")])

    assert [one.pk for one in same] == [first.pk]
    assert [(one.name, one.may_know) for one in people.whom_to_tell(rosa)] == [
        ("Lucía", "held"),
        ("Pedro", "date"),
    ]


def test_nobody_is_an_answer(save, rosa):
    before = people.whom_to_tell(rosa)

    save(SectionKey.TELL, trusted=[])

    assert (before, people.whom_to_tell(rosa)) == (None, [])


def test_a_lawyer_is_kept_when_the_answer_is_not_known(save, rosas_case):
    save(SectionKey.LAWYER, has_lawyer="yes", name="Dolores Ruiz")
    save(SectionKey.LAWYER, has_lawyer="unknown")
    kept = rosas_case.lawyer.name
    save(SectionKey.LAWYER, has_lawyer="no")

    rosas_case.refresh_from_db()
    assert kept == "Dolores Ruiz"
    assert not hasattr(rosas_case, "lawyer")
    assert rosas_case.facts.all().answers()[FactKind.REPRESENTED] == "no"


def test_the_family_is_a_list_without_names_that_is_replaced(save, rosa):
    son = {"relation": "child", "age": "8", "lives_in": "New York"}
    mother = {"relation": "parent", "age": "70", "lives_in": "Cuenca"}
    for ties in ([son], [son], [son, mother]):
        save(SectionKey.FAMILY, ties=ties)

    assert sorted(tie.relation for tie in rosa.ties.all()) == ["child", "parent"]


def test_papers_are_listed_once(save, rosas_case):
    save(SectionKey.PAPERS, papers={"i862": ("have", "Rosa"), "passport": ("missing", "")})
    save(SectionKey.PAPERS, papers={"i862": ("have", "Rosa"), "passport": ("asked", "")})

    assert {paper.kind: paper.state for paper in rosas_case.papers.all()} == {
        "i862": "have",
        "passport": "asked",
    }


def test_somebody_under_18_alone_is_a_task_for_the_coordinator_once(save, rosas_case):
    for _time in range(2):
        save(SectionKey.HERE, here_for="minor_alone")

    assert Task.objects.filter(kind="minor_alone", about=rosas_case.pk).count() == 1
    assert rosas_case.facts.all().answers()[FactKind.MINOR] == "yes"


@pytest.mark.parametrize(("here_for", "held"), [("me", "no"), ("relative_held", "yes"), ("children", "no")])
def test_who_is_here_tells_whether_somebody_is_held(save, rosas_case, here_for, held):
    save(SectionKey.HERE, here_for=here_for)

    assert rosas_case.facts.all().answers()[FactKind.DETAINED] == held


@pytest.mark.parametrize("way_out", [SectionState.SKIPPED, SectionState.RATHER_NOT, SectionState.UNKNOWN])
def test_a_way_out_is_written_down_as_it_was_said(save, rosas_case, way_out):
    section = save(SectionKey.WORRY, state=way_out)

    assert (section.state, rosas_case.worry) == (way_out, "")


@pytest.mark.parametrize("way_out", [SectionState.SKIPPED, SectionState.RATHER_NOT, SectionState.UNKNOWN])
def test_a_way_out_keeps_what_was_there(save, rosas_case, way_out):
    save(SectionKey.WORRY, worry="The hearing")

    section = save(SectionKey.WORRY, state=way_out)

    assert (section.state, rosas_case.worry) == (SectionState.SAVED, "The hearing")


def test_a_skipped_section_can_be_answered_later(save, rosas_case):
    save(SectionKey.WORRY, state=SectionState.SKIPPED)

    section = save(SectionKey.WORRY, worry="The hearing")

    assert (section.state, rosas_case.sections.count()) == (SectionState.SAVED, 1)


def test_nothing_of_a_section_is_kept_when_a_part_of_it_does_not_work(save, rosas_case, rosa):
    with pytest.raises(KeyError):
        save(SectionKey.PAPER, a_number="A000-000-042", court_when=told(20), court_kind="no-such-kind")

    rosa.refresh_from_db()
    assert (rosa.a_number, rosas_case.events.count(), rosas_case.sections.count()) == ("", 0, 0)
