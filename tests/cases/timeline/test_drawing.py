"""The story drawn along time, and listed under it: with three hundred dates too, from left to right and from right to left."""

import re
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cases.timeline import services
from cases.timeline.dates import PartialDate
from cases.timeline.drawing import NEAR, Scale, drawing_of
from cases.timeline.listed import MOST, listed
from cases.timeline.models import Event
from cases.timeline.shown import Due, Shown

TODAY = date(2026, 11, 21)


def told(kind, when, ahead=False):
    event = Event(kind=kind, when=when.to_text(), source="paper")
    return Shown(ahead, event=event, sort=when.sort_key())


def day(year, month=6, number=1):
    return PartialDate.of(date(year, month, number))


STORY = [
    told("last-arrival", PartialDate.unknown()),
    told("nta-served", day(2014)),
    told("marriage", PartialDate.from_parts(2016)),
    told("hearing-held", day(2024)),
    told("hearing-individual-scheduled", day(2029), ahead=True),
    told("uscis-interview", PartialDate.to_be_announced(), ahead=True),
]


def marks(drawing, lane):
    return next(one.marks for one in drawing.lanes if one.name == lane)


def test_each_group_has_its_lane_and_each_date_its_place_in_time():
    drawing = drawing_of(STORY, TODAY)

    assert [lane.name for lane in drawing.lanes] == [
        "Arrival and travel",
        "Court",
        "USCIS",
        "Family and life",
    ]
    served, held, hearing = marks(drawing, "Court")
    assert served.x < held.x < drawing.today < hearing.x
    assert [mark.ahead for mark in (served, held, hearing)] == [False, False, True]


def test_what_has_no_day_stands_open_at_the_end_where_it_belongs():
    drawing = drawing_of(STORY, TODAY)

    (arrival,), (interview,) = marks(drawing, "Arrival and travel"), marks(drawing, "USCIS")
    assert (arrival.shape, interview.shape) == ("open", "open")
    assert arrival.x < min(mark.x for mark in marks(drawing, "Court")) and interview.x > 90


def test_a_year_without_a_day_is_a_bar_over_all_of_it():
    near = [told("marriage", PartialDate.from_parts(2025)), told("nta-served", day(2024))]

    (bar,) = marks(drawing_of(near, TODAY), "Family and life")

    assert bar.width >= NEAR and bar.start >= 0


def test_years_with_nothing_are_cut_out_and_no_year_is_written_there():
    drawing = drawing_of(STORY, TODAY)

    assert len(drawing.cuts) == 3
    assert not {year for _x, year in drawing.ticks} & {2018, 2020, 2021, 2022, 2028}


def test_from_right_to_left_everything_is_mirrored():
    there = drawing_of(STORY, TODAY)
    with translation.override("ar"):
        here = drawing_of(STORY, TODAY)

    assert here.today == pytest.approx(100 - there.today, abs=0.05)
    assert (here.start, there.start) == (100, 0)
    assert [mark.x for mark in here.lanes[1].marks] == [
        round(100 - mark.x, 1) for mark in there.lanes[1].marks
    ]


def test_dates_that_would_lie_over_each_other_are_one_mark_with_their_number():
    many = [told("hearing-held", PartialDate.of(TODAY - timedelta(days=9 * n))) for n in range(1, 301)]

    drawn = marks(drawing_of(many, TODAY), "Court")

    assert sum(mark.count for mark in drawn) == 300
    assert all(then.x - mark.x >= NEAR for mark, then in zip(drawn, drawn[1:], strict=False))


def test_what_hurts_and_what_is_over_is_not_drawn():
    arrest = told("ice-arrest", day(2025))
    over = Shown(due=Due("Appeal", None, date(2020, 1, 1), past=True))
    done = Shown(due=Due("Appeal", None, date(2027, 1, 1), is_open=False))

    assert drawing_of([arrest, over, done], TODAY) is None


