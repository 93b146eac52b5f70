"""Every field of what the engine gives, and the edges at which it gives something else."""

from datetime import date, timedelta

import pytest

from cases.timeline.business_days import Calendar, Closure
from cases.timeline.deadline import Step
from cases.timeline.deadlines import Deadline, Question, State, ask_once, explain
from cases.timeline.rules import all_rules, fact_kinds, find_rule, read_rule
from tests.cases.timeline.test_deadlines import KNOWN, TODAY, event, follow, one, rule, rules_in

BOTH = {"en": "Words.", "es": "Palabras."}


def whole(found):
    return {name: getattr(found, name) for name in Deadline.__dataclass_fields__}


def row(**fields):
    texts = ("name", "plain", "applies_to", "exceptions", "consequence", "verify_with")
    version = {"key": "v1", "status": "in_force", "citation": "8 CFR 1.2", "compute": {"op": "add", "n": 10}}
    given = {"id": "a-rule", "group": "court", "trigger": "nta-served", "filing": "received"}
    return read_rule(
        {**given, **dict.fromkeys(texts, BOTH), "questions": {"date": BOTH}, "versions": [version], **fields},
        fact_kinds(),
    )


def test_a_deadline_says_all_of_itself():
    found = one("petition-for-review", event("bia-decision", date(2026, 11, 17)))

    assert whole(found) == {
        "rule_id": "petition-for-review",
        "version_key": "v1",
        "event_id": "bia-decision",
        "state": State.AHEAD,
        "as_of": TODAY,
        "last_day": date(2026, 12, 17),
        "last_day_at_latest": date(2026, 12, 17),
        "do_by": date(2026, 12, 11),
        "opens": None,
        "why": (
            Step("day_zero", date(2026, 11, 17)),
            Step("after", date(2026, 12, 17), n=30, unit="days"),
            Step("do_by", date(2026, 12, 11)),
        ),
        "from_notice": False,
        "alert_days": (25, 20, 14, 10, 7, 3, 1),
        "warnings": (),
        "met_by": "",
        "counts": "last_day",
        "stopped_on": None,
        "digest": find_rule("petition-for-review").fingerprint,
    }


def test_something_at_any_time_says_all_of_itself():
    found = whole(one("stay-request", event("removal-scheduled", date(2026, 12, 1))))

    said = {name: value for name, value in found.items() if value}
    assert said == {
        "rule_id": "stay-request",
        "version_key": "v1",
        "event_id": "removal-scheduled",
        "state": State.ANY_TIME,
        "as_of": TODAY,
        "why": (Step("any_time"),),
        "counts": "last_day",
        "digest": find_rule("stay-request").fingerprint,
    }
    assert (found["alert_days"], found["warnings"], found["met_by"]) == ((), (), "")


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 20), State.AHEAD),
        (date(2026, 11, 21), State.ANY_TIME),
        (date(2026, 11, 22), State.ANY_TIME),
    ],
)
def test_a_first_day_says_all_of_itself(today, state):
    found = one("ead-asylum-apply-150", event("asylum-filed", date(2026, 6, 24)), today=today)

    assert whole(found) | {"warnings": ()} == {
        "rule_id": "ead-asylum-apply-150",
        "version_key": "v1",
        "event_id": "asylum-filed",
        "state": state,
        "as_of": today,
        "last_day": None,
        "last_day_at_latest": None,
        "do_by": None,
        "opens": date(2026, 11, 21),
        "why": (
            Step("day_zero", date(2026, 6, 24)),
            Step("after", date(2026, 11, 21), n=150, unit="days", off="on_the_way"),
            Step("opens", date(2026, 11, 21)),
        ),
        "from_notice": False,
        "alert_days": (14, 0),
        "warnings": (),
        "met_by": "",
        "counts": "first_day",
        "stopped_on": None,
        "digest": find_rule("ead-asylum-apply-150").fingerprint,
    }


