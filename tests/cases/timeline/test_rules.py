import re
from copy import deepcopy

import pytest

from cases.timeline.kinds import kinds
from cases.timeline.rule import Status
from cases.timeline.rules import (
    KNOWN_TO_GOVERNMENT,
    RuleError,
    all_rules,
    fact_kinds,
    find_rule,
    load_rules,
    read_rule,
)
from clinic.words.never_said import never_said

RULES = [rule for rule in all_rules() if not rule.on_any_notice]

BOTH = {"en": "Words.", "es": "Palabras."}
ROW = {
    "id": "a-rule",
    "group": "court",
    "trigger": "nta-served",
    "versions": [
        {"key": "v1", "status": "in_force", "compute": {"op": "add", "n": 10}, "citation": "8 CFR 1.2"},
    ],
    "filing": "received",
    "questions": {"date": BOTH},
    **dict.fromkeys(("name", "plain", "applies_to", "exceptions", "consequence", "verify_with"), BOTH),
}


def changed(**fields):
    return {**deepcopy(ROW), **fields}


def version(**fields):
    return {**deepcopy(ROW["versions"][0]), **fields}


def read(row):
    return read_rule(row, fact_kinds())


def texts_of(rule):
    notes = [version.note for version in rule.versions if version.note]
    return [*rule.texts.values(), *rule.questions.values(), *notes]


@pytest.mark.parametrize(
    "rule_id",
    [
        *("asylum-one-year", "eoir33-court", "ar11", "bia-appeal", "motion-reopen"),
        *(
            "motion-reopen-in-absentia-180",
            "motion-reopen-in-absentia-no-notice",
            "court-evidence-individual-prose",
        ),
    ],
)
def test_the_rules_of_the_first_night_are_there(rule_id):
    assert find_rule(rule_id).name("en")


def test_all_seventy_nine_are_there():
    assert len(RULES) == 79


def test_every_rule_says_how_sure_it_is_and_when_it_was_checked():
    for rule in RULES:
        assert rule.confidence in ("high", "medium", "low"), rule.id
        assert rule.basis in ("read", "secondary", "knowledge"), rule.id
        assert rule.as_of, rule.id


def test_every_event_a_rule_speaks_of_is_a_kind_we_have():
    for rule in RULES:
        others = {kind for version in rule.versions for kind in version.other_kinds}
        stops = {stop.kind for version in rule.versions for stop in version.compute.stops}
        assert rule.triggers | rule.met_by | rule.only_with | others | stops <= set(kinds()), rule.id


