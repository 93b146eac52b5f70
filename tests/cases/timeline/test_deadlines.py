import random
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from cases.timeline.business_days import Calendar, Closure
from cases.timeline.dates import PartialDate
from cases.timeline.deadlines import (
    Deadline,
    Question,
    State,
    TimelineEvent,
    ask_once,
    deadlines,
    explain,
    needs_words,
    question_words,
)
from cases.timeline.rules import all_rules, fact_kinds, find_rule, read_rule

TODAY = date(2026, 11, 21)
CALENDAR = Calendar()
VECTORS = yaml.safe_load(Path(__file__).with_name("vectors.yaml").read_text())

# Rosa has a case, is not held, has no lawyer, and was in court.
KNOWN = {
    "known_to_government": "yes",
    "detained": "no",
    "represented": "no",
    "present_at_order": "yes",
    "appeal_pending": "yes",
}


def event(kind, when, **more):
    when = PartialDate.of(when) if isinstance(when, date) else PartialDate.from_text(when)
    return TimelineEvent(id=more.pop("id", kind), kind=kind, when=when, **more)


def follow(*events, facts=KNOWN, today=TODAY, calendar=CALENDAR, rules=None):
    return deadlines(events, facts, rules or all_rules(), calendar, today)


def one(rule_id, *events, **more):
    (found,) = [item for item in follow(*events, **more) if item.rule_id == rule_id]
    return found


def rules_in(found):
    return {item.rule_id for item in found}


def rule(**compute):
    """A rule about nothing, to see one way of counting."""
    both = {"en": "Words.", "es": "Palabras."}
    texts = dict.fromkeys(("name", "plain", "applies_to", "exceptions", "consequence", "verify_with"), both)
    questions = {"date": both, "ead-expires": both}
    versions = [{"key": "v1", "status": "in_force", "citation": "8 CFR 1.2", "compute": compute}]
    row = {
        "id": "a-rule",
        "group": "court",
        "trigger": "nta-served",
        "filing": "received",
        "versions": versions,
    }
    return read_rule({**row, **texts, "questions": questions}, fact_kinds())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['rule']} {vector['day_zero']}")
def test_worked_by_hand(vector):
    about = {"printed_due": vector.get("printed"), "answers": vector.get("answers", {})}
    events = [event(vector["kind"], vector["day_zero"], **about)]
    events += [event(kind, day) for kind, day in vector.get("others", {}).items()]
    earlier = min(event.when.on for event in events) - timedelta(
        days=30
    )  # nothing is past, so nothing is silent

    found = one(vector["rule"], *events, facts=KNOWN | vector.get("facts", {}), today=earlier)

    assert (found.last_day, found.do_by, found.opens, found.version_key) == (
        vector.get("last"),
        vector.get("by"),
        vector.get("opens"),
        vector["version"],
    )


@pytest.mark.parametrize(
    ("compute", "day_zero", "last"),
    [
        (
            {"op": "add", "n": 1, "unit": "years", "roll": "next_business_day"},
            date(2024, 2, 29),
            date(2025, 2, 28),
        ),
        ({"op": "add", "n": 21, "unit": "years", "shift_days": -1}, date(2005, 12, 15), date(2026, 12, 14)),
        ({"op": "add", "n": 6, "unit": "months", "shift_days": -1}, date(2026, 8, 31), date(2027, 2, 27)),
        ({"op": "subtract", "n": 6, "unit": "months"}, date(2027, 8, 31), date(2027, 2, 28)),
        ({"op": "add", "n": 1, "unit": "business_days"}, date(2026, 11, 25), date(2026, 11, 27)),
        ({"op": "add", "n": 5, "unit": "business_days"}, date(2026, 12, 23), date(2026, 12, 31)),
        ({"op": "add", "n": 7, "roll": "next_business_day"}, date(2026, 11, 19), date(2026, 11, 27)),
        ({"op": "fixed", "roll": "previous_business_day"}, date(2026, 12, 26), date(2026, 12, 24)),
    ],
)
def test_ways_of_counting(compute, day_zero, last):
    assert one("a-rule", event("nta-served", day_zero), rules=[rule(**compute)]).last_day == last


