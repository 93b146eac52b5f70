"""Slips that a page can see: an appointment on a day when offices are closed, an arrival written down as another kind."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.casefile import services as casefile
from cases.timeline import reading, services
from cases.timeline.dates import PartialDate


@pytest.fixture
def case(rosa, ana):
    return casefile.open_case(rosa, by=ana)


def next_weekday(number):
    soon = timezone.localdate() + timedelta(days=30)
    return soon + timedelta(days=(number - soon.weekday()) % 7)


def written(at, ana, case, day, kind="hearing-master-scheduled"):
    browser = at(ana)
    browser.post(
        f"/cases/{case.pk}/timeline/events/",
        {
            "kind": kind,
            "when_month": day.month,
            "when_day": day.day,
            "when_year": day.year,
            "source": "paper",
        },
    )
    return browser.get(f"/cases/{case.pk}/timeline/").content.decode()


def test_a_hearing_on_a_saturday_is_kept_and_asked_about(at, ana, case):
    saturday = next_weekday(5)

    page = written(at, ana, case, saturday)

    assert "is a Saturday. Offices are usually closed then." in page
    assert [event.day for event in case.events.all()] == [saturday]


def test_a_hearing_on_a_holiday_is_asked_about(at, ana, case):
    assert "July 4, 2028 is a holiday." in written(at, ana, case, date(2028, 7, 4))


@pytest.mark.parametrize(
    ("day", "kind"), [(date(2028, 7, 6), "hearing-master-scheduled"), (date(2019, 6, 1), "marriage")]
)
def test_nothing_is_said_of_other_days_and_of_what_has_been(at, ana, case, day, kind):
    assert "usually closed" not in written(at, ana, case, day, kind)


def test_an_arrival_that_is_already_written_down_can_be_the_last_one_with_two_taps(at, ana, case):
    arrived = services.add_event(
        case, by=ana, kind="entry-to-us", when=PartialDate.from_parts(2026, 3, about=True), source="person"
    )
    browser = at(ana)
    page = browser.get(f"/cases/{case.pk}/timeline/").content.decode()
    link = f"/cases/{case.pk}/timeline/events/{arrived.pk}/?kind=last-arrival"
    assert link in page and "It is the one already written here: about March 2026" in page

    opened = browser.get(link).context["form"]
    sent = {
        "kind": opened["kind"].value(),
        "source": "person",
        "when_month": 3,
        "when_year": 2026,
        "when_sure": "about",
    }
    browser.post(link, sent)

    assert [event.kind for event in reading.events_of(case)] == ["last-arrival"]
    assert (
        "It is the one already written here"
        not in browser.get(f"/cases/{case.pk}/timeline/").content.decode()
    )


def test_a_day_to_ask_again_by_is_said_once(at, ana, case):
    when = PartialDate.check_by(timezone.localdate() + timedelta(days=9))
    services.add_event(case, by=ana, kind="uscis-interview", when=when, source="person")

    page = at(ana).get(f"/cases/{case.pk}/timeline/").content.decode()

    assert page.split("story__item")[-1].lower().count("check again by") == 1


def test_a_new_date_starts_where_its_letters_go_and_no_other_form_takes_the_focus(at, ana, case):
    browser = at(ana)
    url = f"/cases/{case.pk}/timeline/events/"

    assert browser.get(url).content.decode().count(" autofocus") == 1
    assert " autofocus" not in browser.get(url + "?kind=biometrics-notice").content.decode()
    refused = browser.post(url, {"search": "zzz"})
    assert " autofocus" not in browser.get(refused["Location"]).content.decode()


def test_what_has_no_day_is_drawn_apart_and_the_drawing_says_what_that_means(at, ana, case):
    far = PartialDate.of(date(2031, 3, 3))
    services.add_event(case, by=ana, kind="uscis-interview", when=far, source="paper")
    said = "At the edge: no day is known."
    assert said not in at(ana).get(f"/cases/{case.pk}/timeline/").content.decode()

    services.add_event(
        case, by=ana, kind="biometrics-notice", when=PartialDate.to_be_announced(), source="person"
    )
    page = at(ana).get(f"/cases/{case.pk}/timeline/").content.decode()
    assert said in page and "drawn__mark--open" in page
