"""A password alone opens nothing: every page leads to the second step, and a factor shown elsewhere does not count here."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter, UUIDConverter

from clinic.people import links
from clinic.people.adapters import MFAAdapter
from clinic.people.second_factor import ALWAYS_OPEN, CLOSED, ENROL, SHOW
from tests.urlconf import pages

from .signing_in import PASSWORD, code_now, send_password, session_of, signs_in, with_app, with_password

SAMPLE = {UUIDConverter: "7f3b2c1e-1111-4111-8111-111111111111", IntConverter: 7}


def address_of(page):
    """With made-up values where it wants some."""
    made_up = {name: SAMPLE.get(type(converter), "x1") for name, converter in page.arguments.items()}
    return reverse(page.name, kwargs=made_up)


ADDRESSES = sorted({(page.name, address_of(page)) for page in pages()})


def led_astray(browser, open_pages, to):
    """The pages that answered anything but "go there" or "not found"."""
    found = []
    for name, address in ADDRESSES:
        for ask in (browser.get, browser.post) if name not in open_pages else ():
            answer = ask(address)
            closed = answer.status_code == 404 and name in CLOSED
            if not closed and answer.headers.get("Location") != to:
                found.append((name, answer.status_code, answer.headers.get("Location")))
    return found


def test_the_walk_sees_every_slice():
    names = {name for name, _address in ADDRESSES}

    assert {"line", "desk", "cases:people", "accompaniment:trips", "mfa_index", "team", "card"} <= names
    assert len(names) > 70
    assert names >= (ALWAYS_OPEN | ENROL | SHOW | CLOSED)


@pytest.mark.parametrize("who", ["carmen", "luis"])
def test_without_a_factor_every_page_leads_to_enrolment(who, request):
    browser = send_password(with_password(request.getfixturevalue(who)))

    assert led_astray(browser, ALWAYS_OPEN | ENROL, "/account/2fa/") == []


def test_with_a_factor_not_shown_in_this_session_every_page_asks_for_it(client, carmen, settings):
    with_app(carmen)
    client.post(links.make_link(carmen).removeprefix(settings.CLINIC_URL))

    assert led_astray(client, ALWAYS_OPEN | SHOW, "/account/2fa/reauthenticate/") == []
    assert client.get("/account/2fa/").status_code == 302


def test_a_password_with_a_factor_signs_nobody_in_yet(carmen):
    with_app(carmen)
    browser = send_password(carmen)

    assert browser.answer["Location"] == "/account/2fa/authenticate/"
    assert browser.get("/desk/")["Location"].startswith("/account/login/")


def test_password_and_app_open_the_desk(carmen):
    browser = signs_in(carmen, with_app(carmen))

    assert browser.get("/desk/").status_code == 200


def test_a_code_from_the_app_works_once(carmen):
    secret = with_app(carmen)
    signs_in(carmen, secret)
    thief = signs_in(carmen, secret)

    assert thief.get("/desk/").status_code == 302


def test_a_code_on_paper_works_once(carmen):
    with_app(carmen)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    opened = []
    for _ in range(2):
        browser = send_password(carmen)
        browser.post("/account/2fa/authenticate/", {"code": codes[0]})
        opened.append(browser.get("/desk/").status_code)

    assert opened == [200, 302]


@pytest.mark.django_db(transaction=True)
def test_enrolling_an_app_opens_the_pages_and_shows_codes_once(ana):
    browser = send_password(with_password(ana))
    browser.get("/account/2fa/totp/activate/")
    secret = session_of(browser)["mfa.totp.secret"]

    picture = browser.get("/account/picture/")
    done = browser.post("/account/2fa/totp/activate/", {"code": code_now(secret)})
    first, second = (browser.get(done["Location"]).content.decode() for _ in range(2))

    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/svg+xml")
    assert b"<svg" in picture.content
    assert [code in first for code in codes] == [True] * 10
    assert [code in second for code in codes] == [False] * 10
    assert browser.get("/line/").status_code == 200
    assert browser.get("/account/picture/").status_code == 404
    assert "How you sign in was changed" in mail.outbox[-1].body


@pytest.mark.django_db(transaction=True)
def test_changing_a_factor_ends_the_other_sessions_and_not_this_one(carmen):
    secret = with_app(carmen)
    here, there = (signs_in_later(carmen, secret, steps) for steps in (0, 1))
    assert there.get("/desk/").status_code == 200

    here.post("/account/2fa/totp/deactivate/")

    assert there.get("/desk/")["Location"].startswith("/account/login/")
    assert "_auth_user_id" in session_of(here)


def signs_in_later(user, secret, steps):
    """Two sign-ins within thirty seconds: the second one by a code on paper."""
    if not steps:
        return signs_in(user, secret)
    browser = send_password(user)
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    browser.post("/account/2fa/authenticate/", {"code": code})
    return browser


def test_outside_a_demo_the_operators_link_leads_to_enrolment(client, ana, settings):
    client.post(links.make_link(ana).removeprefix(settings.CLINIC_URL))

    assert client.get("/line/")["Location"] == "/account/2fa/"
    assert client.get("/account/2fa/").status_code == 200
    assert client.get("/account/2fa/webauthn/add/").status_code == 200


def test_the_passkey_is_offered_first_and_codes_never_by_phone_or_mail(client, ana, settings):
    page = send_password(with_password(ana)).get("/account/2fa/").content.decode()

    assert page.index("/account/2fa/webauthn/add/") < page.index("/account/2fa/totp/activate/")
    assert settings.MFA_SUPPORTED_TYPES == ["webauthn", "totp", "recovery_codes"]
    assert not getattr(settings, "ACCOUNT_LOGIN_BY_CODE_ENABLED", False)


def test_the_picture_of_a_secret_is_nobody_elses(client, ana):
    assert client.get("/account/picture/").status_code == 302


@pytest.mark.parametrize(
    "url", ["/account/signup/", "/account/email/", "/account/2fa/recovery-codes/download/"]
)
def test_pages_this_house_has_no_use_for_are_not_found(at, carmen, url):
    assert at(carmen).get(url).status_code == 404
    assert Client().get(url).status_code in (302, 404)


def test_what_a_factor_keeps_is_sealed(carmen):
    secret = with_app(carmen)
    kept = str([one.data for one in Authenticator.objects.all()])
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    assert secret not in kept
    assert [code for code in codes if code in kept] == []
    assert MFAAdapter().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_a_password_is_not_the_second_step(client, carmen, settings):
    with_app(carmen)
    client.post(links.make_link(carmen).removeprefix(settings.CLINIC_URL))

    client.post("/account/reauthenticate/", {"password": PASSWORD})

    assert client.get("/desk/")["Location"] == "/account/2fa/reauthenticate/"