def test_a_paper_that_came_by_mail_has_its_extra_days():
    by_mail = event("nta-served", date(2026, 11, 2), answers={"by_mail": "yes"})

    assert one("a-rule", by_mail, rules=[rule(op="add", n=30, mailed_extra=3)]).last_day == date(2026, 12, 5)


def test_counting_can_start_from_another_event():
    from_the_card = [rule(op="add", n=0, **{"from": "ead-expires"})]
    filed, card = event("nta-served", date(2025, 10, 30)), event("ead-expires", date(2026, 1, 15))

    assert one("a-rule", filed, card, rules=from_the_card).last_day == date(2026, 1, 15)
    assert one("a-rule", filed, rules=from_the_card).asks == "ead-expires"


# What is known


def test_an_unknown_fact_gives_a_question_and_no_date():
    found = one("bia-appeal", event("ij-decision", date(2026, 11, 16)), facts={})

    assert found == Question("bia-appeal", "ij-decision", "present_at_order")
    assert question_words(found, "en") == "Were you in court when the judge made the order?"


def test_a_fact_that_rules_it_out_leaves_nothing_to_ask():
    found = follow(event("address-changed", date(2026, 11, 20)), facts={"known_to_government": "no"})

    assert rules_in(found) == {"asylum-one-year"}


def test_without_a_known_case_only_the_lawyer_is_named():
    moments = [
        event(kind, date(2026, 10, 1)) for kind in ("last-arrival", "address-changed", "birth", "entry-to-us")
    ]

    found = follow(*moments, facts={"known_to_government": "no"})

    assert not [item.rule_id for item in found if find_rule(item.rule_id).names_agency]
    assert "asylum-one-year" in rules_in(found)


def test_whoever_has_a_hearing_has_a_case():
    moved, hearing = (
        event("address-changed", date(2026, 11, 20)),
        event("hearing-master-scheduled", date(2027, 3, 1)),
    )

    assert one("ar11", moved, hearing, facts={}).last_day == date(2026, 11, 30)
    assert one("ar11", moved, hearing, facts={"known_to_government": "no"}).last_day == date(2026, 11, 30)


def test_an_appeal_is_open_until_the_board_decides():
    moved = event("address-changed", date(2026, 11, 20))
    filed, decided = event("bia-appeal-filed", date(2026, 5, 1)), event("bia-decision", date(2026, 9, 1))

    assert isinstance(one("eoir33-bia", moved, filed, facts={}), Deadline)
    assert "eoir33-bia" not in rules_in(follow(moved, filed, decided, facts={}))


def test_with_a_lawyer_the_other_rule_speaks():
    hearing = event("hearing-individual-scheduled", date(2027, 1, 11))

    found = rules_in(follow(hearing, facts={**KNOWN, "represented": "yes"}))

    assert "court-evidence-individual-represented" in found
    assert "court-evidence-individual-prose" not in found


def test_somebody_who_is_held_gets_no_date_for_people_who_are_not():
    hearing = event("hearing-individual-scheduled", date(2027, 1, 11))

    assert rules_in(follow(hearing, facts={**KNOWN, "detained": "yes"})) == {"asylum-one-year"}


def test_a_decision_made_without_the_person_is_an_order_in_absentia():
    found = rules_in(
        follow(event("ij-decision", date(2026, 10, 15)), facts={**KNOWN, "present_at_order": "no"})
    )

    assert {"motion-reopen-in-absentia-180", "motion-reopen-in-absentia-no-notice"} <= found
    assert "bia-appeal" not in found


def test_an_old_order_in_absentia_does_not_answer_for_a_new_decision():
    old, new = event("in-absentia-order", date(2019, 5, 1)), event("ij-decision", date(2026, 11, 16))

    assert one("bia-appeal", old, new).last_day == date(2026, 12, 16)


def test_one_answer_for_two_orders_is_no_answer():
    first, second = (event("ij-decision", day, id=str(day)) for day in (date(2024, 5, 1), date(2026, 11, 16)))

    asked = [item for item in follow(first, second) if item.rule_id == "bia-appeal"]

    assert [(item.event_id, item.asks) for item in asked] == [
        ("2024-05-01", "present_at_order"),
        ("2026-11-16", "present_at_order"),
    ]


def test_an_answer_about_the_order_itself_counts():
    decision = event("ij-decision", date(2026, 11, 16), answers={"present_at_order": "yes"})

    assert one("bia-appeal", decision, facts={}).last_day == date(2026, 12, 16)


