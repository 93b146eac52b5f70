"""A dump is not a login: whatever stands in a row, shown as a cookie, a link or a code, opens nothing."""

import json
import time
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as live
from django.db import connection
from django.test import Client

from clinic.people import invitations, links
from clinic.people.models import Role

from .signing_in import send_password, session_of, signs_in, with_app

TABLES = {
    "django_session",
    "usersessions_usersession",
    "clinic_invitation",
    "clinic_signinlink",
    "clinic_knownbrowser",
    "mfa_authenticator",
}


def texts(value):
    """Each text in a row, and in what a row keeps as JSON."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
    elif value is not None:
        yield str(value)


def dump():
    with connection.cursor() as cursor:
        for table in sorted(TABLES):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            for (row,) in cursor.fetchall():
                yield table, list(texts(json.loads(row)))


@pytest.fixture
def stolen(carmen, omar, client):
    """Carmen is signed in with password and app; a link and an invitation wait."""
    secret = with_app(carmen)
    browser = signs_in(carmen, secret)
    _invitation, invited = invitations.invite("nora@example.org", [Role.INTAKE], language="en", by=omar)
    link = links.make_link(carmen)
    assert browser.get("/desk/").status_code == 200
    return {"rows": list(dump()), "secret": secret, "links": (invited, link)}


def test_every_table_that_could_sign_somebody_in_is_looked_at(stolen):
    assert {table for table, _ in stolen["rows"]} == TABLES


def test_no_value_of_a_row_is_a_cookie_or_a_link(stolen):
    opened = []
    for table, values in stolen["rows"]:
        for value in {part for text in values for part in (text, text.removeprefix("\\x"))}:
            if _cookie_opens(value) or _link_opens(value):
                opened.append(table)

    assert opened == []


def _cookie_opens(value):
    thief = Client()
    for name in (live.SESSION_COOKIE_NAME, "browser"):
        thief.cookies[name] = value.replace("\n", "")
    return thief.get("/desk/").status_code == 200


def _link_opens(value):
    if not value or len(value) > 500:
        return False
    asked = quote(value, safe="")
    return (
        Client().get(f"/join/{asked}/").status_code == 200
        or Client().post(f"/in/{asked}/").status_code == 302
    )


def test_no_value_of_a_row_makes_a_code(stolen, carmen, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    thief = send_password(carmen)

    for _table, values in stolen["rows"]:
        for code in {code for value in values for code in _codes_from(value, int(time.time()) // 30)}:
            thief.post("/account/2fa/authenticate/", {"code": code})
            assert "_auth_user_id" not in session_of(thief)


def _codes_from(value, step):
    yield value[:20]
    try:
        yield format_hotp_value(hotp_value(value, step))
    except ValueError:
        return


def test_the_dump_holds_no_seed_no_code_and_no_token(stolen):
    everything = json.dumps(stolen["rows"])
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    assert stolen["secret"] not in everything
    assert [code for code in codes if f'"{code}"' in everything] == []
    assert [link for link in stolen["links"] if link.strip("/").split("/")[-1] in everything] == []
