"""permissions.yaml, read: who gets what at which address; docs/permissions.md, which says fields.yaml too."""

from pathlib import Path

import yaml

from . import fields

FOLDER = Path(__file__).parent
WORDS = {
    200: "page",
    204: "nothing",
    302: "goes on",
    303: "goes on",
    403: "asked again",
    404: "not there",
    410: "gone",
}
YES = {"GET": "page", "POST": "goes on"}
LABELS = {"they_get": "they get", "others_get": "others get"}
NO = {"stranger": "sign in"}  # everybody else: not there

_read = yaml.safe_load((FOLDER / "permissions.yaml").read_text())
EVERYBODY = _read["everybody"]
AUDIENCES = {name: frozenset(who) for name, who in _read["audiences"].items()} | {
    "everybody": frozenset(EVERYBODY),
    "nobody": frozenset(),
}
ROWS = {name: row for group in _read["addresses"].values() for name, row in group.items()}


def expected(name, method, who):
    said = ROWS[name][method]
    said = {"who": said} if isinstance(said, str) else said
    if who in said.get("but", {}):
        return said["but"][who]
    if who in AUDIENCES[said["who"]]:
        return said.get("they_get", YES[method])
    return said.get("others_get", NO.get(who, "not there"))


def role_comes_in(name, method, who):
    """Does somebody of the same role get in, in another relation? Then the answer is made after looking."""
    role = who.partition(".")[0]
    return any(
        one.partition(".")[0] == role and expected(name, method, one) not in ("not there", "sign in")
        for one in EVERYBODY
    )


def page():
    """The table as docs/permissions.md shows it."""
    lines = [_read["head"].strip(), "", "## Who", "", "| group | who is in it |", "|---|---|"]
    lines += [f"| {name.replace('_', ' ')} | {', '.join(who)} |" for name, who in _read["audiences"].items()]
    for title, group in _read["addresses"].items():
        lines += ["", f"## {title}", "", "| address | look | change |", "|---|---|---|"]
        lines += [f"| {name} | {_cell(row, 'GET')} | {_cell(row, 'POST')} |" for name, row in group.items()]
    return "\n".join(lines) + "\n" + fields.section()


def _cell(row, method):
    said = row.get(method)
    if said is None:
        return "–"
    if isinstance(said, str):
        return said.replace("_", " ")
    more = [f"{word}: {said[key]}" for key, word in LABELS.items() if key in said]
    more += [f"{who}: {what}" for who, what in said.get("but", {}).items()]
    return said["who"].replace("_", " ") + (f" ({', '.join(more)})" if more else "")
