"""Five tries an hour for a code, twenty for an address: whoever asks, however many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from clinic.people import cards, tries
from clinic.people.models import Attempt
from clinic.people.tasks import drop_old_tries

AT_ONCE = 20


def refused(client):
    page = client.get("/card/").content.decode()
    return "many tries" if "That was many tries" in page else "wrong" if "do not match" in page else page


@pytest.mark.django_db(transaction=True)
def test_twenty_wrong_secrets_at_once_are_five_tries(rosa, ana):
    _card, code, _secret = cards.make_card(rosa, by=ana)
    gate = Barrier(AT_ONCE)

    def wrong(number):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        gate.wait(timeout=30)
        try:
            client.post("/card/", {"code": code, "secret": f"wrong {number}"})
            return refused(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(wrong, range(AT_ONCE)))

    assert (answers.count("wrong"), answers.count("many tries")) == (tries.A_CODE, AT_ONCE - tries.A_CODE)


def test_an_address_waits_after_twenty_codes_whatever_a_header_says(db):
    for number in range(tries.AN_ADDRESS + 1):
        client = Client(headers={"x-forwarded-for": f"203.0.113.{number}"})
        client.post("/card/", {"code": f"0000-{number:04}", "secret": "wrong"})

    assert refused(client) == "many tries"


def test_a_right_try_does_not_weigh_on_its_address(rosa, ana):
    _card, code, secret = cards.make_card(rosa, by=ana)

    for _ in range(tries.AN_ADDRESS + 1):
        answer = Client().post("/card/", {"code": code, "secret": secret})

    assert answer["Location"] == "/start/"


def test_a_right_try_does_not_wipe_out_wrong_ones_at_other_codes(client, rosa, ana):
    _card, code, secret = cards.make_card(rosa, by=ana)
    tries.count("OTHER", "127.0.0.1")

    client.post("/card/", {"code": code, "secret": secret})

    assert Attempt.objects.count() == 2


def test_after_an_hour_the_code_is_good_again(client, rosa, ana):
    _card, code, secret = cards.make_card(rosa, by=ana)
    for _ in range(tries.A_CODE):
        client.post("/card/", {"code": code, "secret": "wrong"})

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        answer = client.post("/card/", {"code": code, "secret": secret})

    assert answer["Location"] == "/start/"


def test_old_tries_are_thrown_away_and_those_that_count_are_kept(db):
    tries.count("OLD", "192.0.2.1")
    Attempt.objects.update(tried_at=timezone.now() - tries.WINDOW)
    tries.count("NEW", "192.0.2.1")

    drop_old_tries()

    assert Attempt.objects.count() == 2
