"""What a plan can be made of: issues, ways to ask a lawyer about, research, and what somebody does (tasks).

Data: issues.yaml, options.yaml, research.yaml. All entries share one shape; an id is unique among all of them.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clinic.words.spoken import Spoken, read_texts, texts_of

ISSUE, OPTION, RESEARCH, TASK = "issue", "option", "research", "task"
TEXTS = ("name", "why", "first", "plain", "questions", "step", "wait")


@dataclass(frozen=True)
class Entry(Spoken):
    """`words()` has what its kind has: name, why, first (a list) of an issue; name, plain, questions (a list) of an
    option; name, step ("ask for my file"), wait of research; step, wait of a task. What is absent is empty."""

    id: str
    kind: str  # issue, option, research, task
    when: tuple = ()  # see suggest.py
    tasks: tuple = ()  # ids of tasks and research
    writes: bool = False  # means writing to an agency
    lawyer: bool = False  # kept also where there is a lawyer
    who: str = ""  # person, volunteer, together, lawyer
    route: str = ""  # a way to get copies, see documents/kinds.yaml
    official: str = ""
    authority: str = ""  # for the reviewing lawyer, never printed
    changed: str = ""  # for the reviewing lawyer, never printed
    rules: tuple = ()  # deadline rules
    confidence: str = ""


def entry(entry_id):
    """The entry with this id; KeyError when the catalogue has none."""
    return entries()[entry_id]


def issues():
    return _of_kind(ISSUE)


def options():
    return _of_kind(OPTION)


def research():
    return _of_kind(RESEARCH)


@lru_cache
def entries():
    """Everything by id, in the order of the files: issues, options, research, tasks."""
    rows = [(ISSUE, row) for row in _file("issues")["issues"]]
    rows += [(OPTION, row) for row in _file("options")["options"]]
    rows += [(RESEARCH, row) for row in _file("research")["research"]]
    rows += [(TASK, row) for row in _file("issues")["tasks"]]
    waits = _file("research")["waits"]
    return {row["id"]: _entry(kind, dict(row), waits) for kind, row in rows}


def _of_kind(kind):
    return [one for one in entries().values() if one.kind == kind]


def _entry(kind, row, waits):
    if "wait" in row:
        row["wait"] = waits[row["wait"]]
    for field in ("when", "tasks", "rules"):
        row[field] = tuple(row.get(field, ()))
    return Entry(texts=texts_of(row, *TEXTS), kind=kind, **row)


@lru_cache
def _file(name):
    return read_texts(Path(__file__).with_name(f"{name}.yaml"))
