"""What can still be done and has no day to aim at before it stands under today, on the page and on paper alike."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.casefile import services as casefile
from cases.plans.story import due_lines, story_lines, story_sheet
from cases.timeline import services
from cases.timeline.dates import PartialDate
from clinic.people import cards
from clinic.words import dates


@pytest.fixture
def case(rosa, ana):
    return casefile.open_case(rosa, by=ana)


def followed(case, ana, mei, kind, when, rule, version):
    services.add_event(case, by=ana, kind=kind, when=when, source="paper")
    services.tell_facts(case, {"present_at_order": "yes"}, by=ana)
    services.tick_rule(rule, version, by=mei)
    return next(found for found in case.deadlines.all() if found.rule == rule)


@pytest.fixture
def appeal(case, ana, mei):
    """The judge decided three weeks ago: the ten days we aim for are over, the thirty of the law are not."""
    decided = PartialDate.of(timezone.localdate() - timedelta(days=20))
    return followed(case, ana, mei, "ij-decision", decided, "bia-appeal", "v3")


@pytest.fixture
def one_year(case, ana, mei):
    """About a year ago: the year since then may be over, or may not."""
    today = timezone.localdate()
    arrived = PartialDate.from_parts(today.year - 1, today.month, about=True)
    return followed(case, ana, mei, "last-arrival", arrived, "asylum-one-year", "v1")


def page_of(at, ana, case):
    return at(ana).get(f"/cases/{case.pk}/timeline/").content.decode()


def test_a_deadline_whose_aim_has_passed_stands_under_today_and_not_among_what_was(at, ana, case, appeal):
    page = page_of(at, ana, case)

    assert page.index("story__today") < page.rindex("has passed. Do it now.")
    assert dates.long_date(appeal.last_day) in page


def test_paper_does_not_tell_anybody_to_do_it_by_a_day_that_has_been(case, appeal):
    (line,) = due_lines(case, today=timezone.localdate())

    assert line.do_by is None and line.now.endswith("Do it now.")
    assert line.when == dates.plain_date(appeal.last_day)
    assert [told.what for told in story_lines(case)][-1] == line.what
    assert [told for _year, told in story_sheet(case).years][-1][-1] == line


def test_a_day_to_aim_at_that_lies_ahead_prints_as_before(case, appeal):
    (line,) = due_lines(case, today=appeal.do_by)

    assert line.do_by == appeal.do_by and line.now == ""


def test_a_last_day_that_may_be_behind_us_is_said_with_its_span_and_never_as_passed(at, ana, case, one_year):
    today = timezone.localdate()
    (line,) = due_lines(case, today=today)
    page = page_of(at, ana, case)

    assert not line.passed and line.do_by is None and line.now in page and line.may_be in page
    assert dates.plain_date(one_year.last_day) in line.may_be
    assert dates.long_date(one_year.do_by) not in page
    assert page.index("story__today") < page.rindex(line.may_be)


@pytest.fixture
def phone(at, rosa, ana):
    def browser(shows_story):
        cards.make_card(rosa, by=ana, shows_story=shows_story)
        rosa.refresh_from_db()
        return at(rosa.user).get("/cases/mine/").content.decode()

    return browser


def test_what_comes_soonest_stands_over_the_cards_of_the_timeline(at, ana, case, appeal):
    page = page_of(at, ana, case)

    assert page.index("has passed. Do it now.") < page.index("date-cards")


@pytest.mark.parametrize("shows_story", [False, True])
def test_her_phone_says_until_when_and_names_it_only_with_her_story(phone, case, appeal, shows_story):
    page = phone(shows_story)

    assert page.index(dates.long_date(appeal.last_day)) < page.index("date-card")
    assert "Do it now." in page and ("EOIR-26" in page) == shows_story
    assert ("There is also something to do." in page) != shows_story


@pytest.mark.parametrize("shows_story", [False, True])
def test_her_phone_says_who_gave_more_time_only_with_her_story(phone, case, ana, appeal, shows_story):
    until = timezone.localdate() + timedelta(days=20)
    services.answer_deadline(appeal, by=ana, kind="more_time", why="the immigration judge", until=until)

    page = phone(shows_story)

    assert dates.long_date(until) in page
    assert ("immigration judge" in page.casefold()) == shows_story


def test_her_phone_says_nothing_of_what_no_lawyer_has_checked_or_what_is_far_away(phone, case, ana, mei):
    """The decision is of today, so the aim is ten days off; the birthday is years away."""
    services.add_event(
        case, by=ana, kind="ij-decision", when=PartialDate.of(timezone.localdate()), source="paper"
    )
    services.tell_facts(case, {"present_at_order": "yes"}, by=ana)

    assert "something to do" not in phone(shows_story=False)

    services.tick_rule("bia-appeal", "v3", by=mei)
    assert "something to do" in phone(shows_story=False)


def test_the_soonest_date_stays_first_where_the_deadline_comes_after_it(phone, case, ana, mei):
    today = timezone.localdate()
    services.add_event(case, by=ana, kind="ij-decision", when=PartialDate.of(today), source="paper")
    services.tell_facts(case, {"present_at_order": "yes"}, by=ana)
    services.tick_rule("bia-appeal", "v3", by=mei)
    services.add_event(
        case, by=ana, kind="ice-check-in-scheduled", when=PartialDate.of(today), source="paper"
    )

    page = phone(shows_story=False)

    assert page.index("date-card") < page.index("something to do") < page.index("kind--court")


def test_an_answered_deadline_stays_where_its_day_was(at, ana, case, appeal):
    services.answer_deadline(appeal, by=ana, kind="done")
    page = page_of(at, ana, case)

    assert page.index("due__what") < page.index("story__today") and page.count("due__what") == 1
