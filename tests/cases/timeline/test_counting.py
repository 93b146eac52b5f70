"""Ways of counting that a rule may use, and none of ours does today."""

from datetime import date

from cases.timeline.counting import capped, count, landing
from cases.timeline.dates import PartialDate
from cases.timeline.deadline import NO, YES, TimelineEvent
from cases.timeline.known import Known, Seen
from cases.timeline.rule import Compute, FactKind, Status, Version
from tests.cases.timeline.test_deadlines import CALENDAR, event, one
from tests.cases.timeline.test_deadlines_whole import row

WEDNESDAY, FRIDAY, MONDAY = date(2026, 11, 18), date(2026, 11, 20), date(2026, 11, 23)


def aim_of(**do_by):
    compute = {"op": "add", "n": 30}
    versions = [{"key": "v1", "status": "in_force", "citation": "8 CFR 1.2", "compute": compute}]
    return one("a-rule", event("nta-served", WEDNESDAY), rules=[row(versions=versions, do_by=do_by)]).do_by


def test_a_landing_is_shifted_the_way_it_says():
    assert landing(Compute("add", 3, shift_days=-1), WEDNESDAY, CALENDAR) == FRIDAY
    assert landing(Compute("add", 1, shift_days=1), WEDNESDAY, CALENDAR) == FRIDAY


def test_an_aim_can_be_counted_in_working_days_and_shifted():
    assert aim_of(op="add", n=3, unit="business_days") == MONDAY
    assert aim_of(op="add", n=3, unit="days", shift_days=-1) == FRIDAY


def test_an_aim_in_working_days_is_kept_where_a_notice_says_an_earlier_day():
    rule = row(do_by={"op": "add", "n": 2, "unit": "business_days"})

    assert one("a-rule", event("nta-served", WEDNESDAY, printed_due=MONDAY), rules=[rule]).do_by == FRIDAY


def test_a_window_of_one_day_is_aimed_at():
    window = {"op": "window", "opens": {"op": "add", "n": 5}, "closes": {"op": "add", "n": 5}}
    versions = [{"key": "v1", "status": "in_force", "citation": "8 CFR 1.2", "compute": window}]
    found = one("a-rule", event("nta-served", WEDNESDAY), rules=[row(versions=versions)])

    assert found.opens == found.do_by == found.last_day == MONDAY


def test_what_is_cut_short_keeps_how_it_was_counted_and_when_it_opens():
    version = Version("v1", Status.IN_FORCE, Compute("printed", max_days=2), "8 CFR 1.2")
    found = count(version, MONDAY, CALENDAR)._replace(opens=WEDNESDAY)

    shorter = capped(found, WEDNESDAY, 0, CALENDAR)

    assert (shorter.last, shorter.capped, shorter.compute, shorter.opens) == (
        FRIDAY,
        MONDAY,
        version.compute,
        WEDNESDAY,
    )


def test_a_kind_of_event_can_say_yes_about_itself():
    fact = FactKind("here", "event", None, yes_when=frozenset({"a"}), no_when=frozenset({"b"}))
    when = PartialDate.of(WEDNESDAY)
    a, b = (Seen(TimelineEvent(kind, kind, when)) for kind in ("a", "b"))

    assert [Known([], {}, MONDAY).answer(fact, each) for each in (a, b)] == [YES, NO]