def test_several_rules_ask_the_same_thing_once():
    found = follow(event("address-changed", date(2026, 11, 20)), facts={})

    assert [item.asks for item in ask_once(found)] == ["known_to_government", "event"]


# What is missing


def test_an_unknown_arrival_is_said():
    found = one("asylum-one-year")

    assert (found.event_id, found.asks) == (None, "event")
    assert needs_words(found, "es") == (
        "Aún no podemos contar este plazo. Por favor díganos: "
        "¿Cuándo llegó por última vez a Estados Unidos? Basta el mes o el año."
    )


def test_who_has_asked_for_asylum_is_not_asked_when_they_came():
    assert "asylum-one-year" not in rules_in(follow(event("asylum-filed", date(2020, 1, 6))))


@pytest.mark.parametrize("when", ["XXXX", "..", "2026-12-01/..", "?"])
def test_an_event_without_its_day_gives_a_question(when):
    found = one("court-evidence-individual-prose", event("hearing-individual-scheduled", when))

    assert (found.event_id, found.asks) == ("hearing-individual-scheduled", "date")


def test_a_day_before_all_our_versions_is_a_question_for_a_lawyer():
    found = one("asylum-one-year", event("last-arrival", date(1995, 4, 2)))

    assert found.asks == "version"
    assert question_words(found, "en") == "Our rules do not reach back to that day. What does a lawyer say?"


def test_only_the_last_arrival_counts():
    first, last = (event("last-arrival", day, id=str(day)) for day in (date(2019, 5, 1), date(2026, 3, 2)))

    assert one("asylum-one-year", last, first).event_id == "2026-03-02"


# Partial dates


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2027, 2, 28), State.AHEAD),
        (date(2027, 3, 1), State.MAYBE_NOW),
        (date(2027, 3, 30), State.MAYBE_NOW),
        (date(2027, 3, 31), State.PAST),
    ],
)
def test_a_month_aims_early_and_is_past_late(today, state):
    found = one("asylum-one-year", event("last-arrival", "2026-03"), today=today)

    assert (found.last_day, found.last_day_at_latest, found.state) == (
        date(2027, 2, 28),
        date(2027, 3, 30),
        state,
    )


def test_about_a_month_aims_a_month_earlier():
    found = one("asylum-one-year", event("last-arrival", "2026-03~"))

    assert (found.last_day, found.last_day_at_latest) == (date(2027, 1, 31), date(2027, 4, 29))


def test_a_month_across_two_versions_keeps_the_earliest_and_the_latest_of_both():
    found = one("bia-appeal", event("ij-decision", "2026-03"))

    assert (found.version_key, found.last_day, found.last_day_at_latest) == (
        "v1",
        date(2026, 3, 31),
        date(2026, 4, 30),
    )


def test_a_first_day_waits_for_the_latest_the_event_can_have_been():
    found = one("ead-asylum-apply-150", event("asylum-filed", "2026-06"))

    assert (found.opens, found.state) == (date(2026, 11, 27), State.AHEAD)


# Printed dates


def test_an_earlier_date_on_the_notice_wins():
    found = one("bia-appeal", event("ij-decision", date(2026, 11, 16), printed_due=date(2026, 11, 24)))

    assert (found.last_day, found.do_by, found.from_notice) == (date(2026, 11, 24), date(2026, 11, 23), True)
    assert "Your notice says Tuesday Nov 24. We show the earlier date." in explain(found, "en")


def test_a_later_date_on_the_notice_does_not():
    found = one("bia-appeal", event("ij-decision", date(2026, 11, 16), printed_due=date(2026, 12, 30)))

    assert (found.last_day, found.from_notice) == (date(2026, 12, 16), False)


def test_a_printed_date_comes_out_whatever_is_unknown():
    found = follow(event("ij-decision", date(2026, 11, 16), printed_due=date(2026, 12, 12)), facts={})

    notice = found[0]
    assert (notice.rule_id, notice.last_day, notice.do_by) == (
        "notice-date",
        date(2026, 12, 12),
        date(2026, 12, 11),
    )
    assert explain(notice, "en") == "Your notice says Saturday Dec 12. Do it by Friday Dec 11."
    assert "bia-appeal" in rules_in(found)


