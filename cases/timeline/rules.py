"""The rules of deadlines: reviewed data in `rules/*.yaml`, and the facts they ask for in `facts.yaml`.

A rule's texts are in both languages inside its file. `load_rules` refuses what the engine could not compute
or a page could not say, with the rule's id in the message. Who has checked a rule is not here: reviews live
in the database and are bound to `Rule.fingerprint`, so that a changed rule waits for a new tick.

The shape of a rule (what may be left out is marked ?):

    id, group
    trigger             one event kind, or a list of them
    needs ?             {fact: "yes" or "no"}; the rule runs only on these answers, an unknown one is asked
    names_agency ?      true where acting on it means writing to an agency; needs known_to_government "yes"
    only_latest ?       true where only the most recent such event counts
    only_with ?         event kinds, one of which has to be on the timeline too
    nothing_before ?    true where the law itself is new: an event before its first version has no deadline
    silent_after_days ? says nothing once it is past by more than so many days
    met_by ?            event kinds that answer the deadline when they happen in time
    on_any_notice ?     true for the one rule that stands for "the date printed on your notice"
    versions            key, status, citation; effective_from, effective_to, applies_by, note (en, es) ?
                        applies_by: the kind of event whose day picks the version, or last_day: the day counted to
      compute           op: add, subtract; n; unit: days, business_days, months, years
                            age (years after a birth; a shift of -1 is the day before the birthday)
                            fixed (the day of the event itself, or the day its paper prints)
                            printed (only the day its paper prints; without it that is asked)
                            window (opens and closes, each a compute of its own), any_time
                        shift_days, roll
                        mailed_extra: days more for a paper that came by mail
                        max_days: of a printed day, how many days after the paper it can be at most
                        otherwise: {fact, n}: another n where that fact is "yes"
                        stop_events: {event kind: fact, or nothing}: ends the count if it comes before its end
                        from: another event kind
                        counts: last_day (to act), first_day (from which one can),
                            milestone (something changes; there is nothing to do by), appointment (the event itself)
    do_by ?             our own earlier aim: a compute from the same day 0, or {op: before_last, n}, n working days
                        before the last legal day. Without it: one working day before, and never after the last
                        open day up to the day as counted, before it rolled
    filing              received, mailed, done or event: what has to have happened by then
    alert_days_before   days before the last legal day
    texts               name, plain, applies_to, exceptions, consequence, verify_with, questions.date (en, es each)
    confidence, basis, as_of   how sure we are, read or secondary or knowledge, and on which day it was checked
                        last; by whom is for the lawyer's tick to say
"""

import hashlib
import json
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from cases.timeline.rule import Compute, FactKind, Need, Otherwise, Rule, Status, Stop, Texts, Version

FOLDER = Path(__file__).with_name("rules")
FACTS = Path(__file__).with_name("facts.yaml")
LANGUAGES = ("en", "es")
KNOWN_TO_GOVERNMENT = "known_to_government"
BY_MAIL = "by_mail"
TEXTS = ("name", "plain", "applies_to", "exceptions", "consequence", "verify_with")


class RuleError(ValueError):
    """A rule's data cannot be used; the message names the rule and what to mend."""


@lru_cache
def all_rules():
    """Every rule of the project, in order of file and then of place in the file."""
    return load_rules(FOLDER, fact_kinds())


def find_rule(rule_id):
    """The rule with this id; raises KeyError for one we do not have."""
    return rules_by_id()[rule_id]


@lru_cache
def rules_by_id():
    return {rule.id: rule for rule in all_rules()}


@lru_cache
def fact_kinds():
    """Every fact a rule may ask for, by id, in the order in which to ask."""
    rows = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    return {row["id"]: _fact(row) for row in rows}


def load_rules(folder, facts):
    """Read and check every rule file of a folder. Raises RuleError."""
    rows = [row for path in sorted(Path(folder).glob("*.yaml")) for row in _rows(path)]
    rules = tuple(_rule(row, facts) for row in rows)
    ids = [rule.id for rule in rules]
    for twice in sorted({id for id in ids if ids.count(id) > 1}):
        raise RuleError(f"{twice}: two rules have this id")
    return rules


def read_rule(row, facts):
    """One rule from its data (a mapping as in the files). Raises RuleError."""
    return _rule(row, facts)


def _rows(path):
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(rows, list):
        raise RuleError(f"{path.name}: a list of rules is expected")
    return rows


