"""What we are not sure of, for the reviewing lawyer (doubts.yaml)."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clinic.words.spoken import Spoken, read_texts, texts_of


@dataclass(frozen=True)
class Doubt(Spoken):
    """`words()` has the doubt and where to look. `rules`: the ids it concerns, maybe none."""

    id: str
    rules: tuple


@lru_cache
def doubts():
    rows = read_texts(Path(__file__).with_name("doubts.yaml"))
    return [
        Doubt(texts=texts_of(row, "doubt", "look"), id=row["id"], rules=tuple(row["rules"])) for row in rows
    ]


def doubts_about(rule_id):
    return [doubt for doubt in doubts() if rule_id in doubt.rules]


def doubts_beside_the_rules():
    return [doubt for doubt in doubts() if not doubt.rules]
