import pytest

from clinic.people import links
from clinic.people.adapters import MFAAdapter

PASSWORD = "correct horse battery staple"


@pytest.fixture
def with_password(ana):
    ana.set_password(PASSWORD)
    ana.save()
    return ana


def sign_in(client, user):
    return client.post("/account/login/", {"login": user.email, "password": PASSWORD})


@pytest.mark.parametrize("url", ["/line/", "/start/", "/cases/people/"])
def test_a_password_alone_leads_to_enrolment(client, with_password, url):
    sign_in(client, with_password)

    answer = client.get(url)

    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")


def test_outside_a_demo_the_operators_link_leads_to_enrolment_too(client, ana, settings):
    client.post(links.make_link(ana).removeprefix(settings.CLINIC_URL))

    assert client.get("/line/")["Location"] == "/account/2fa/"
    assert client.get("/account/2fa/").status_code == 200


def test_what_a_factor_keeps_is_sealed():
    sealed = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")

    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert MFAAdapter().decrypt(sealed) == "JBSWY3DPEHPK3PXP"