RULE_KEYS = {
    *(
        "id",
        "group",
        "trigger",
        "needs",
        "names_agency",
        "only_latest",
        "only_with",
        "nothing_before",
        "silent_after_days",
        "met_by",
        "on_any_notice",
        "versions",
    ),
    *("do_by", "filing", "alert_days_before", "questions", "confidence", "basis", "as_of", *TEXTS),
}
VERSION_KEYS = {
    "key",
    "status",
    "compute",
    "citation",
    "effective_from",
    "effective_to",
    "applies_by",
    "note",
}
COMPUTE_KEYS = {
    *("op", "n", "unit", "shift_days", "roll", "mailed_extra", "max_days", "otherwise", "stop_events"),
    *("from", "counts", "opens", "closes"),
}
OPS = {"add", "subtract", "age", "fixed", "printed", "window", "any_time", "before_last"}
COUNTS = {"last_day", "first_day", "milestone", "appointment"}
UNITS = {"days", "business_days", "months", "years"}
ROLLS = {"none", "next_business_day", "previous_business_day"}
FILINGS = {"received", "mailed", "done", "event"}


def _rule(row, facts):
    who = row.get("id") or "a rule without an id"
    _only(row, RULE_KEYS, who)
    needs = dict(row.get("needs") or {})
    if row.get("names_agency"):
        needs = {KNOWN_TO_GOVERNMENT: "yes", **needs}
    triggers = row.get("trigger") or []
    found = Rule(
        id=who,
        group=_given(row, "group", who),
        triggers=frozenset([triggers] if isinstance(triggers, str) else triggers),
        versions=tuple(_version(version, facts, who) for version in _given(row, "versions", who)),
        filing=_one_of(row.get("filing"), FILINGS, who, "filing"),
        texts={name: _texts(row.get(name), who, name) for name in TEXTS},
        questions=_questions(row, facts, who),
        needs=tuple(_need(fact, answer, facts, who) for fact, answer in needs.items()),
        names_agency=bool(row.get("names_agency")),
        only_latest=bool(row.get("only_latest")),
        only_with=frozenset(row.get("only_with") or ()),
        nothing_before=bool(row.get("nothing_before")),
        silent_after_days=row.get("silent_after_days"),
        met_by=frozenset(row.get("met_by") or ()),
        on_any_notice=bool(row.get("on_any_notice")),
        do_by=_compute(row["do_by"], facts, who, "do_by") if row.get("do_by") else None,
        alert_days=tuple(row.get("alert_days_before") or ()),
        confidence=row.get("confidence", ""),
        basis=row.get("basis", ""),
        as_of=row.get("as_of"),
        fingerprint=_fingerprint(row),
    )
    _check_whole(found)
    return found


def _questions(row, facts, who):
    """The rule's own; and "did it come by mail?" where the mail has days of its own."""
    texts = (row.get("questions") or {}).items()
    asked = {name: _texts(text, who, f"questions.{name}") for name, text in texts}
    by_mail = any(version["compute"].get("mailed_extra") for version in _given(row, "versions", who))
    return asked | {BY_MAIL: _known_fact(BY_MAIL, facts, who).question} if by_mail else asked


def _check_whole(rule):
    keys = [version.key for version in rule.versions]
    if len(set(keys)) != len(keys):
        raise RuleError(f"{rule.id}: two versions have the same key")
    if not rule.triggers and not rule.on_any_notice:
        raise RuleError(f"{rule.id}: trigger is missing")
    if any(version.status == Status.SUPERSEDED and not version.effective_to for version in rule.versions):
        raise RuleError(f"{rule.id}: a superseded version needs effective_to")
    if "date" not in rule.questions and not rule.at_any_time:
        raise RuleError(f"{rule.id}: questions.date is missing")
    if "printed" not in rule.questions and any(version.is_printed for version in rule.versions):
        raise RuleError(f"{rule.id}: questions.printed is missing")
    if any(version.compute.op == "before_last" for version in rule.versions):
        raise RuleError(f"{rule.id}: before_last is only for do_by")
    others = {kind for version in rule.versions for kind in version.other_kinds}
    for kind in sorted(others - set(rule.questions)):
        raise RuleError(f"{rule.id}: questions.{kind} is missing, to ask for that event")
    _check_no_overlap(rule)


def _check_no_overlap(rule):
    spans = sorted(
        (version.effective_from or date.min, version.effective_to or date.max) for version in rule.counting
    )
    for (_, ends), (starts, _) in zip(spans, spans[1:], strict=False):
        if starts <= ends:
            raise RuleError(f"{rule.id}: two versions that compute overlap on {starts}")


