"""Visits that come again and again: the next time is expected, never certain, and there once."""

from datetime import date, time

import pytest
from django.utils.translation import override

from cases.casefile import services as casefile
from cases.timeline import services, tasks
from cases.timeline.date_cards import date_cards, headline
from cases.timeline.dates import Certainty, PartialDate
from cases.timeline.expected import holiday_words
from cases.timeline.models import Event, FormerDate, Moment, Pattern
from cases.timeline.reading import next_dates
from cases.timeline.rhythm import Rhythm, Unit
from clinic.people import services as people
from clinic.places.models import Place, PlaceKind
from clinic.security.models import AuditEntry
from tests.cases.timeline.conftest import in_days

ISAP, ICE, APP = "isap-event-scheduled", "ice-check-in-scheduled", "app-task-scheduled"


@pytest.fixture
def again(case, ana):
    """again(): ISAP every two weeks, the first time in five days."""

    def written(kind=ISAP, *, every=2, unit=Unit.WEEKS, first=5, ends=None, at=None, **more):
        weekday = in_days(first).weekday() if unit == Unit.WEEKS else None
        rhythm = Rhythm(every, unit, weekday, in_days(first), ends, at)
        return services.add_pattern(case, by=ana, kind=kind, rhythm=rhythm, **more)

    return written


@pytest.fixture
def isap_office(db):
    return Place.objects.filter(kind=PlaceKind.ISAP).first() or Place.objects.create(
        slug="isap-queens", kind=PlaceKind.ISAP, name="ISAP Queens", short="Queens"
    )


def expected():
    return [event for event in Event.objects.all() if event.partial.certainty == Certainty.EXPECTED]


def the_one():
    (event,) = expected()
    return event


def test_its_next_time_is_on_the_timeline_and_says_that_nobody_confirmed_it(again, case, isap_office):
    again(at=time(9), place=isap_office, note="bring the phone")

    event = the_one()
    assert (event.day, event.kind, event.title) == (in_days(5), ISAP, "bring the phone")
    assert (event.moment.local_time, event.moment.place) == (time(9), isap_office)
    assert event.moment.unconfirmed_at is not None
    with override("en"):
        assert event.partial.words().endswith("(expected - not confirmed)")


def test_counted_again_it_is_there_once_and_untouched(again, case):
    again()
    before = the_one().pk

    tasks.compute_again()
    services.recompute(case)

    assert the_one().pk == before
    assert AuditEntry.objects.filter(verb="event.expect").count() == 1


def test_a_check_confirms_it_and_the_time_after_is_expected(again, ana):
    again(at=time(9))
    event = the_one()

    services.record_check(event.case, by=ana, result="same", event=event)

    event = Event.objects.select_related("moment").get(pk=event.pk)
    assert event.partial == PartialDate.of(in_days(5), Certainty.EXACT)
    assert event.moment.unconfirmed_at is None
    assert the_one().day == in_days(19)


def test_a_check_taken_back_leaves_it_expected_as_it_was(again, ana):
    again(at=time(9))
    event = the_one()
    before = (event.pk, event.when, event.details, event.source)
    check = services.record_check(event.case, by=ana, result="same", event=event)

    services.take_check_back(check, by=ana)

    event = the_one()
    assert (event.pk, event.when, event.details, event.source) == before
    assert (event.checked_at, event.checked_by, event.recheck_on) == (None, None, None)
    assert event.moment.unconfirmed_at is not None


def test_a_check_taken_back_after_the_pattern_ended_leaves_nothing_expected(again, ana):
    pattern = again()
    check = services.record_check(pattern.case, by=ana, result="same", event=the_one())
    services.end_pattern(pattern, by=ana)

    services.take_check_back(check, by=ana)

    assert not Event.objects.exists()


def test_a_check_taken_back_after_the_day_was_corrected_leaves_that_day_not_confirmed(again, ana):
    again()
    check = services.record_check(the_one().case, by=ana, result="same", event=the_one())
    services.change_event(check.event, by=ana, when=PartialDate.of(in_days(6)))

    services.take_check_back(check, by=ana)

    assert Event.objects.get(pk=check.event.pk).partial == PartialDate.moved(in_days(6))


def test_a_paper_with_another_day_changes_it_and_leaves_no_former_date_behind(again, case, ana):
    again()

    services.set_next(case, "isap", by=ana, when=PartialDate.of(in_days(12)), source="paper")

    assert [event.day for event in case.events.all() if event not in expected()] == [in_days(12)]
    assert the_one().day == in_days(26)
    assert not FormerDate.objects.exists()


def test_a_date_written_down_beside_it_takes_its_place(again, case, ana):
    again()

    services.add_event(case, by=ana, kind=ISAP, when=PartialDate.of(in_days(5)), source="paper")

    assert Event.objects.count() == 2
    assert the_one().day == in_days(19)


def test_another_day_that_somebody_gives_is_moved_and_not_confirmed(again, case, ana):
    again()
    event = the_one()
    other = in_days(6)

    services.change_event(event, by=ana, when=PartialDate.expected(other.year, other.month, other.day))

    event.refresh_from_db()
    assert event.partial == PartialDate.moved(other)


