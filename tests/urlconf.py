"""Every page of the URLconf, third-party ones included, and which of them an address is."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.urls import Resolver404, URLResolver, get_resolver, resolve

OURS = {"clinic", "cases", "accompaniment"}
TOLD_APART_BY = ("key", "kind", "name", "which")


@dataclass(frozen=True)
class Page:
    """`name` as `reverse` wants it; `path` as the URLconf writes it; `arguments`: the name of each, and its converter (None
    where a regular expression takes it); `methods`: which of GET and POST it takes."""

    name: str
    path: str
    arguments: dict
    view: Callable
    methods: frozenset

    @property
    def is_ours(self):
        return self.view.__module__.split(".")[0] in OURS


@cache
def pages():
    return list(_below(get_resolver(), namespace="", path="/", arguments={}))


def kind_of(url, told_apart_by=TOLD_APART_BY):
    """The name of the page, with what tells pages of one view apart (the section, the part of the plan)."""
    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return None
    more = [match.kwargs[name] for name in told_apart_by if name in match.kwargs]
    return " ".join([match.view_name, *more])


def _below(resolver, *, namespace, path, arguments):
    for entry in resolver.url_patterns:
        here, taken = f"{path}{entry.pattern}", arguments | _arguments(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _below(entry, namespace=inside, path=here, arguments=taken)
        else:
            view = entry.callback
            yield Page(f"{namespace}{entry.name}", here, taken, view, frozenset(_methods(view)))


def _arguments(pattern):
    return dict.fromkeys(pattern.regex.groupindex) | pattern.converters


def _methods(view):
    """A view that does not say takes both."""
    if hasattr(view, "view_class"):
        said = [name.upper() for name in view.view_class.http_method_names if hasattr(view.view_class, name)]
    else:
        said = _said_methods(inspect.unwrap(view, stop=_said_methods))
    return {"GET", "POST"}.intersection(said or ("GET", "POST"))


def _said_methods(view):
    return inspect.getclosurevars(view).nonlocals.get("request_method_list")