def test_a_printed_date_of_its_own_says_all_of_itself():
    found = follow(event("hearing-held", date(2026, 11, 2), printed_due=date(2026, 12, 10)))[0]

    assert whole(found) == {
        "rule_id": "notice-date",
        "version_key": "notice",
        "event_id": "hearing-held",
        "state": State.AHEAD,
        "as_of": TODAY,
        "last_day": date(2026, 12, 10),
        "last_day_at_latest": date(2026, 12, 10),
        "do_by": date(2026, 12, 9),
        "opens": None,
        "why": (Step("printed", date(2026, 12, 10)), Step("do_by", date(2026, 12, 9))),
        "from_notice": True,
        "alert_days": (30, 14, 7, 3, 1),
        "warnings": (),
        "met_by": "",
        "counts": "last_day",
        "stopped_on": None,
        "digest": find_rule("notice-date").fingerprint,
    }


def test_a_stopped_count_says_all_of_itself():
    start = event("continuous-presence-start", date(2015, 6, 1))
    found = one("cancellation-10-years", start, event("stop-time-offense", date(2020, 1, 6)))

    said = {name: value for name, value in whole(found).items() if value}
    assert said == {
        "rule_id": "cancellation-10-years",
        "version_key": "v1",
        "event_id": "continuous-presence-start",
        "state": State.STOPPED,
        "as_of": TODAY,
        "why": (Step("day_zero", date(2015, 6, 1)), Step("stopped", date(2020, 1, 6))),
        "counts": "milestone",
        "stopped_on": date(2020, 1, 6),
        "digest": find_rule("cancellation-10-years").fingerprint,
    }


@pytest.mark.parametrize(
    ("stops", "stopped_on"),
    [
        ([date(2021, 3, 1), date(2018, 3, 1)], date(2018, 3, 1)),
        ([date(2015, 5, 31)], None),
        ([date(2015, 5, 31), date(2016, 1, 4)], date(2016, 1, 4)),
        ([date(2015, 6, 1)], date(2015, 6, 1)),
        ([date(2025, 6, 1)], date(2025, 6, 1)),
        ([date(2025, 6, 2)], None),
        (["XXXX", date(2017, 1, 9)], date(2017, 1, 9)),
        (["XXXX"], None),
    ],
)
def test_the_first_thing_within_the_ten_years_stops_them(stops, stopped_on):
    start = event("continuous-presence-start", date(2015, 6, 1))
    others = [event("stop-time-offense", day, id=str(n)) for n, day in enumerate(stops)]

    assert one("cancellation-10-years", start, *others).stopped_on == stopped_on


def test_an_offense_and_a_notice_stop_by_whichever_came_first():
    start = event("continuous-presence-start", date(2015, 6, 1))
    notice = event("nta-served", date(2017, 2, 1), answers={"has_time_and_place": "yes"})
    offense = event("stop-time-offense", date(2019, 2, 1))

    assert one("cancellation-10-years", start, offense, notice).stopped_on == date(2017, 2, 1)


# A printed day the law cuts short


@pytest.mark.parametrize(
    ("paper", "printed", "last", "said"),
    [
        (date(2026, 11, 2), date(2027, 1, 25), date(2027, 1, 25), "The date set is Monday Jan 25, 2027"),
        (date(2026, 11, 2), date(2027, 1, 26), date(2027, 1, 25), "at most 84 days"),
        (
            date(2026, 10, 31),
            date(2027, 2, 1),
            date(2027, 1, 22),
            "That is Jan 23, 2027, a Saturday. So the last",
        ),
        (
            date(2026, 10, 26),
            date(2027, 2, 1),
            date(2027, 1, 15),
            "Monday Jan 18, 2027, a holiday. So the last",
        ),
    ],
)
def test_the_most_days_the_law_gives(paper, printed, last, said):
    notice = event("rfe-received", paper, printed_due=printed, answers={"by_mail": "no"})

    found = one("uscis-rfe", notice)

    assert found.last_day == found.last_day_at_latest == last
    assert said in explain(found, "en")


def test_the_most_days_end_before_a_closed_office():
    closed = Calendar((Closure("federal", date(2027, 1, 25), "weather", True, "the page", TODAY),))
    notice = event("rfe-received", date(2026, 11, 2), printed_due=date(2027, 3, 1), answers={"by_mail": "no"})

    found = one("uscis-rfe", notice, calendar=closed)

    assert found.last_day == date(2027, 1, 22)
    assert "That is Monday Jan 25, 2027. The office is closed, so the last legal day is" in explain(
        found, "en"
    )