def test_a_printed_date_of_a_kind_no_rule_knows_comes_out():
    found = follow(event("annual-asylum-fee-notice", "XXXX", printed_due=date(2026, 12, 10)))

    assert found[0].last_day == date(2026, 12, 10)


# Versions


def test_a_vacated_version_warns_and_computes_nothing():
    found = one("bia-appeal", event("ij-decision", date(2026, 3, 9)))

    (warning,) = found.warnings
    assert (found.version_key, warning.version_key, warning.status) == ("v3", "v2", "vacated")
    assert warning.would_be == date(2026, 3, 19)
    assert warning.note.say("en").startswith("The printed rules still say 10 days.")


def test_a_decision_before_the_vacated_version_has_no_warning():
    assert one("bia-appeal", event("ij-decision", date(2026, 3, 6))).warnings == ()


def test_a_proposed_version_warns_without_a_date():
    found = one("ead-asylum-apply-150", event("asylum-filed", date(2026, 6, 24)))

    assert [(warning.status, warning.would_be) for warning in found.warnings] == [("proposed", None)]


# States


def test_a_deadline_is_ahead_on_its_last_day_and_past_the_day_after():
    hearing = event("ij-decision", date(2026, 10, 15))

    assert one("bia-appeal", hearing, today=date(2026, 11, 16)).state == State.AHEAD
    assert one("bia-appeal", hearing, today=date(2026, 11, 17)).state == State.PAST


def test_the_same_deadline_can_be_seen_on_another_day():
    found = one("bia-appeal", event("ij-decision", date(2026, 10, 15)), today=date(2026, 10, 16))

    assert found.on(date(2026, 11, 17)).state == State.PAST
    assert found.on(date(2026, 11, 16)).aim_has_passed


def test_a_deadline_answered_in_time_says_by_what():
    decision, appeal = event("ij-decision", date(2026, 10, 15)), event("bia-appeal-filed", date(2026, 10, 22))

    assert one("bia-appeal", decision, appeal).met_by == "bia-appeal-filed"


def test_a_filing_after_the_last_day_does_not_answer_it():
    arrival, filed = event("last-arrival", date(2022, 1, 10)), event("asylum-filed", date(2025, 2, 3))

    assert one("asylum-one-year", arrival, filed).met_by == ""


# Words


def test_explain_follows_the_counting_step_by_step():
    found = one("bia-appeal", event("ij-decision", date(2026, 10, 15)), today=date(2026, 10, 16))

    assert explain(found, "en") == (
        "Day 0 is Oct 15. 30 days is Nov 14, a Saturday, so the last legal day is Monday Nov 16. "
        "Do it by Friday Oct 23."
    )
    assert explain(found, "es") == (
        "El día 0 es el 15 de octubre. 30 días después es sábado 14 de noviembre. "
        "Por eso el último día legal es el lunes 16 de noviembre. Hágalo antes del viernes 23 de octubre."
    )


def test_explain_says_years_where_they_differ():
    found = one("court-evidence-individual-prose", event("hearing-individual-scheduled", date(2027, 1, 11)))

    assert explain(found, "en") == (
        "Day 0 is Jan 11, 2027. 15 days before is Dec 27, 2026, a Sunday, "
        "so the last legal day is Monday Dec 28, 2026. Do it by Friday Dec 11, 2026."
    )


def test_explain_past_always_has_exceptions_and_a_lawyer():
    found = one("bia-appeal", event("ij-decision", date(2024, 5, 1)))

    assert explain(found, "en").endswith("This date has passed. There are exceptions. Ask a lawyer.")
    assert "Do it by" not in explain(found, "en")


def test_explain_maybe_now_sends_to_a_lawyer_this_week():
    found = one("asylum-one-year", event("last-arrival", "2025-11"))

    assert explain(found, "en").startswith(
        "We do not know the day, so we count from the first day it could be."
    )
    assert explain(found, "en").endswith("This date may be now. See a lawyer this week.")


def test_explain_says_when_our_aim_has_passed_and_the_law_has_not():
    found = one("bia-appeal", event("ij-decision", date(2026, 10, 27)))

    assert explain(found, "en").endswith("The day we aimed for, Friday Nov 6, has passed. Do it now.")


