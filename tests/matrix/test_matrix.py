"""Every address, by every method, as everybody, in every relation to what it shows: one expected answer each."""

import re
import uuid
from collections import Counter
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.urlconf import pages

from . import table
from .addresses import kwargs_for

pytestmark = pytest.mark.matrix
ADDRESSES = {page.name: page.arguments for page in pages()}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
A_GET_MAY_WRITE = {"clinic_auditentry", "django_session", "clinic_leftover", "clinic_cache"} | {
    "usersessions_usersession", "clinic_knownbrowser", "clinic_tablepass",
}  # fmt: skip
MORE_MAY_BE_WRITTEN = {
    "cases:feed": {"clinic_attempt"},  # readings are counted by the hour
    "leave": {
        "clinic_user",
        "clinic_rolegrant",
    },  # whoever leaves a table gives the pass and its account back
    "mfa_view_recovery_codes": {"mfa_authenticator"},  # codes on paper are shown once
}
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
TOKEN = re.compile(rb'(csrfmiddlewaretoken" value=|hx-headers=)"[^"]*"')
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Robots-Tag": "noindex, nofollow",
}


def ask(world, who, method, url):
    """The answer, and the tables it wrote to; nothing of it stays."""
    client, wrote = Client(), set()
    client.cookies = SimpleCookie(world.cookies.get(who, {}))

    def watch(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            wrote.add(found[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        answer = client.generic(method, url)
        transaction.set_rollback(True)
    return answer, wrote


def said(answer):
    """The answer as the table says it."""
    if answer.status_code in (302, 303):
        return "sign in" if answer["Location"].startswith(reverse("account_login")) else "goes on"
    return table.WORDS.get(answer.status_code, answer.status_code)


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(ADDRESSES) == set(table.ROWS)


@pytest.mark.parametrize("name", ADDRESSES)
def test_everybody_gets_what_the_table_says(world, django_db_blocker, name):
    row, names = table.ROWS[name], ADDRESSES[name]
    wrong, tried = {}, Counter()
    with django_db_blocker.unblock():
        for who in table.EVERYBODY:
            kwargs = kwargs_for(world, name, names, who)
            if kwargs is None:
                continue
            for method in row:
                answer, wrote = ask(world, who, method, reverse(name, kwargs=kwargs))
                expected = table.expected(name, method, who)
                tried[expected] += 1
                if said(answer) != expected:
                    wrong[f"{method} {who}"] = f"{said(answer)}, not: {expected}"
                wrong |= {f"{method} {who}: {what}": "header" for what in missing_headers(answer)}
                if method == "GET" and (
                    more := wrote - A_GET_MAY_WRITE - MORE_MAY_BE_WRITTEN.get(name, set())
                ):
                    wrong[f"{method} {who} writes"] = more
                looked = expected == "not there" and table.role_comes_in(name, method, who)
                if looked and not same_as_nothing(world, who, method, name, names, answer):
                    wrong[f"{method} {who} tells"] = "it is there"

    assert wrong == {}
    assert tried


def same_as_nothing(world, who, method, name, names, answer):
    """Byte for byte what is answered for an id that nothing has."""
    kwargs = kwargs_for(world, name, names, who)
    nothing = {key: uuid.uuid4() if isinstance(value, uuid.UUID) else value for key, value in kwargs.items()}
    if nothing == kwargs:
        return True
    other, _wrote = ask(world, who, method, reverse(name, kwargs=nothing))
    return (answer.status_code, TOKEN.sub(b"", answer.content)) == (
        other.status_code, TOKEN.sub(b"", other.content),
    )  # fmt: skip


def missing_headers(answer):
    policy = answer.headers.get("Content-Security-Policy", "").split("; ")
    if "default-src 'none'" not in policy or any("unsafe" in part or "http" in part for part in policy):
        yield f"policy {policy}"
    if "no-store" not in answer.headers.get("Cache-Control", ""):
        yield "may be kept"
    yield from (name for name, value in HEADERS.items() if answer.headers.get(name, "") != value)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_method_that_the_table_does_not_name_is_refused(world, django_db_blocker, name):
    with django_db_blocker.unblock():
        kwargs = kwargs_for(world, name, ADDRESSES[name], "coordinator")
        url = reverse(name, kwargs=kwargs)
        others = [method for method in METHODS if method not in table.ROWS[name]]

        got = {method: ask(world, "coordinator", method, url)[0].status_code for method in others}

    assert got == dict.fromkeys(others, 405)


PARTS = [
    name
    for name, names in ADDRESSES.items()
    if "case_pk" in names and any(n.endswith("_pk") and n != "case_pk" for n in names)
]


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_one_case_is_not_there_under_another(world, django_db_blocker, name):
    """Somebody who may see both cases still gets nothing where the address mixes them."""
    with django_db_blocker.unblock():
        kwargs = kwargs_for(world, name, ADDRESSES[name], "coordinator") | {"case_pk": world.another_case.pk}
        got = {
            method: ask(world, "coordinator", method, reverse(name, kwargs=kwargs))[0].status_code
            for method in table.ROWS[name]
        }

    assert got == dict.fromkeys(table.ROWS[name], 404)


def test_the_page_of_permissions_is_up_to_date():
    assert (settings.ROOT / "docs" / "permissions.md").read_text() == table.page()