def test_alerts_come_before_the_last_day_the_furthest_first():
    for rule in RULES:
        assert list(rule.alert_days) == sorted(set(rule.alert_days), reverse=True), rule.id


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_text_is_in_the_clinics_voice(language):
    said = [(rule.id, text.say(language)) for rule in all_rules() for text in texts_of(rule)]
    said += [(fact.id, fact.question.say(language)) for fact in fact_kinds().values()]

    assert [(id, text, never_said(text, language)) for id, text in said if never_said(text, language)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sentence_of_a_rule_is_longer_than_twenty_words(language):
    texts = [(rule.id, text.say(language)) for rule in all_rules() for text in texts_of(rule)]
    sentences = [(id, sentence) for id, text in texts for sentence in re.split(r"(?<=[.?:;])\s", text)]

    assert [(id, sentence) for id, sentence in sentences if len(sentence.split()) > 20] == []


def test_every_version_says_where_it_stands_in_the_law():
    assert all(version.citation for rule in all_rules() for version in rule.versions)


def test_whatever_writes_to_an_agency_needs_a_case_the_government_knows():
    for rule in RULES:
        if rule.names_agency:
            assert (KNOWN_TO_GOVERNMENT, "yes") in [(need.fact.id, need.answer) for need in rule.needs], (
                rule.id
            )


def test_whatever_runs_without_a_known_case_names_no_agency_and_no_form():
    agencies = re.compile(
        r"USCIS|EOIR|\bICE\b|\bISAP\b|court|corte|judge|juez|Board|Junta|\bform|I-\d|AR-11", re.IGNORECASE
    )
    unknown = [rule for rule in RULES if not rule.names_agency]

    found = [
        (rule.id, language, text)
        for rule in unknown
        for language in ("en", "es")
        for text in (each.say(language) for each in texts_of(rule))
        if agencies.search(text)
    ]

    assert found == []


def test_the_appeal_has_all_its_versions():
    versions = [(version.key, version.status) for version in find_rule("bia-appeal").versions]

    assert versions == [("v1", Status.SUPERSEDED), ("v2", Status.VACATED), ("v3", Status.IN_FORCE)]


def test_a_rule_speaks_the_language_asked_for_and_english_where_it_has_none():
    rule = find_rule("ar11")

    assert rule.name("es") == "Avisar a USCIS su nueva dirección (AR-11)"
    assert rule.name("ht") == rule.name("en") == "Tell USCIS your new address (AR-11)"


def test_a_changed_word_changes_the_fingerprint():
    other = read(changed(plain={"en": "Other words.", "es": "Otras palabras."}))

    assert read(changed()).fingerprint == read(changed()).fingerprint
    assert read(changed()).fingerprint != other.fingerprint


def test_naming_an_agency_brings_its_own_need():
    assert [need.fact.id for need in read(changed(names_agency=True)).needs] == [KNOWN_TO_GOVERNMENT]


def test_a_bare_yes_in_the_file_means_yes():
    assert read(changed(needs={"detained": False})).needs[0].answer == "no"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (changed(name={"en": "Only English"}), "a-rule: name has no text in es"),
        (changed(trigger=None), "a-rule: trigger is missing"),
        (changed(versions=[]), "a-rule: versions is missing"),
        (changed(colour="red"), "a-rule: unknown field colour"),
        (changed(needs={"height": "yes"}), "a-rule: needs the fact height, which is not in facts.yaml"),
        (
            changed(needs={"detained": "perhaps"}),
            "a-rule: needs.detained is 'perhaps'; it has to be one of no, yes",
        ),
        (changed(questions={}), "a-rule: questions.date is missing"),
        (
            changed(filing="posted"),
            "a-rule: filing is 'posted'; it has to be one of done, event, mailed, received",
        ),
        (changed(versions=[version(compute={"op": "add"})]), "a-rule: compute.n has to be a whole number"),
        (
            changed(versions=[version(compute={"op": "window", "opens": {"op": "fixed"}})]),
            "a-rule: a window needs opens and closes",
        ),
        (changed(versions=[version(compute={"op": "printed"})]), "a-rule: questions.printed is missing"),
        (
            changed(versions=[version(compute={"op": "before_last", "n": 3})]),
            "a-rule: before_last is only for do_by",
        ),
        (
            changed(do_by={"op": "before_last", "n": 0}),
            "a-rule: do_by.n has to be at least 1: our aim comes before the last legal day",
        ),
        (
            changed(
                versions=[version(compute={"op": "add", "n": 5, "otherwise": {"fact": "height", "n": 3}})]
            ),
            "a-rule: needs the fact height, which is not in facts.yaml",
        ),
        (
            changed(versions=[version(compute={"op": "add", "n": 5, "counts": "sheep"})]),
            "a-rule: compute.counts is 'sheep'; it has to be one of appointment, first_day, last_day, milestone",
        ),
        (changed(versions=[version(status="superseded")]), "a-rule: a superseded version needs effective_to"),
        (
            changed(versions=[version(effective_from="last year")]),
            "a-rule: effective_from has to be a day like 2026-03-09",
        ),
        (changed(versions=[version(), version()]), "a-rule: two versions have the same key"),
        (
            changed(versions=[version(), version(key="v2")]),
            "a-rule: two versions that compute overlap on 0001-01-01",
        ),
        (
            changed(versions=[version(applies_by="ead-expires")]),
            "a-rule: questions.ead-expires is missing, to ask for that event",
        ),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_by_name(row, said):
    with pytest.raises(RuleError) as refused:
        read(row)

    assert str(refused.value) == said


def test_two_rules_cannot_share_an_id(tmp_path):
    (tmp_path / "a.yaml").write_text(repr([changed(), changed()]))

    with pytest.raises(RuleError, match="a-rule: two rules have this id"):
        load_rules(tmp_path, fact_kinds())
