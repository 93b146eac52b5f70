import pytest
from django.conf import settings
from django.test import Client

from clinic.people import cards, links, tries
from clinic.people import services as people
from clinic.people.models import Role


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("url", ["/", "/rights/", "/help/", "/card/", "/account/login/", "/healthz"])
def test_the_public_pages_open_for_anybody(client, url, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = client.get(url)

    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].startswith("no-store") or "no-cache" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/line/", "/desk/", "/start/"])
def test_the_clinics_own_pages_want_a_sign_in(client, url):
    answer = client.get(url)

    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={url}")


def test_a_sign_in_link_works_once(client, ana, settings):
    settings.MODE = "demo"
    link = links.make_link(ana).removeprefix(settings.CLINIC_URL)

    looked = client.get(link)
    used = client.post(link)
    again = Client().post(link)

    assert (looked.status_code, used.status_code, used["Location"]) == (200, 302, "/start/")
    assert again.status_code == 410
    assert "Ask for a new one, or sign in" in again.content.decode()
    assert client.get("/line/").status_code == 200


def test_rosa_signs_in_with_her_two_slips(client, rosa, ana):
    _card, code, secret = cards.make_card(rosa, by=ana)

    answer = client.post("/card/", {"code": code.lower().replace("-", " "), "secret": secret.lower()})

    assert (answer.status_code, answer["Location"]) == (303, "/start/")


def test_a_wrong_secret_and_an_unknown_code_read_the_same(rosa, ana):
    _card, code, _secret = cards.make_card(rosa, by=ana)
    answers = []
    for tried in ({"code": code, "secret": "WRONG"}, {"code": "0000-0000", "secret": "WRONG"}):
        client = Client()
        refused = client.post("/card/", tried)
        answers.append(
            (refused.status_code, "do not match" in client.get(refused["Location"]).content.decode())
        )

    assert answers == [(303, True), (303, True)]


def test_an_ended_card_no_longer_opens(client, rosa, ana):
    _card, code, secret = cards.make_card(rosa, by=ana)
    cards.end_card(rosa, by=ana)

    refused = client.post("/card/", {"code": code, "secret": secret})

    assert refused["Location"] == "/card/"


def test_after_five_tries_a_code_waits(client, rosa, ana):
    _card, code, secret = cards.make_card(rosa, by=ana)
    for _ in range(tries.A_CODE):
        client.post("/card/", {"code": code, "secret": "WRONG"})

    client.post("/card/", {"code": code, "secret": secret})

    assert "That was many tries" in client.get("/card/").content.decode()


def test_a_row_of_the_dump_is_not_a_login(at, ana):
    browser = at(ana)
    signed = browser.cookies[settings.SESSION_COOKIE_NAME].value
    thief = Client()

    thief.cookies[settings.SESSION_COOKIE_NAME] = signed.split(":")[0]

    assert browser.get("/line/").status_code == 200
    assert thief.get("/line/").status_code == 302


def test_leaving_ends_the_session(at, ana):
    browser = at(ana)

    answer = browser.get("/leave/")

    assert answer["Location"] == settings.QUICK_EXIT_URL
    assert '"cache"' in answer["Clear-Site-Data"]
    assert browser.get("/line/").status_code == 302


def test_signing_out_tells_the_browser_to_forget_the_pages(at, ana):
    browser = at(ana)

    assert "Clear-Site-Data" not in browser.get("/line/")
    assert browser.post("/account/logout/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in browser.get("/")


def test_a_role_taken_away_is_gone_on_the_next_request(at, ana, carmen):
    browser = at(ana)
    people.take_role(ana, Role.INTAKE, by=carmen)

    assert browser.get("/line/").status_code == 302
    assert at(ana).get("/line/").status_code == 404


def test_changing_the_language_stays_on_the_page_and_never_leaves_the_house(client, db):
    stays = client.post("/language/", {"language": "es", "next": "/rights/"})
    leaves = client.post("/language/", {"language": "es", "next": "https://example.org/"})

    assert (stays["Location"], leaves["Location"]) == ("/rights/", "/")
    assert '<html lang="es"' in client.get("/rights/").content.decode()
