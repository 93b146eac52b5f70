"""Joining the team in Chromium with a virtual device: invitation, password, passkey, a page; out; in again by passkey."""

import pytest
from django.conf import settings

from clinic.people import invitations
from clinic.people.models import Role, User

from .conftest import LAPTOP, PHONE, problems, user_called

PASSWORD = "four words that differ"


def with_a_device(page):
    """A laptop's own passkeys (CDP WebAuthn), which answer by themselves."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return device


def goes_on(page, selector):
    with page.expect_navigation():
        page.locator(selector).click()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_nora_joins_with_a_passkey_and_signs_in_with_it_alone(looking, clinic, size):
    name = f"Nora{size[0]}"
    _invitation, link = invitations.invite(
        f"{name}@example.org", [Role.INTAKE], language="en", by=user_called("Carmen")
    )
    with looking(size=size) as page:
        with_a_device(page)
        page.goto(clinic + link.removeprefix(settings.CLINIC_URL))
        assert problems(page) == []
        page.fill('[name="called"]', name)
        page.fill('[name="password"]', PASSWORD)
        page.fill('[name="again"]', PASSWORD)
        goes_on(page, "main form button")
        assert page.url == f"{clinic}/account/2fa/"
        assert problems(page) == []

        page.goto(f"{clinic}/account/2fa/webauthn/add/")
        assert problems(page) == []
        goes_on(page, "#mfa_webauthn_add")
        assert page.url == f"{clinic}/account/2fa/recovery-codes/"
        assert page.locator(".codes li").count() == 10
        assert problems(page) == []
        page.goto(f"{clinic}/start/")
        assert page.url == f"{clinic}/line/"
        for url in ("", "webauthn/", "recovery-codes/generate/", "webauthn/reauthenticate/"):
            page.goto(f"{clinic}/account/2fa/{url}")
            assert problems(page) == []
            assert "500" not in page.title() and page.locator("h1").count() == 1

        goes_on(page, 'form[action="/account/logout/"] button')
        page.goto(f"{clinic}/account/login/")
        assert problems(page) == []
        goes_on(page, "#passkey_login")
        assert page.url == f"{clinic}/line/"

        goes_on(page, 'form[action="/account/logout/"] button')
        page.goto(f"{clinic}/account/login/")
        page.fill('[name="login"]', f"{name}@example.org")
        page.fill('[name="password"]', PASSWORD)
        goes_on(page, 'form[action="/account/login/"] button[type=submit]')
        assert page.url == f"{clinic}/account/2fa/authenticate/"
        assert problems(page) == []
        goes_on(page, "#mfa_webauthn_authenticate")
        assert page.url == f"{clinic}/line/"
    assert User.objects.get(email=f"{name.lower()}@example.org").authenticator_set.count() == 2


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pages_of_signing_in_hold_together(looking, clinic, size, language):
    carmen = user_called("Carmen")
    urls = (
        "/team/", "/team/invitations/", "/team/sessions/", f"/team/{carmen.pk}/", "/account/2fa/",
        "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/account/sessions/",
        "/account/password/change/", "/account/reauthenticate/",
    )  # fmt: skip
    found = {}
    with looking(as_="Carmen", size=size, language=language) as page:
        for url in urls:
            answer = page.goto(clinic + url)
            found[url] = [answer.status, *problems(page)]

    assert {url: said for url, said in found.items() if said not in ([200], [403])} == {}


def test_the_picture_of_the_secret_is_seen(looking, clinic):
    with looking(as_="Luis") as page:
        page.goto(f"{clinic}/account/2fa/totp/activate/")
        seen = page.locator("img.square").evaluate("image => image.complete && image.naturalWidth")

    assert seen > 0