def _version(row, facts, who):
    _only(row, VERSION_KEYS, who)
    return Version(
        key=_given(row, "key", who),
        status=Status(_one_of(row.get("status"), set(Status), who, "status")),
        compute=_compute(_given(row, "compute", who), facts, who, "compute"),
        citation=_given(row, "citation", who),
        effective_from=_day(row.get("effective_from"), who, "effective_from"),
        effective_to=_day(row.get("effective_to"), who, "effective_to"),
        applies_by=row.get("applies_by") or "",
        note=_texts(row["note"], who, "note") if row.get("note") else Texts(),
    )


def _compute(row, facts, who, name):
    _only(row, COMPUTE_KEYS, who)
    op = _one_of(row.get("op"), OPS, who, f"{name}.op")
    if op in ("add", "subtract", "age", "before_last") and not isinstance(row.get("n"), int):
        raise RuleError(f"{who}: {name}.n has to be a whole number")
    if op == "before_last" and row["n"] < 1:
        raise RuleError(f"{who}: {name}.n has to be at least 1: our aim comes before the last legal day")
    if op == "window" and not (row.get("opens") and row.get("closes")):
        raise RuleError(f"{who}: a window needs opens and closes")
    parts = {side: _compute(row[side], facts, who, side) for side in ("opens", "closes") if row.get(side)}
    unit = "years" if op == "age" else row.get("unit", "days")
    return Compute(
        op="add" if op == "age" else op,
        n=row.get("n", 0),
        unit=_one_of(unit, UNITS, who, f"{name}.unit"),
        shift_days=row.get("shift_days", 0),
        roll=_one_of(row.get("roll", "none"), ROLLS, who, f"{name}.roll"),
        mailed_extra=row.get("mailed_extra", 0),
        max_days=row.get("max_days", 0),
        from_kind=row.get("from", ""),
        counts=_one_of(row.get("counts", "last_day"), COUNTS, who, f"{name}.counts"),
        otherwise=_otherwise(row["otherwise"], facts, who) if row.get("otherwise") else None,
        stops=tuple(_stop(*pair, facts, who) for pair in (row.get("stop_events") or {}).items()),
        **parts,
    )


def _otherwise(row, facts, who):
    return Otherwise(_known_fact(row.get("fact"), facts, who), row["n"])


def _stop(kind, fact, facts, who):
    return Stop(kind, _known_fact(fact, facts, who) if fact else None)


def _known_fact(fact, facts, who):
    if fact not in facts:
        raise RuleError(f"{who}: needs the fact {fact}, which is not in facts.yaml")
    return facts[fact]


def _need(fact, answer, facts, who):
    # YAML reads a bare yes or no as true or false.
    answer = {True: "yes", False: "no"}.get(answer, answer)
    return Need(_known_fact(fact, facts, who), _one_of(answer, {"yes", "no"}, who, f"needs.{fact}"))


def _fact(row):
    return FactKind(
        id=row["id"],
        scope=_one_of(row["scope"], {"case", "event"}, row["id"], "scope"),
        question=_texts(row["question"], row["id"], "question"),
        yes_when=frozenset(row.get("yes_when") or ()),
        no_when=frozenset(row.get("no_when") or ()),
        papers_win=bool(row.get("papers_win")),
        under_age=row.get("under_age", 0),
    )


def _texts(row, who, name):
    row = row if isinstance(row, dict) else {}
    missing = [language for language in LANGUAGES if not str(row.get(language) or "").strip()]
    if missing:
        raise RuleError(f"{who}: {name} has no text in {', '.join(missing)}")
    return Texts(tuple((language, " ".join(text.split())) for language, text in row.items()))


def _given(row, name, who):
    if not row.get(name):
        raise RuleError(f"{who}: {name} is missing")
    return row[name]


def _one_of(value, allowed, who, name):
    if value not in allowed:
        raise RuleError(f"{who}: {name} is {value!r}; it has to be one of {', '.join(sorted(allowed))}")
    return value


def _day(value, who, name):
    if value is not None and not isinstance(value, date):
        raise RuleError(f"{who}: {name} has to be a day like 2026-03-09")
    return value


def _only(row, allowed, who):
    unknown = sorted(set(row) - allowed)
    if unknown:
        raise RuleError(f"{who}: unknown field {', '.join(unknown)}")


def _fingerprint(row):
    """Changes when anything in the rule changes, the order of its fields apart."""
    return hashlib.sha256(json.dumps(row, sort_keys=True, default=str).encode()).hexdigest()
