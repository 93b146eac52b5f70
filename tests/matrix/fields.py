"""fields.yaml, read: who may see which kind of value at all."""

from pathlib import Path

import yaml

_read = yaml.safe_load(Path(__file__).with_name("fields.yaml").read_text())
ROLES, LETTERS = _read["roles"], _read["letters"]
WAYS = {field: way for row in _read["values"].values() for field, way in row["of"].items()}
CODES = {field for field, way in WAYS.items() if way == "code"}
SEEN_BY = {
    field: frozenset(_read["audiences"][who] if isinstance(who := row["seen_by"], str) else who)
    for row in _read["values"].values()
    for field in row["of"]
}


def section():
    """The table as docs/permissions.md shows it."""
    lines = [
        "",
        "## What is seen of a person",
        "",
        _read["head"].strip(),
        "",
        "| value | who sees it |",
        "|---|---|",
    ]
    for value, row in _read["values"].items():
        mark = " *" if set(row["of"]) <= CODES else ""
        who = SEEN_BY[next(iter(row["of"]))]
        lines.append(f"| {value}{mark} | {', '.join(one for one in ROLES + LETTERS if one in who)} |")
    return "\n".join(lines) + "\n"