@pytest.mark.parametrize(
    "days", [[TODAY], [TODAY, date(2030, 1, 1)], [date(1990, 1, 1), TODAY], [date(2026, 11, 20), TODAY]]
)
def test_every_day_has_a_place_inside_the_drawing(days):
    scale = Scale.over(days, TODAY, 5, 95)

    assert all(5 <= scale.x(one) <= 95 for one in days)
    assert [scale.x(one) for one in days] == sorted(scale.x(one) for one in days)


def lines_of(count):
    events = [
        told("hearing-held", PartialDate.of(TODAY - timedelta(days=20 * n))) for n in range(count, 0, -1)
    ]
    events += [told("marriage", day(2003))]
    return sorted([*events, Shown(today=TODAY)], key=lambda line: line.sort or (TODAY,))


def test_the_list_opens_where_today_is_and_every_line_is_on_one_part(db):
    lines = lines_of(300)
    parts = [listed(lines, {"part": str(n + 1)}).years for n in range(len(listed(lines, {}).parts))]
    shown = [line for years in parts for _year, _heading, of_year in years for line in of_year]

    assert [id(line) for line in shown] == [id(line) for line in lines]
    assert all(sum(len(of_year) for _y, _h, of_year in years) <= MOST for years in parts)
    assert any(line.today for _y, _h, of_year in listed(lines, {}).years for line in of_year)


def test_one_group_alone_and_what_the_address_says_of_it(db):
    lines = lines_of(5)
    family = next(one for one in listed(lines, {}).sifts if one.name == "Family and life")

    only = listed(lines, dict([family.query.removeprefix("?").split("=")]))

    kept = [line for _y, _h, of_year in only.years for line in of_year if not line.today]
    assert [line.group for line in kept] == ["life"]
    assert re.fullmatch(r"\?only=\d+", family.query)


@pytest.mark.parametrize(
    "asked", [{"only": "x"}, {"only": "99"}, {"part": "-1"}, {"part": "٣"}, {"part": "9" * 99}]
)
def test_an_address_that_means_nothing_shows_all(db, asked):
    lines = lines_of(5)

    assert [year for year, *_ in listed(lines, asked).years] == [year for year, *_ in listed(lines, {}).years]


def of_the_timeline(asked):
    named = re.compile(r' FROM "(cases_|accompaniment_|clinic_holderkey|clinic_person)')
    return [one["sql"] for one in asked if named.search(one["sql"])]


def test_the_page_asks_the_database_nine_times_whatever_the_number(at, ana, case):
    browser, counts = at(ana), []
    for size in (1, 11):
        for number in range(size):
            when = PartialDate.of(timezone.localdate() + timedelta(days=20 + number))
            services.add_event(
                case, by=ana, kind="ice-check-in-scheduled", when=when, source="paper", local_time=time(9)
            )
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/cases/{case.pk}/timeline/")
        counts.append(len(of_the_timeline(asked)))

    assert counts[0] == counts[1] <= 9


def test_a_deadline_met_in_time_is_still_said(at, ana, case):
    services.tell_facts(case, {"known_to_government": "yes"}, by=ana)
    arrival = PartialDate.of(timezone.localdate() - timedelta(days=90))
    services.add_event(case, by=ana, kind="last-arrival", when=arrival, source="person")
    filed = PartialDate.of(timezone.localdate() - timedelta(days=9))
    services.add_event(case, by=ana, kind="asylum-filed", when=filed, source="paper")

    page = at(ana).get(f"/cases/{case.pk}/timeline/").content.decode()

    assert "Done: Asylum form sent, " in page


def test_what_is_missing_says_which_deadline_waits_for_it(at, ana, case):
    services.add_event(case, by=ana, kind="last-arrival", when=PartialDate.unknown(), source="person")

    page = at(ana).get(f"/cases/{case.pk}/timeline/").content.decode()

    assert "Without it this cannot be counted: One year to ask for asylum" in page
