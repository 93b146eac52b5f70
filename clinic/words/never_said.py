"""Finds the words the clinic does not say. The list, with its exceptions, is `never_said.yaml`."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

VARIABLES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def never_said(text, language):
    """The words in `text` that the clinic never says in this language, in the order they stand; [] is what we want."""
    never, unless = _patterns(language)
    bare = unless.sub(" ", VARIABLES.sub(" ", text))
    return [match.group(0) for match in never.finditer(bare)]


@lru_cache
def _patterns(language):
    lists = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))[language]
    never = "|".join(sorted(map(_word, lists["never"]), key=len, reverse=True))
    unless = "|".join(map(re.escape, lists["unless"]))
    return re.compile(rf"(?<!\w)(?:{never})(?!\w)", re.IGNORECASE), re.compile(unless, re.IGNORECASE)


def _word(entry):
    return re.escape(entry[:-1]) + r"\w*" if entry.endswith("*") else re.escape(entry)