def test_the_paper_that_cuts_short_is_day_zero_of_our_aim():
    aimed = row(
        do_by={"op": "add", "n": 5},
        questions={"date": BOTH, "printed": BOTH},
        versions=[
            {
                "key": "v1",
                "status": "in_force",
                "citation": "8 CFR 1.2",
                "compute": {"op": "printed", "max_days": 20},
            }
        ],
    )
    notice = event("nta-served", date(2026, 11, 23), printed_due=date(2027, 3, 1))

    found = one("a-rule", notice, rules=[aimed])

    assert (found.last_day, found.do_by) == (date(2026, 12, 13), date(2026, 11, 27))


# What is asked


def test_a_missing_event_is_asked_for_only_where_the_rule_could_run():
    asks = row(questions={"date": BOTH, "event": BOTH}, needs={"detained": "no", "represented": "no"})

    def asked(**facts):
        return [item.asks for item in follow(facts=facts, rules=[asks])]

    assert asked() == ["event"]
    assert asked(detained="no", represented="unknown") == ["event"]
    assert asked(detained="no", represented="yes") == []
    assert asked(detained="yes") == []


def test_two_rules_that_miss_an_event_ask_for_both():
    asks = [row(id=name, questions={"date": BOTH, "event": BOTH}) for name in ("one", "two")]

    assert [item.rule_id for item in ask_once(follow(rules=asks))] == ["one", "two"]


def test_a_missing_event_that_is_there_is_not_asked_for():
    asks = row(questions={"date": BOTH, "event": BOTH})

    assert [type(item) for item in follow(event("nta-served", date(2026, 11, 2)), rules=[asks])] == [Deadline]


def test_what_is_asked_of_the_case_is_asked_once_and_what_of_an_event_of_each():
    hearings = [event("hearing-individual-scheduled", date(2027, n, 11), id=str(n)) for n in (3, 4)]
    births = [event("birth", date(2010, n, 11), id=str(n)) for n in (3, 4)]

    def asked(events, fact):
        return [item.event_id for item in ask_once(follow(*events, facts={})) if item.asks == fact]

    assert len(asked(hearings, "detained")) == 1
    assert asked(births, "own_birth") == ["3", "4"]


def test_the_first_open_fact_is_asked_first():
    found = one("sijs-age-21", event("birth", date(2010, 3, 1)), facts={})

    assert found == Question("sijs-age-21", "birth", "own_birth")


def test_what_is_long_over_is_not_asked_about():
    def asked(born):
        return rules_in(follow(event("birth", born), facts={})) & {"sijs-age-21", "selective-service-18"}

    assert asked(date(1985, 7, 1)) == set()
    assert asked(date(2003, 7, 1)) == {"selective-service-18"}
    assert asked(date(2010, 7, 1)) == {"sijs-age-21", "selective-service-18"}


# Ages and papers


@pytest.mark.parametrize(
    ("born", "entered", "asks"),
    [
        ("2012-05-17", date(2026, 5, 16), None),
        ("2012-05-17", date(2026, 5, 17), "registered"),
        ("2012", date(2026, 5, 17), "under_14"),
        ("2012", date(2025, 12, 31), None),
        ("2012", date(2026, 12, 31), "registered"),
        ("what", date(2026, 5, 17), "under_14"),
        ("XXXX", date(2026, 5, 17), "under_14"),
    ],
)
def test_an_age_is_that_of_the_day_of_the_event(born, entered, asks):
    facts = {"known_to_government": "no", "birth_date": born}

    found = [
        item
        for item in follow(event("entry-to-us", entered), facts=facts)
        if item.rule_id == "alien-registration"
    ]

    assert [item.asks for item in found] == ([asks] if asks else [])


def test_an_age_is_not_known_while_the_event_may_be_on_either_side_of_the_birthday():
    facts = {"known_to_government": "no", "birth_date": "2012-05-17"}

    assert one("alien-registration", event("entry-to-us", "2026-05"), facts=facts).asks == "under_14"
    assert one("alien-registration", event("entry-to-us", "2026-06"), facts=facts).asks == "registered"


def test_two_births_called_ones_own_say_no_age():
    births = [event("birth", date(2012, n, 17), id=str(n), answers={"own_birth": "yes"}) for n in (5, 6)]
    start = event("unlawful-presence-start", date(2026, 6, 1))

    assert one("unlawful-presence-180", start, *births, facts={}).asks == "under_18"