def test_explain_any_time():
    found = one("motion-reopen-in-absentia-no-notice", event("in-absentia-order", "XXXX"))

    assert (found.state, found.last_day) == (State.ANY_TIME, None)
    assert explain(found, "en") == "You can ask at any time. Do it as soon as you can."


@pytest.mark.parametrize(
    ("compute", "day_zero", "said"),
    [
        (
            {"op": "fixed", "roll": "next_business_day"},
            date(2026, 11, 28),
            "The date set is Nov 28, a Saturday, so the last",
        ),
        ({"op": "fixed"}, date(2026, 12, 4), "The date set is Friday Dec 4: that is the last legal day."),
        (
            {"op": "add", "n": 5, "unit": "business_days"},
            date(2026, 11, 20),
            "5 working days is Monday Nov 30: that is",
        ),
        (
            {"op": "subtract", "n": 1},
            date(2026, 12, 4),
            "1 day before is Thursday Dec 3: that is the last legal day.",
        ),
        (
            {"op": "add", "n": 1, "unit": "months", "shift_days": 30},
            date(2026, 10, 1),
            "30 days after that is Tuesday Dec 1",
        ),
        (
            {"op": "add", "n": 2, "unit": "months", "shift_days": -9},
            date(2026, 10, 12),
            "9 days before that is Thursday Dec 3",
        ),
    ],
)
def test_explain_knows_every_way_of_counting(compute, day_zero, said):
    found = one("a-rule", event("nta-served", day_zero), rules=[rule(**compute)])

    assert said in explain(found, "en")
    assert said not in explain(found, "es")


def test_a_closed_office_is_said():
    closed = Calendar((Closure("federal", date(2026, 12, 3), "weather", True, "the court's page", TODAY),))

    found = one(
        "a-rule",
        event("nta-served", date(2026, 11, 23)),
        rules=[rule(op="add", n=10, roll="next_business_day")],
        calendar=closed,
    )

    assert (
        "10 days is Thursday Dec 3. The office is closed, so the last legal day is Friday Dec 4."
        in explain(found, "en")
    )


def test_a_deadline_can_be_stored_and_said_again_in_another_language():
    found = one("bia-appeal", event("ij-decision", date(2026, 10, 15)), today=date(2026, 10, 16))

    again = Deadline.from_data(found.to_data())

    assert again == found
    assert explain(again, "es") == explain(found, "es")


# What always holds


def many_cases(n):
    chance = random.Random(33)
    triggers = sorted({kind for each in all_rules() for kind in each.triggers})
    for _ in range(n):
        kind = chance.choice(triggers)
        yield kind, date(2020, 1, 1) + timedelta(days=chance.randrange(3650))


def counted(kind, day, **more):
    return [
        item for item in follow(event(kind, day, **more)) if isinstance(item, Deadline) and item.is_to_act
    ]


def test_do_it_by_is_a_business_day_never_after_the_last_legal_day():
    for kind, day in many_cases(300):
        for found in counted(kind, day):
            assert found.do_by <= found.last_day, (found.rule_id, day)
            assert CALENDAR.is_business_day(found.do_by), (found.rule_id, day)


def test_a_day_later_never_makes_a_deadline_earlier_within_a_version():
    for kind, day in many_cases(300):
        today, tomorrow = (
            {found.rule_id: found for found in counted(kind, day + timedelta(days=n))} for n in (0, 1)
        )
        for rule_id in today.keys() & tomorrow.keys():
            if today[rule_id].version_key == tomorrow[rule_id].version_key:
                assert today[rule_id].last_day <= tomorrow[rule_id].last_day, (rule_id, day)


def test_the_order_of_events_does_not_matter():
    chance = random.Random(33)
    events = [event(kind, day, id=str(n)) for n, (kind, day) in enumerate(many_cases(40))]
    expected = follow(*events)

    for _ in range(10):
        chance.shuffle(events)
        assert follow(*events) == expected


def slow_last_day(day_zero, n, *, rolls):
    day = day_zero
    for _ in range(n):
        day += timedelta(days=1)
    while rolls and CALENDAR.day_off(day):
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize(
    ("rule_id", "kind", "n"),
    [("motion-reopen", "final-order", 90), ("petition-for-review", "bia-decision", 30)],
)
def test_counting_day_by_day_agrees(rule_id, kind, n):
    for _kind, day in many_cases(200):
        assert one(rule_id, event(kind, day)).last_day == slow_last_day(day, n, rolls=True)


