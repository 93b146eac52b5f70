"""How often somebody may try, and that an answer tells nobody which accounts there are."""

import os
import re
import statistics
import subprocess
import sys
import time

import pytest
import redis
from django.conf import settings as live
from django.core import mail
from django.test import Client

from clinic.people import invitations
from clinic.people.models import Role
from tests import real_servers

from .signing_in import PASSWORD, send_password, session_of, with_password


def got_in(browser):
    return "_auth_user_id" in session_of(browser) if live.SESSION_COOKIE_NAME in browser.cookies else False


def five_wrong(user, **more):
    for _ in range(5):
        Client().post("/account/login/", {"login": user.email, "password": "wrong wrong wrong"}, **more)


def test_after_five_wrong_passwords_the_right_one_waits(ana, bo):
    with_password(ana), with_password(bo)
    five_wrong(ana)

    assert not got_in(send_password(ana))
    assert got_in(send_password(bo))


def test_five_minutes_later_it_opens_again(ana, time_machine):
    time_machine.move_to(time.time(), tick=False)
    with_password(ana)
    five_wrong(ana)

    time_machine.shift(301)

    assert got_in(send_password(ana))


def test_the_count_survives_a_flushed_broker(ana):
    with_password(ana)
    five_wrong(ana)

    redis.from_url(live.CELERY_BROKER_URL).flushall()

    assert not got_in(send_password(ana))


def test_a_made_up_forwarded_address_does_not_begin_the_count_anew(ana):
    for n in range(30):
        Client().post(
            "/account/login/", {"login": f"nobody{n}@example.org", "password": "wrong wrong wrong"},
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        )  # fmt: skip
    with_password(ana)

    answer = Client().post(
        "/account/login/",
        {"login": ana.email, "password": PASSWORD},
        headers={"X-Forwarded-For": "198.51.100.7"},
    )

    assert answer.status_code == 429


def test_behind_one_proxy_the_address_it_wrote_counts(ana, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(30):
        Client().post(
            "/account/login/", {"login": f"nobody{n}@example.org", "password": "wrong wrong wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.9"},
        )  # fmt: skip
    with_password(ana)
    typed = {"login": ana.email, "password": PASSWORD}

    same = Client().post("/account/login/", typed, headers={"X-Forwarded-For": "198.51.100.99, 203.0.113.9"})
    other = Client().post("/account/login/", typed, headers={"X-Forwarded-For": "203.0.113.10"})

    assert (same.status_code, other.status_code) == (429, 302)


def test_no_row_of_the_count_is_thrown_away_for_want_of_room():
    assert live.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    assert live.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 1_000_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("right", ["INSERT", "SELECT, INSERT, UPDATE, DELETE"])
def test_when_nobody_can_count_nobody_gets_in(ana, right, errors_are_expected):
    with_password(ana)
    browser = Client(raise_request_exception=False)
    real_servers.as_admin(f"REVOKE {right} ON clinic_cache FROM clinic_app")
    try:
        answer = send_password(ana, client=browser).answer
    finally:
        real_servers.as_admin("GRANT SELECT, INSERT, UPDATE, DELETE ON clinic_cache TO clinic_app")

    assert answer.status_code in (429, 500)
    assert not got_in(browser)
    assert got_in(send_password(ana))


def words(answer):
    text = re.sub(
        r"\S+@example\.org|/join/[\w-]+/|csrfmiddlewaretoken\" value=\"\w+", "", answer.content.decode()
    )
    return answer.status_code, answer.headers.get("Location"), text


def same_answer(known, unknown):
    assert words(known) == words(unknown)
    assert abs(len(known.content) - len(unknown.content)) <= 64


def test_a_wrong_password_and_an_unknown_address_read_the_same(ana):
    with_password(ana)

    same_answer(
        *(
            Client().post("/account/login/", {"login": f"{who}@example.org", "password": "wrong wrong wrong"})
            for who in ("ana", "abc")
        )
    )


def test_a_forgotten_password_reads_the_same_for_an_unknown_address(ana):
    with_password(ana)

    same_answer(
        *(
            Client().post("/account/password/reset/", {"email": f"{who}@example.org"})
            for who in ("ana", "abc")
        )
    )
    assert [letter.subject for letter in mail.outbox] == ["Your account at Mesa Abierta"] * 2
    assert "/account/password/reset/key/" in mail.outbox[0].body
    assert "There is no account" in mail.outbox[1].body


def test_a_new_password_does_not_stand_for_the_second_step(ana):
    with_password(ana)
    Client().post("/account/password/reset/", {"email": ana.email})
    link = next(line for line in mail.outbox[0].body.splitlines() if "/reset/key/" in line)
    browser = Client()
    page = browser.get(link.split("testserver")[1])["Location"]

    browser.post(page, {"password1": "quite another four words", "password2": "quite another four words"})

    assert browser.get("/line/").status_code == 302
    assert got_in(send_password(ana, "quite another four words"))


def test_a_used_and_an_unknown_invitation_read_the_same(carmen):
    _invitation, link = invitations.invite("nora@example.org", [Role.INTAKE], language="en", by=carmen)
    used = link.split("/")[-2]
    invitations.accept(used, called="Nora", password=PASSWORD, language="en")

    same_answer(*(Client().get(f"/join/{token}/") for token in (used, "x" * 43)))


def test_an_unknown_address_takes_as_long_as_a_wrong_password(ana, settings, costly_hashing):
    settings.ACCOUNT_RATE_LIMITS = False
    with_password(ana)
    took = {"ana": [], "abc": []}
    for _ in range(15):
        for who, times in took.items():
            began = time.perf_counter()
            Client().post("/account/login/", {"login": f"{who}@example.org", "password": "wrong wrong wrong"})
            times.append(time.perf_counter() - began)

    ratio = statistics.median(took["ana"]) / statistics.median(took["abc"])
    assert 0.5 < ratio < 2


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"CLINIC_HOSTS": "clinic.example.org"}, "CLINIC_HOSTS may only name localhost"),
        ({"CLINIC_HOSTS": "localhost,10.0.0.5"}, "CLINIC_HOSTS may only name localhost"),
        ({"CLINIC_URL": "https://clinic.example.org"}, "CLINIC_URL may only name localhost"),
        ({"CLINIC_MODE": "demo,production"}, "CLINIC_MODE is production, demo or test"),
    ],
)
def test_a_demo_is_refused_anywhere_but_on_this_machine(more, says):
    env = os.environ | {"CLINIC_MODE": "demo", "CLINIC_HOSTS": "localhost"} | more

    done = subprocess.run(
        [sys.executable, "-c", "import clinic.settings"], env=env, capture_output=True, text=True
    )

    assert done.returncode != 0
    assert says in done.stderr


def test_a_demo_starts_on_this_machine():
    env = os.environ | {"CLINIC_MODE": "demo", "CLINIC_HOSTS": "localhost"}

    subprocess.run([sys.executable, "-c", "import clinic.settings"], env=env, check=True)