def test_the_most_recent_paper_says_whether_an_appeal_is_open():
    moved = event("address-changed", date(2026, 11, 20))

    def papers(*days):
        kinds = ("bia-decision", "bia-appeal-filed")
        return [event(kind, day) for kind, day in zip(kinds, days, strict=True)]

    def found(*days):
        return [item for item in follow(moved, *papers(*days), facts={}) if item.rule_id == "eoir33-bia"]

    assert [type(item) for item in found(date(2024, 5, 1), date(2026, 9, 1))] == [Deadline]
    assert found(date(2026, 9, 1), date(2024, 5, 1)) == []
    assert [item.asks for item in found("XXXX", date(2024, 5, 1))] == ["appeal_pending"]


def test_only_the_board_having_decided_closes_the_appeal():
    moved, decided = event("address-changed", date(2026, 11, 20)), event("bia-decision", date(2026, 9, 1))

    assert "eoir33-bia" not in rules_in(follow(moved, decided, facts={"known_to_government": "yes"}))


def test_a_kind_that_answers_a_question_about_itself_says_yes_or_no():
    order = event("in-absentia-order", date(2026, 10, 1))

    assert "motion-reopen-in-absentia-180" in rules_in(follow(order, facts={"present_at_order": "yes"}))


# Warnings, and what was met


def test_what_a_vacated_version_would_have_said_is_not_said_of_an_unsure_day():
    (warning,) = one("bia-appeal", event("ij-decision", "2026-10")).warnings

    assert warning.would_be is None


def test_what_answers_a_deadline_lies_between_its_event_and_its_last_day():
    decision = event("bia-decision", date(2026, 10, 1))

    def met(day):
        return one("petition-for-review", decision, event("federal-case-filed", day)).met_by

    assert [met(date(2026, 9, 30)), met(date(2026, 11, 3)), met("XXXX"), met("2026-11")] == ["", "", "", ""]
    assert met(date(2026, 10, 1)) == met(date(2026, 11, 2)) == met("2026-10") == "federal-case-filed"


# Edges of days


def test_a_rule_falls_silent_the_day_after_its_time():
    order, last_day = event("final-order", date(2026, 1, 5)), date(2026, 4, 5)

    def said(days):
        return "removal-period-90" in rules_in(follow(order, today=last_day + timedelta(days=days)))

    assert (said(180), said(181)) == (True, False)


def test_a_new_law_asks_of_a_month_that_reaches_into_its_time():
    assert one("asylum-annual-fee-uscis", event("annual-asylum-fee-notice", "2025-07")).last_day == date(
        2025, 8, 21
    )
    assert "asylum-annual-fee-uscis" not in rules_in(follow(event("annual-asylum-fee-notice", "2025-06")))


def test_a_window_that_has_no_open_day_left_aims_before_it():
    found = one("tps-reregister", event("tps-fr-notice", date(2026, 12, 5), printed_due=date(2026, 12, 6)))

    assert (found.opens, found.do_by, found.last_day) == (
        date(2026, 12, 5),
        date(2026, 11, 20),
        date(2026, 12, 6),
    )


def test_our_aim_skips_a_closed_office():
    closed = Calendar((Closure("federal", date(2026, 11, 27), "order", False, "the page", TODAY),))

    assert one("eoir33-bia", event("address-changed", date(2026, 11, 20)), calendar=closed).do_by == date(
        2026, 11, 25
    )


def test_the_aim_for_a_day_cut_short_by_a_notice_is_before_it():
    found = one(
        "petition-for-review", event("bia-decision", date(2026, 11, 2), printed_due=date(2026, 11, 30))
    )

    assert (found.last_day, found.do_by, found.from_notice) == (date(2026, 11, 30), date(2026, 11, 27), True)


def test_results_stand_in_order_of_their_days_and_questions_at_the_end():
    found = follow(
        event("final-order", date(2026, 11, 2)),
        event("asylum-filed", date(2026, 11, 2)),
        event("bia-decision", date(2026, 11, 2)),
        event("stop-time-offense", date(2026, 11, 2)),
        facts={**KNOWN, "afraid": "yes"},
    )

    kinds = [isinstance(item, Question) for item in found]
    days = [item.last_day or item.opens or date.max for item in found if isinstance(item, Deadline)]
    assert kinds == sorted(kinds)
    assert days == sorted(days)
    assert days[-1] == date.max