def test_every_rule_has_something_to_say_in_both_languages():
    for each in all_rules():
        for kind in each.triggers:
            for item in follow(event(kind, date(2026, 11, 2)), rules=[each]):
                words = explain if isinstance(item, Deadline) else question_words
                assert words(item, "en") != words(item, "es"), each.id


def test_find_rule_gives_the_rule_of_a_deadline():
    found = one("ar11", event("address-changed", date(2026, 11, 20)))

    assert find_rule(found.rule_id).alert_days == found.alert_days == (7, 3, 1)


# What only some rules do


def by_hand(**answers):
    return {"by_mail": "no", **answers}


def test_a_paper_that_may_have_come_by_mail_aims_early_is_past_late_and_is_asked_about():
    found = [
        item for item in follow(event("uscis-denial", date(2026, 11, 2))) if item.rule_id == "uscis-i290b"
    ]

    due, asked = found
    assert (due.last_day, due.last_day_at_latest) == (date(2026, 12, 2), date(2026, 12, 7))
    assert asked.asks == "by_mail"
    assert "Papers that come by mail have 3 days more. Tell us how this one came." in explain(due, "en")


def test_a_printed_day_is_asked_for_where_only_it_counts():
    found = one("uscis-rfe", event("rfe-received", date(2026, 11, 2)))

    assert found.asks == "printed"
    assert question_words(found, "en") == "By which day does USCIS want the answer?"


def test_a_printed_day_cannot_be_later_than_the_law_allows():
    notice = event("rfe-received", date(2026, 11, 2), printed_due=date(2027, 3, 1), answers=by_hand())

    found = one("uscis-rfe", notice)

    assert found.last_day == date(2027, 1, 25)
    assert explain(found, "en").startswith(
        "Your notice says Monday Mar 1, 2027. The law gives at most 84 days from the date of the paper. "
        "So the last legal day is Monday Jan 25, 2027."
    )


def test_the_limit_of_a_printed_day_is_as_unsure_as_the_day_of_the_paper():
    found = one(
        "uscis-noid", event("noid-received", "2026-11", printed_due=date(2027, 6, 1), answers=by_hand())
    )

    assert (found.last_day, found.last_day_at_latest) == (date(2026, 12, 1), date(2026, 12, 30))


def test_three_years_instead_of_five_for_somebody_married_to_a_citizen():
    resident = date(2024, 3, 1)

    unasked, single, married = (
        one("n400-early", event("lpr-since", resident, answers=said))
        for said in ({}, {"married_to_citizen": "no"}, {"married_to_citizen": "yes"})
    )

    assert unasked.asks == "married_to_citizen"
    assert (single.opens, married.opens) == (date(2028, 12, 1), date(2026, 12, 1))


def test_a_proper_notice_stops_the_ten_years():
    start, notice = event("continuous-presence-start", date(2015, 6, 1)), date(2022, 4, 4)

    asked, stopped, runs_on = (
        one("cancellation-10-years", start, event("nta-served", notice, answers=said))
        for said in ({}, {"has_time_and_place": "yes"}, {"has_time_and_place": "no"})
    )

    assert (asked.event_id, asked.asks) == ("nta-served", "has_time_and_place")
    assert (stopped.state, stopped.stopped_on, stopped.last_day) == (State.STOPPED, notice, None)
    assert explain(stopped, "en").endswith(
        "The count stopped on Monday Apr 4, 2022. Ask a lawyer what that means."
    )
    assert (runs_on.state, runs_on.last_day) == (State.PAST, date(2025, 6, 1))


def test_a_notice_after_the_ten_years_stops_nothing():
    start = event("continuous-presence-start", date(2015, 6, 1))
    notice = event("nta-served", date(2025, 6, 2), answers={"has_time_and_place": "yes"})

    assert one("cancellation-10-years", start, notice).last_day == date(2025, 6, 1)


def test_a_stopped_count_stays_stopped_on_another_day():
    start = event("continuous-presence-start", date(2015, 6, 1))
    found = one("cancellation-10-years", start, event("stop-time-offense", date(2020, 1, 6)))

    assert Deadline.from_data(found.to_data()).on(date(2030, 1, 1)).state == State.STOPPED


