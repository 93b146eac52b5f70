from datetime import date

import pytest

from cases.casefile.models import FactKind
from cases.documents.kinds import paper_kinds, routes
from cases.plans.catalogue import entries, entry, issues, options, research
from cases.plans.suggest import suggest
from cases.timeline.kinds import kinds
from cases.timeline.rules import all_rules
from tests.data_files import said_after_all, uneven_lists, untranslated

TODAY = date(2026, 11, 21)
SOON, GONE = date(2026, 12, 8), date(2026, 11, 2)
FACTS = {*FactKind.values, "here_for", "paid_before"}
NEVER_OFFERED = ("voluntary departure", "salida voluntaria", "registr", "consul", "G-325R")


def offered(events=(), facts=None, papers=None):
    found = suggest(events, facts or {}, papers or {}, today=TODAY)
    return [suggestion.id for suggestion in found]


def lines():
    return [(one.id, line) for one in entries().values() for line in one.when]


def test_every_entry_is_said_in_both():
    assert untranslated(entries().values()) == []
    assert uneven_lists(entries().values()) == []
    assert said_after_all(entries().values()) == []


def test_an_id_is_used_once():
    assert len(entries()) == len(issues()) + len(options()) + len(research()) + 6


def test_each_line_asks_only_for_what_a_case_can_know():
    for _entry, line in lines():
        assert set(line.get("facts", {})) <= FACTS
        for key in ("event", "no_event", "ahead", "none_ahead"):
            assert set(line.get(key, ())) <= set(kinds())
        for key in ("paper", "missing"):
            assert set(line.get(key, ())) <= set(paper_kinds())


def test_tasks_routes_and_rules_exist():
    rules = {rule.id for rule in all_rules()}
    for one in entries().values():
        assert [entry(task).words("en").step for task in one.tasks if not entry(task).words("en").step] == []
        assert one.route == "" or one.route in routes()
        assert set(one.rules) <= rules


def test_leaving_registering_and_consulates_are_never_offered():
    spoken = str([vars(one.words(language)) for one in entries().values() for language in ("en", "es")])

    assert [word for word in NEVER_OFFERED if word.lower() in spoken.lower()] == []


def test_nothing_is_offered_when_nothing_is_known():
    assert offered() == []


def test_papers_without_a_court_date_call_for_finding_it():
    assert "find-hearing" in offered(papers={"i862": "have"})


def test_a_known_date_ahead_needs_no_finding():
    assert "find-hearing" not in offered([("hearing-master-scheduled", SOON)], papers={"i862": "have"})


def test_a_hearing_that_has_passed_calls_for_finding_the_next_one():
    assert "find-hearing" in offered([("hearing-master-scheduled", GONE)], papers={"i862": "have"})


def test_a_day_that_is_not_known_does_not_lie_ahead():
    assert "accompaniment-plan" not in offered([("ice-check-in-scheduled", None)])


def test_today_lies_ahead():
    assert "accompaniment-plan" in offered([("ice-check-in-scheduled", TODAY)])


def test_a_check_in_ahead_calls_for_company_and_a_family_plan():
    assert {"accompaniment-plan", "family-plan"} <= set(offered([("ice-check-in-scheduled", SOON)]))


def test_a_new_address_is_told_to_offices_only_where_there_is_a_known_case():
    moved = [("address-changed", GONE)]

    assert "address-update" in offered(moved, {"known_to_government": "yes"})
    assert "address-update" not in offered(moved, {"known_to_government": "no"})
    assert "address-update" not in offered(moved)


@pytest.mark.parametrize("known", ["no", "unknown", None])
def test_without_a_known_case_nothing_means_writing_to_an_agency(known):
    everything = [(kind, SOON) for kind in kinds()]
    facts = dict.fromkeys(FACTS, "yes") | {"represented": "no", "known_to_government": known}

    found = suggest(everything, facts, dict.fromkeys(paper_kinds(), "have"), today=TODAY)

    assert [one.id for one in found if one.entry.writes or any(task.writes for task in one.tasks)] == []
    assert len(found) > 10


def test_fear_of_going_back_is_something_to_ask_about_in_court_or_before_it():
    assert "asylum-court" in offered(facts={"known_to_government": "yes", "afraid": "yes"})
    assert "asylum-uscis" in offered(facts={"known_to_government": "no", "afraid": "yes"})


def test_an_answer_nobody_gave_offers_nothing():
    assert offered(facts={"afraid": "yes"}) == []


def test_with_a_lawyer_no_way_is_offered_and_company_still_is():
    facts = {"known_to_government": "yes", "afraid": "yes", "represented": "yes"}

    found = suggest([("hearing-individual-scheduled", SOON)], facts, {}, today=TODAY)

    assert {one.kind for one in found} == {"issue", "research"}
    assert "accompaniment-plan" in [one.id for one in found]
    assert all(one.entry.lawyer for one in found)


def test_an_order_in_absence_is_something_to_ask_about():
    assert "rescind-absentia" in offered([("in-absentia-order", GONE)])


def test_an_appeal_already_sent_is_not_offered_again():
    assert "bia-appeal" in offered([("ij-decision", GONE)])
    assert "bia-appeal" not in offered([("ij-decision", GONE), ("bia-appeal-filed", GONE)])


def test_a_suggestion_says_what_it_was_drawn_from():
    found = suggest([("ij-decision", GONE)], {}, {}, today=TODAY)

    assert {one.id: one.because for one in found}["bia-appeal"] == ("ij-decision",)


def test_issues_come_first_then_ways_then_research():
    order = [
        one.kind for one in suggest([("ij-decision", GONE)], {"known_to_government": "yes"}, {}, today=TODAY)
    ]

    assert order == sorted(order, key=["issue", "option", "research"].index)


def test_a_step_fits_the_sentence_of_the_plan():
    steps = [one.words(language).step for one in entries().values() for language in ("en", "es")]

    assert [step for step in steps if step and (step[0].isupper() or step.endswith("."))] == []
