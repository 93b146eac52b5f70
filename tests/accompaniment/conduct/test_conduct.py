from datetime import time, timedelta

import pytest
from django.utils import timezone

from accompaniment.conduct import services
from accompaniment.conduct.models import Report
from accompaniment.trips import services as trips
from accompaniment.trips.models import Trip
from cases.casefile import services as casefile
from cases.timeline import services as timeline
from cases.timeline.dates import Certainty, PartialDate
from cases.timeline.models import Source
from cases.timeline.rhythm import Rhythm, Unit
from clinic.people import cards

SEEN = "Two officers at the desk. One took her paper and came back."


@pytest.fixture
def today(appointment, goes, luis, jorge):
    trip = appointment(days=0, at=time(9))
    goes(luis, trip)
    goes(jorge, trip)
    return trip


@pytest.fixture
def rosas(today):
    return trips.people_of(today.moment)[0]


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def report_url(trip, person):
    return f"/trips/{trip.pk}/report/{person.pk}/"


def told(**changes):
    typed = {"seen": SEEN, "outcome": "new_date", "next_office": "ice", "next_on": in_days(30).isoformat()}
    return typed | {"next_at": "10:00"} | changes


def test_the_report_stands_under_the_warning(at, luis, today, rosas):
    page = at(luis).get(report_url(today, rosas)).content.decode()

    warning = "Write what you saw and heard officials do. Not what your friend told you. No opinions."
    assert page.index(warning) < page.index("<textarea")
    assert "This may be read in court." in page


@pytest.mark.parametrize(
    ("outcome", "stands"), [("taken_inside", False), ("police", False), ("new_date", True)]
)
def test_a_report_that_somebody_was_taken_ends_their_card(at, luis, carmen, today, rosas, outcome, stands):
    cards.make_card(rosas, by=carmen)

    at(luis).post(report_url(today, rosas), told(outcome=outcome))

    assert (cards.current_card(rosas) is not None) == stands


def test_the_next_date_lands_on_the_timeline(at, luis, today, rosas):
    answer = at(luis).post(report_url(today, rosas), told())

    event = Report.objects.get().next_event
    assert answer.status_code == 303
    assert (event.moment.local_date, event.moment.local_time) == (in_days(30), time(10))
    assert (event.source, event.case.person) == (Source.REPORT, rosas)


def test_the_visit_of_today_stays_where_it_was(at, luis, today, rosas):
    at(luis).post(report_url(today, rosas), told())

    today.moment.refresh_from_db()
    assert (today.moment.local_date, today.moment.events.count()) == (in_days(0), 1)


def test_a_report_is_written_once_by_each_and_can_be_changed(at, luis, jorge, today, rosas):
    browser = at(luis)
    browser.post(report_url(today, rosas), told())
    browser.post(report_url(today, rosas), told(seen="Three officers."))
    at(jorge).post(report_url(today, rosas), told())

    assert sorted(report.seen for report in Report.objects.all()) == ["Three officers.", SEEN]
    assert rosas.cases.get().events.count() == 2


def test_same_volunteers_again(at, luis, jorge, carmen, today, rosas):
    browser = at(luis)
    done = browser.post(report_url(today, rosas), told())
    page = browser.get(done["Location"]).content.decode()

    browser.post(f"{done['Location']}again/")

    trip = Trip.objects.exclude(pk=today.pk).get()
    assert "Same volunteers again?" in page and "The printed paper is now old." in page
    assert {asked.volunteer for asked in trip.asks.standing()} == {luis, jorge}
    assert {asked.answer for asked in trip.asks.standing()} == {"asked"}


def test_asking_again_twice_asks_once(luis, today, rosas):
    report = services.write_report(today, rosas, by=luis, seen=SEEN, next_office="ice", next_on=in_days(9))

    first, second = services.same_again(report, by=luis), services.same_again(report, by=luis)

    assert (len(first), second) == (2, [])


def test_a_date_behind_us_is_asked_again(at, luis, today, rosas):
    browser = at(luis)

    browser.post(report_url(today, rosas), told(next_on=in_days(0).isoformat()))

    page = browser.get(report_url(today, rosas)).content.decode()
    assert "The next date lies ahead." in page and SEEN in page
    assert not Report.objects.exists()


def test_without_a_next_date_nothing_is_added(at, luis, today, rosas):
    at(luis).post(report_url(today, rosas), told(next_on="", next_at=""))

    assert Report.objects.get().next_event is None
    assert rosas.cases.get().events.count() == 1


def test_the_coordinator_reads_what_was_written(at, luis, carmen, today, rosas):
    report = services.write_report(today, rosas, by=luis, seen=SEEN, outcome="came_out")

    page = at(carmen).get(f"/trips/reports/{report.pk}/").content.decode()

    assert SEEN in page and "Came out" in page
    assert f"/trips/reports/{report.pk}/" in at(carmen).get(f"/trips/{today.pk}/").content.decode()


def test_the_coordinator_copies_a_report_in_from_paper(at, carmen, today, rosas):
    answer = at(carmen).post(report_url(today, rosas), told())

    page = at(carmen).get(answer["Location"]).content.decode()
    assert Report.objects.get().written_by == carmen
    assert "Back to the trip" in page


def test_a_report_is_for_whoever_went(at, pat, ana, luis, today, rosas):
    report = services.write_report(today, rosas, by=luis, seen=SEEN)

    assert at(pat).get(report_url(today, rosas)).status_code == 404
    assert {at(user).get(f"/trips/reports/{report.pk}/").status_code for user in (pat, ana)} == {404}


def test_nobody_reports_on_somebody_else(luis, today, rosa):
    with pytest.raises(services.NotOnThisTrip):
        services.write_report(today, rosa, by=luis, seen=SEEN)


@pytest.fixture
def expected(rosa, ana):
    """ISAP every week, today too; nobody confirmed it. A trip is planned all the same."""
    case = casefile.open_case(rosa, by=ana)
    weekly = Rhythm(1, Unit.WEEKS, in_days(0).weekday(), in_days(0))
    pattern = timeline.add_pattern(case, by=ana, kind="isap-event-scheduled", rhythm=weekly)
    event = pattern.events.select_related("moment").get()
    return event, trips.plan_trip(event.moment, by=ana)


def test_a_report_confirms_a_visit_that_was_only_expected_and_the_next_is_expected(expected, rosa, luis):
    event, trip = expected

    services.write_report(trip, rosa, by=luis, seen=SEEN)

    event.refresh_from_db()
    assert (event.partial, event.source) == (PartialDate.of(in_days(0)), Source.REPORT)
    (coming,) = event.pattern.events.exclude(pk=event.pk)
    assert coming.partial.certainty == Certainty.EXPECTED
    assert coming.day == in_days(7)


def test_the_next_date_a_report_brings_is_the_next_visit_and_what_came_next(expected, rosa, luis):
    event, trip = expected

    services.write_report(trip, rosa, by=luis, seen=SEEN, next_office="isap", next_on=in_days(8))

    event.refresh_from_db()
    assert (event.came_next.day, event.came_next.source) == (in_days(8), Source.REPORT)
    assert [one.day for one in event.pattern.events.order_by("written_at")] == [
        in_days(0),
        in_days(8),
        in_days(14) if in_days(8).isocalendar().week == in_days(7).isocalendar().week else in_days(21),
    ]


def test_a_planned_visit_that_passed_without_a_report_is_kept(expected):
    event, trip = expected

    timeline.recompute(event.case, today=in_days(1))

    assert sorted(one.day for one in event.pattern.events.all()) == [in_days(0), in_days(7)]
