"""A phone is handed around: fifteen minutes, and gone when the person leaves."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from clinic.people import cards


@pytest.fixture
def phone(client, rosa, ana):
    _card, code, secret = cards.make_card(rosa, by=ana)
    client.post("/card/", {"code": code, "secret": secret})
    return client


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 302)])
def test_a_session_is_over_after_a_quarter_of_an_hour(phone, minutes, status):
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        assert phone.get("/cases/mine/").status_code == status


def test_looking_around_does_not_make_it_longer(phone):
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=10)):
        phone.get("/cases/mine/")

    with time_machine.travel(now + timedelta(minutes=16)):
        assert phone.get("/cases/mine/")["Location"] == "/"


def test_the_cookie_goes_when_the_browser_closes(phone):
    cookie = phone.cookies[settings.SESSION_COOKIE_NAME]

    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)


def test_leaving_clears_what_the_browser_holds(phone):
    answer = phone.get("/leave/")

    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert phone.get("/cases/mine/").status_code == 302


def test_what_is_typed_goes_to_no_spelling_service(client, db):
    page = client.get("/card/").content.decode()

    assert page.count('spellcheck="false"') == 2