def test_shifted_days_are_said_one_after_the_other():
    found = one(
        "a-rule",
        event("nta-served", date(2026, 11, 2)),
        rules=[rule(op="add", n=2, unit="months", shift_days=-1)],
    )

    assert found.why[:3] == (
        Step("day_zero", date(2026, 11, 2)),
        Step("after", date(2027, 1, 2), n=2, unit="months", off="on_the_way"),
        Step("shift", date(2027, 1, 1), n=-1),
    )


def test_a_count_back_that_rolled_says_where_to_and_why():
    found = one("court-evidence-master", event("hearing-master-scheduled", date(2026, 12, 11)))

    assert found.why[:2] == (
        Step("day_zero", date(2026, 12, 11)),
        Step("before", date(2026, 11, 26), date(2026, 11, 27), 15, "days", "holiday"),
    )


def test_no_rule_of_ours_waits_for_an_event_of_no_kind():
    assert all(each.triggers for each in all_rules() if not each.on_any_notice)


# Questions say which event they are about, and in the rule's own words


@pytest.mark.parametrize(
    ("rule_id", "kind", "when", "asks"),
    [
        ("uscis-i290b", "uscis-denial", "2026-11-02", "by_mail"),
        ("uscis-rfe", "rfe-received", "2026-11-02", "printed"),
        ("petition-for-review", "bia-decision", "XXXX", "date"),
        ("ead-auto-extension", "ead-renewal-filed", "2025-10-01", "ead-expires"),
    ],
)
def test_a_question_is_the_rules_own_about_its_event(rule_id, kind, when, asks):
    (asked,) = [
        item
        for item in follow(event(kind, when, id="it"))
        if isinstance(item, Question) and item.asks == asks
    ]

    assert (asked.rule_id, asked.event_id) == (rule_id, "it")
    assert asked.text == find_rule(rule_id).questions[asks]
    assert asked.about_event == (asks != "ead-expires")


def test_of_three_arrivals_only_the_last_counts():
    days = [date(2019, 5, 1), date(2026, 3, 2), date(2022, 7, 4)]

    arrivals = [event("last-arrival", day, id=str(day)) for day in days]

    assert one("asylum-one-year", *arrivals).event_id == "2026-03-02"


def test_the_day_of_another_event_can_pick_the_version():
    versions = [
        {
            "key": key,
            "status": "in_force",
            "citation": "8 CFR 1.2",
            "applies_by": "asylum-filed",
            "compute": {"op": "add", "n": n},
            **effective,
        }
        for key, n, effective in (
            ("v1", 10, {"effective_to": date(2026, 5, 31)}),
            ("v2", 20, {"effective_from": date(2026, 6, 1)}),
        )
    ]
    picked = row(versions=versions, questions={"date": BOTH, "asylum-filed": BOTH})
    notice = event("nta-served", date(2026, 11, 2))

    def found(filed):
        return one("a-rule", notice, event("asylum-filed", filed), rules=[picked])

    assert found(date(2026, 5, 31)).last_day == date(2026, 11, 12)
    assert found(date(2026, 6, 1)).last_day == date(2026, 11, 22)
    assert found("XXXX").asks == "asylum-filed"


def test_the_days_of_a_window_are_said():
    found = one("daca-renewal", event("daca-expires", date(2027, 6, 30)))

    assert Step("opens", date(2027, 1, 31)) in found.why


def test_a_notice_that_says_the_same_day_is_not_said_twice():
    found = one(
        "petition-for-review", event("bia-decision", date(2026, 11, 17), printed_due=date(2026, 12, 17))
    )

    assert found.from_notice
    assert "Your notice says" not in explain(found, "en")


def test_the_day_set_is_said_for_what_is_fixed_and_for_no_days_at_all():
    fixed = one("court-call-up-date", event("judge-set-deadline", date(2026, 12, 4)))
    none = one("i751-window", event("conditional-card-expires", date(2027, 6, 30)))

    assert fixed.why[0] == Step("set", date(2026, 12, 4))
    assert none.why[0] == Step("set", date(2027, 6, 30))
