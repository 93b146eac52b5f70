"""The form layer: refused POSTs go back by redirect, keep what was typed, and leave nothing readable."""

from django.db import connection

from clinic.security.models import Leftover


def test_a_draft_is_kept_without_complaint_and_shown_again(at, ana):
    browser = at(ana)

    kept = browser.post(
        "/line/people/", {"called": "Rosa of the", "language": "mam"}, headers={"X-Draft": "1"}
    )
    page = browser.get("/line/people/").content.decode()

    assert kept.status_code == 204
    assert "Rosa of the" in page
    assert "Please look" not in page


def test_what_is_left_over_is_sealed(at, ana):
    at(ana).post("/line/people/", {"called": "Rosa of the"}, headers={"X-Draft": "1"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM clinic_leftover")
        sealed = bytes(cursor.fetchone()[0])
    assert b"Rosa" not in sealed


def test_another_session_does_not_see_it(at, ana):
    at(ana).post("/line/people/", {"called": "Rosa of the"}, headers={"X-Draft": "1"})

    assert "Rosa of the" not in at(ana).get("/line/people/").content.decode()


def test_saving_throws_the_leftover_away(at, ana):
    browser = at(ana)
    browser.post("/line/people/", {"called": ""})
    assert Leftover.objects.count() == 1

    browser.post(
        "/line/people/",
        {"visit_id": "7f3b2c1e-1111-4111-8111-111111111111", "called": "Rosa", "language": "spa"},
    )

    assert Leftover.objects.count() == 0


def test_secrets_are_never_kept(client, db):
    client.post("/card/", {"code": "", "secret": "SECRET-SLIP"})

    page = client.get("/card/").content.decode()

    assert "SECRET-SLIP" not in page
