"""How tests sign in as somebody does: password, code from an app, invitation."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.test import Client

from clinic.security.sessions import SessionStore

PASSWORD = "four words that differ"


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def with_app(user):
    """Gives the user a password, an app and codes on paper; returns the app's secret."""
    with_password(user)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_now(secret, later=0):
    """`later`: steps of thirty seconds; a code works once."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def send_password(user, password=PASSWORD, client=None, **more):
    client = client or Client()
    client.answer = client.post("/account/login/", {"login": user.email, "password": password, **more})
    return client


def signs_in(user, secret, client=None, **more):
    """A browser in which the user signed in with password and app."""
    client = send_password(user, client=client, **more)
    client.answer = client.post("/account/2fa/authenticate/", {"code": code_now(secret)})
    return client


def session_of(browser):
    return SessionStore(browser.cookies[settings.SESSION_COOKIE_NAME].value.split(":")[0])
