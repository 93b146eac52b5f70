"""The cast everybody knows: Rosa has the case, Ana is on it, Bo is not; Carmen coordinates, Luis walks along, Mei reviews."""

import gc
import logging
import time

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.core import mail
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import translation
from psycopg import sql

from clinic.people import services as people
from clinic.people.models import AccessWhy, Role
from clinic.security.middleware import sign_session_key
from clinic.vault import holders
from tests import real_servers

COSTLY_HASHERS = settings.PASSWORD_HASHERS
settings.PASSWORD_HASHERS = ["tests.cheap_argon2.CheapArgon2"]
hashers.reset_hashers(setting="PASSWORD_HASHERS")  # something hashed while the apps were loading
STAFF_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
KEPT_TABLES = {
    "django_migrations",
    "django_content_type",
    "clinic_cache",
    "auth_permission",
    "clinic_holderkey",
}


def pytest_collection_finish():
    """What is loaded by now stays: nobody need look through it for rubbish during each test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    with django_db_blocker.unblock():
        real_servers.migrate()
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def _empty_tables(self):
    """The app may not empty the audit trail, so tests that commit are tidied up by the superuser."""
    connections["default"].close()
    tables = [
        name
        for (name,) in real_servers.as_admin("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ]
    emptied = sql.SQL("; ").join(
        sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in sorted(set(tables) - KEPT_TABLES)
    )  # most are empty, and to TRUNCATE one is to make its files anew
    real_servers.as_admin(
        sql.SQL(
            "SET session_replication_role = replica; {};"
            "DELETE FROM clinic_holderkey WHERE holder_id <> '00000000-0000-0000-0000-000000000000'"
        ).format(emptied)
    )


TransactionTestCase._fixture_teardown = _empty_tables


@pytest.fixture
def costly_hashing(settings):
    """Passwords cost what they cost in the clinic: for tests that look at that."""
    settings.PASSWORD_HASHERS = COSTLY_HASHERS


@pytest.fixture(autouse=True)
def nothing_left_from_other_tests():
    holders.forget()
    translation.activate(settings.LANGUAGE_CODE)
    mail.outbox = []
    yield
    holders.forget()


@pytest.fixture(autouse=True)
def no_unexpected_errors_logged(request, caplog):
    """A logged error nobody expected fails the test; `errors_are_expected` says that it is what the test is about."""
    yield
    if "errors_are_expected" in request.fixturenames:
        return
    errors = [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert not errors


@pytest.fixture
def errors_are_expected():
    pass


def signed_in(user, **more):
    """A browser in which this user is signed in, second factor and all. `more`: what else the session holds."""
    client = Client()
    client.force_login(user, backend=STAFF_BACKEND)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    session = client.session
    session.update({"second_factor": True, **more})
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()
    cookie.set(cookie.key, sign_session_key(session.session_key), sign_session_key(session.session_key))
    return client


@pytest.fixture
def at():
    """at(ana).get(url): the page as Ana sees it."""
    return signed_in


def _volunteer(name, *roles):
    return people.make_user(called=name, email=f"{name.lower()}@example.org", roles=roles)


@pytest.fixture
def carmen(db):
    return _volunteer("Carmen", Role.COORDINATOR)


@pytest.fixture
def ana(db):
    return _volunteer("Ana", Role.INTAKE)


@pytest.fixture
def bo(db):
    return _volunteer("Bo", Role.INTAKE)


@pytest.fixture
def luis(db):
    return _volunteer("Luis", Role.ACCOMPANIER)


@pytest.fixture
def mei(db):
    return _volunteer("Mei", Role.LAWYER)


@pytest.fixture
def omar(db):
    return _volunteer("Omar", Role.ADMIN)


@pytest.fixture
def rosa(ana):
    """Rosa sits with Ana tonight."""
    person = people.meet_person(called="Rosa", language="spa", by=ana)
    people.open_access(ana, person, why=AccessWhy.VISIT, by=ana)
    return person