def test_a_milestone_has_nothing_to_do_by():
    found = one("removal-period-90", event("final-order", date(2026, 11, 2)))

    assert (found.last_day, found.do_by, found.is_to_act) == (date(2027, 1, 31), None, False)
    assert explain(found, "en") == (
        "Day 0 is Nov 2, 2026. 90 days is Sunday Jan 31, 2027. The day to watch is Sunday Jan 31, 2027."
    )


def test_an_appointment_is_its_own_day_and_a_past_one_says_nothing():
    visit = event("ice-check-in-scheduled", date(2026, 12, 8))

    found = one("ice-check-in", visit)

    assert (found.last_day, found.do_by, found.counts) == (date(2026, 12, 8), None, "appointment")
    assert explain(found, "en") == "The date set is Tuesday Dec 8. The appointment is on Tuesday Dec 8."
    assert "ice-check-in" not in rules_in(follow(visit, today=date(2026, 12, 9)))


def test_an_appointment_without_its_day_is_not_asked_about_twice():
    assert "isap-check-in" not in rules_in(follow(event("isap-event-scheduled", "..")))


def test_a_law_that_is_new_asks_nothing_about_what_was_before_it():
    old, in_the_pause = (
        event("annual-asylum-fee-notice", day) for day in (date(2025, 7, 1), date(2025, 12, 1))
    )

    assert "asylum-annual-fee-uscis" not in rules_in(follow(old))
    assert one("asylum-annual-fee-uscis", in_the_pause).asks == "version"


def test_some_rules_want_another_event_beside():
    appeal = event("bia-appeal-filed", date(2026, 11, 2))

    assert "vd-bond-proof-bia" not in rules_in(follow(appeal))
    assert one("vd-bond-proof-bia", appeal, event("vd-granted-post", date(2026, 10, 20))).last_day == date(
        2026, 12, 2
    )


@pytest.mark.parametrize(
    ("born", "expected"),
    [("2012-05-17", []), ("2000-05-17", [Deadline]), ("2008", [Question]), ("", [Question])],
)
def test_an_age_follows_from_the_birth_date(born, expected):
    facts = {"known_to_government": "no", **({"birth_date": born} if born else {})}
    start = event("unlawful-presence-start", date(2026, 6, 1))

    found = [item for item in follow(start, facts=facts) if item.rule_id == "unlawful-presence-180"]

    assert [type(item) for item in found] == expected


def test_the_birth_on_the_timeline_says_the_age_too():
    birth = event("birth", date(2012, 5, 17), answers={"own_birth": "yes"})
    start = event("unlawful-presence-start", date(2026, 6, 1))

    assert "unlawful-presence-180" not in rules_in(follow(birth, start, facts={}))


def test_on_the_eighteenth_birthday_one_is_no_longer_under_18():
    start, facts = event("unlawful-presence-start", date(2026, 6, 1)), {"birth_date": "2008-12-01"}

    assert "unlawful-presence-180" not in rules_in(follow(start, facts=facts, today=date(2026, 11, 30)))
    assert one("unlawful-presence-180", start, facts=facts, today=date(2026, 12, 1)).last_day == date(
        2026, 11, 28
    )


def test_our_aim_is_not_before_the_window_opens():
    found = one("tps-reregister", event("tps-fr-notice", date(2026, 12, 1), printed_due=date(2026, 12, 8)))

    assert (found.opens, found.do_by, found.last_day) == (
        date(2026, 12, 1),
        date(2026, 12, 1),
        date(2026, 12, 8),
    )


def test_the_one_year_for_asylum_is_aimed_at_two_weeks_before():
    found = one("asylum-one-year", event("last-arrival", date(2026, 3, 2)))

    assert (found.last_day, found.do_by) == (date(2027, 3, 1), date(2027, 2, 12))
    assert explain(found, "en").endswith("Do it by Friday Feb 12, 2027.")


def test_an_in_absentia_order_that_was_moved_to_reopen_in_time_is_met():
    order, motion = event("in-absentia-order", date(2026, 6, 1)), event("motion-filed", date(2026, 7, 1))

    assert one("motion-reopen-in-absentia-180", order, motion).met_by == "motion-filed"
