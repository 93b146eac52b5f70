"""Finds every text marked for translation in the project's own Python and templates."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.extract import extract as extract_by
from django.utils.translation.template import templatize

FOLDERS = ("clinic", "cases", "accompaniment", "templates")
TEMPLATES = (".html", ".txt")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def extract(root):
    """Every marked text under `root` as a Babel catalogue, ordered by file and then by text, without line numbers."""
    found = {}
    for path in _sources(Path(root)):
        for context, text in _texts(path):
            found.setdefault((context or "", text), set()).add(path.relative_to(root).as_posix())
    catalogue = Catalog()
    for (context, text), files in sorted(found.items(), key=lambda item: (min(item[1]), str(item[0]))):
        catalogue.add(text, locations=[(name, None) for name in sorted(files)], context=context or None)
    return catalogue


def _sources(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix == ".py" or (folder == "templates" and path.suffix in TEMPLATES):
                yield path


def _texts(path):
    method = "python" if path.suffix == ".py" else _extract_template
    with path.open("rb") as file:
        for _line, text, _comments, context in extract_by(method, file, keywords=KEYWORDS):
            if text:
                yield context, text


def _extract_template(file, keywords, comment_tags, options):
    # templatize leaves bits of Python amid blanked-out text; the ragged indentation would stop the tokenizer.
    python = templatize(file.read().decode("utf-8"), origin=getattr(file, "name", ""))
    flat = "\n".join(line.strip() for line in python.splitlines())
    return extract_python(BytesIO(flat.encode("utf-8")), keywords, comment_tags, {"encoding": "utf-8"})