def test_a_time_that_passed_and_nobody_spoke_of_makes_room_for_the_next(again, case):
    again()

    services.recompute(case, today=in_days(6))

    assert the_one().day == in_days(19)
    assert Event.objects.count() == 1
    assert Moment.objects.filter(cancelled_at__isnull=True).count() == 1


def test_an_ended_pattern_expects_nothing_and_what_was_confirmed_stays(again, case, ana):
    pattern = again()
    services.confirm(the_one(), by=ana)

    services.end_pattern(pattern, by=ana)
    services.end_pattern(pattern, by=ana)
    services.recompute(case, today=in_days(40))

    assert [event.day for event in Event.objects.all()] == [in_days(5)]
    assert AuditEntry.objects.filter(verb="pattern.end").count() == 1


def test_after_its_last_day_nothing_is_expected(again, case):
    again(ends=in_days(6))

    services.recompute(case, today=in_days(7))

    assert expected() == []


def test_court_ice_isap_and_the_app_each_keep_their_own_next(again, case, ana):
    hearing = services.add_event(
        case,
        by=ana,
        kind="hearing-individual-scheduled",
        when=PartialDate.of(in_days(900)),
        source="paper",
        local_time=time(9),
    )
    again(ISAP)
    again(ICE, every=1, unit=Unit.YEARS, first=70)
    again(APP, every=1, first=1)

    known = next_dates(case)
    assert known["court"] == hearing
    assert known["isap"].day == in_days(5)
    month = in_days(70)
    assert known["ice"].partial == PartialDate.expected(month.year, month.month)
    assert known["ice"].moment is None


def test_a_photo_in_the_app_needs_no_company_and_is_not_reminded(again):
    again(APP, every=1, first=1)

    assert the_one().moment is None


def test_it_is_never_shared_with_somebody_whose_date_is_certain(again, case, isap_office, ana):
    wen = people.meet_person(called="Wen", by=ana)
    services.add_event(
        casefile.open_case(wen, by=ana),
        by=ana,
        kind=ISAP,
        when=PartialDate.of(in_days(5)),
        source="paper",
        local_time=time(9),
        place=isap_office,
    )

    again(at=time(9), place=isap_office)

    assert Moment.objects.filter(local_date=in_days(5), unconfirmed_at__isnull=False).count() == 1
    assert Moment.objects.filter(local_date=in_days(5), unconfirmed_at__isnull=True).count() == 1


def test_a_federal_holiday_is_said_and_moves_nothing():
    with override("en"):
        said = holiday_words(PartialDate.expected(2027, 1, 18))

    assert said == "That Monday, Jan 18, is a federal holiday. Please ask which day counts."
    assert holiday_words(PartialDate.of(date(2027, 1, 18))) == ""
    assert holiday_words(PartialDate.expected(2027, 1, 19)) == ""
    assert holiday_words(PartialDate.expected(2027, 1)) == ""


def test_the_card_says_expected(again, case):
    again()

    card = next(card for card in date_cards(case) if card.kind == "isap")

    assert "(expected - not confirmed)" in card.when


def test_a_stranger_finds_none_of_it(at, bo, ana, again, case):
    pattern = again()
    browser = at(bo)

    assert browser.get(f"/cases/{case.pk}/timeline/patterns/").status_code == 404
    assert browser.post(f"/cases/{case.pk}/timeline/patterns/{pattern.pk}/end/").status_code == 404
    assert Pattern.objects.open().exists()


SAID = {"kind": ISAP, "every": "2", "unit": "weeks", "weekday": "1", "starts": "2026-12-01", "at": "9:00"}


def test_ana_writes_it_down_and_ends_it(at, ana, case):
    browser = at(ana)

    saved = browser.post(f"/cases/{case.pk}/timeline/patterns/", SAID)
    page = browser.get(f"/cases/{case.pk}/timeline/patterns/").content.decode()

    pattern = Pattern.objects.get()
    assert (saved.status_code, saved["Location"]) == (303, f"/cases/{case.pk}/timeline/")
    assert "Every 2 weeks, on Tuesday" in page and "expected - not confirmed" in page
    browser.post(f"/cases/{case.pk}/timeline/patterns/{pattern.pk}/end/")
    assert expected() == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"weekday": ""}, "Please choose the day of the week."),
        ({"unit": "years"}, "A day of the week goes with weeks or months only."),
        ({"every": "0"}, "Please write a number from 1 to 99."),
        ({"starts": ""}, "Please write one day on which it was or will be."),
        ({"ends": "2026-11-01"}, "This is before the first day."),
        ({"at": "soon"}, "We could not read this time."),
    ],
)
def test_what_cannot_be_is_answered_in_plain_words_and_kept(at, ana, case, said, answer):
    browser = at(ana)

    refused = browser.post(f"/cases/{case.pk}/timeline/patterns/", {**SAID, "note": "the phone", **said})
    page = browser.get(refused["Location"]).content.decode()

    assert answer in page and "the phone" in page
    assert not Pattern.objects.exists()


def test_the_headline_and_the_long_form_say_that_it_is_only_expected(again, case):
    again(at=time(9))

    with override("en"):
        assert headline(date_cards(case)).endswith("(not confirmed)")
        assert the_one().moment_words.endswith("in 5 days (expected - not confirmed)")
