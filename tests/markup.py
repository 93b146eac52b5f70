"""What no page of ours may say: words that run, words that style by themselves, and values that skip escaping."""

import ast
import re
from html.parser import HTMLParser

TAGS_OF_DJANGO = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off\b|\{%\s*filter\b[^%]*\bsafe(?:seq)?\b")
RUNS = re.compile(r"\s*(?:js|javascript|vbscript|data):", re.IGNORECASE)
GIVEN_ON = re.compile(r"hx-on|javascript:|\sstyle=|\son[a-z]+=\"")  # also in what one template gives another
NEVER_A_TAG = {"style", "iframe", "object", "embed", "base"}
NEVER_AN_ATTRIBUTE = re.compile(r"on\w+|style|srcdoc|(?:data-)?hx-(?:on\b.*|vars)")
MARKED_SAFE = {"mark_safe", "SafeString", "SafeData", "html_safe", "__html__"}
FORMATS = {"format_html", "format_html_join"}


def unescaped(template):
    return UNESCAPED.findall(template)


def runs(template):
    """What a browser would run, or be styled by, from the page itself."""
    reader = _Reader()
    reader.feed(TAGS_OF_DJANGO.sub("", template))
    reader.close()
    return reader.found + GIVEN_ON.findall(template)


def trusts(source):
    """Where Python calls text safe markup, or builds markup from anything but words that stand in the code."""
    for node in ast.walk(ast.parse(source)):
        if _name(node) in MARKED_SAFE:
            yield _name(node)
        if isinstance(node, ast.Call) and (called := _name(node.func)) in FORMATS:
            markup = node.args[:2] if called == "format_html_join" else node.args[:1]
            if not all(isinstance(one, ast.Constant) for one in markup):
                yield ast.unparse(node)


def _name(node):
    """Of a word, an attribute, or what is imported or defined."""
    return next((getattr(node, key) for key in ("id", "attr", "name") if hasattr(node, key)), None)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        said = {name: value or "" for name, value in attributes}
        is_inline = tag == "script" and "src" not in said and said.get("type") != "application/json"
        if tag in NEVER_A_TAG or is_inline:
            self.found.append(f"<{tag}>")
        self.found += [
            name for name, value in said.items() if NEVER_AN_ATTRIBUTE.fullmatch(name) or RUNS.match(value)
        ]
