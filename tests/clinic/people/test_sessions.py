"""Sessions end by themselves, and at once when what they rest on changes."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from clinic.people import links, team
from clinic.people import services as people
from clinic.people.models import KnownBrowser, Role, User
from clinic.security.middleware import sign_session_key
from clinic.security.models import AuditEntry

from .signing_in import PASSWORD, code_now, send_password, session_of, signs_in, with_app, with_password

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


def is_in(browser, url="/desk/"):
    return browser.get(url).status_code == 200


def test_thirty_minutes_without_a_tap_end_a_session(carmen, clock):
    browser = signs_in(carmen, with_app(carmen))

    clock.shift(29 * MINUTE)
    assert is_in(browser)
    clock.shift(29 * MINUTE)
    assert is_in(browser)
    clock.shift(30 * MINUTE)
    assert not is_in(browser)


def test_twelve_hours_end_a_session_however_busy(carmen, clock):
    browser = signs_in(carmen, with_app(carmen))

    for _ in range(28):
        clock.shift(25 * MINUTE)
        assert is_in(browser)
    clock.shift(20 * MINUTE)
    assert not is_in(browser)


@pytest.mark.parametrize(("shared", "stays"), [("on", False), ("", True)])
def test_a_shared_laptop_closes_after_fifteen_minutes(carmen, clock, shared, stays):
    browser = signs_in(carmen, with_app(carmen), shared=shared)

    clock.shift(14 * MINUTE)
    assert is_in(browser)
    clock.shift(15 * MINUTE)
    assert is_in(browser) == stays


def test_an_intake_volunteers_laptop_counts_as_shared_until_they_say_otherwise(ana, clock):
    browser = signs_in(ana, with_app(ana))
    assert session_of(browser)["shared"]

    browser.post("/account/shared-laptop/", {"shared": "no"})
    clock.shift(29 * MINUTE)

    assert is_in(browser, "/line/")


def test_an_expired_session_saves_nothing(carmen, clock):
    browser = signs_in(carmen, with_app(carmen))

    clock.shift(31 * MINUTE)
    answer = browser.post("/team/sessions/")

    assert answer["Location"].startswith("/account/login/")
    assert not AuditEntry.objects.filter(verb="sessions.end_all").exists()


def test_times_are_not_the_browsers_to_set(carmen, clock):
    browser = signs_in(carmen, with_app(carmen))
    clock.shift(31 * MINUTE)
    browser.cookies["seen_at"] = str(timezone.now().timestamp())

    assert not is_in(browser)


def _new_role(user, by):
    people.give_role(user, Role.CALLER, by=by)


def _role_gone(user, by):
    people.take_role(user, Role.INTAKE, by=by)


def _deactivated(user, by):
    team.deactivate(user, by=by)


def _new_password(user, by):
    user.set_password("quite another four words")
    user.save()


@pytest.mark.parametrize("change", [_new_role, _role_gone, _deactivated, _new_password])
def test_a_change_ends_both_of_anas_sessions_at_once(at, ana, carmen, change):
    laptop, phone, carmens = at(ana), at(ana), at(carmen)
    assert is_in(laptop, "/line/") and is_in(phone, "/line/")

    change(User.objects.get(pk=ana.pk), carmen)

    assert not is_in(laptop, "/line/") and not is_in(phone, "/line/")
    assert is_in(carmens)


def test_a_session_ended_by_deactivation_does_not_come_back(at, ana, carmen):
    laptop = at(ana)
    team.deactivate(ana, by=carmen)
    team.activate(ana, by=carmen)

    assert not is_in(laptop, "/line/")


def test_changing_the_password_keeps_this_session_and_ends_the_other(at, carmen):
    with_password(carmen)
    here, there = at(carmen), at(carmen)
    new = "quite another four words"

    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert (is_in(here), is_in(there)) == (True, False)


def test_somebody_sees_their_sessions_and_ends_the_others(at, carmen):
    here, there = at(carmen), at(carmen)
    is_in(there)

    page = here.get("/account/sessions/").content.decode()
    here.post("/account/sessions/")

    assert page.count("<li><strong>") == 2
    assert "127.0.0.1" not in page
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_coordinator_signs_one_member_out_in_two_taps(at, ana, bo, carmen):
    anas, bos, carmens = at(ana), at(bo), at(carmen)

    asked = carmens.get(f"/team/{ana.pk}/sessions/")
    assert is_in(anas, "/line/")
    carmens.post(f"/team/{ana.pk}/sessions/")

    assert asked.status_code == 200
    assert (is_in(anas, "/line/"), is_in(bos, "/line/"), is_in(carmens)) == (False, True, True)


def test_a_coordinator_signs_everybody_out_in_two_taps(at, ana, mei, carmen):
    anas, meis, carmens = at(ana), at(mei), at(carmen)

    carmens.get("/team/sessions/")
    carmens.post("/team/sessions/")

    assert not is_in(anas, "/line/") and not is_in(meis, "/cases/people/")
    assert is_in(carmens)


def test_a_coordinator_who_takes_their_own_role_stays_signed_in_without_it(at, omar, carmen):
    people.give_role(carmen, Role.ADMIN, by=omar)
    browser = at(User.objects.get(pk=carmen.pk))

    browser.post(f"/team/{carmen.pk}/", {"roles": ["admin"]})

    assert browser.get("/desk/").status_code == 404
    assert browser.get("/team/").status_code == 200


def test_the_last_administrator_stays(at, omar):
    browser = at(omar)

    browser.post(f"/team/{omar.pk}/", {"roles": ["intake"]})
    browser.post(f"/team/{omar.pk}/deactivation/")

    omar = User.objects.get(pk=omar.pk)
    assert omar.is_active and omar.has_role(Role.ADMIN)


@pytest.mark.parametrize("roles", [["coordinator"], ["intake", "lawyer"], ["admin"]])
def test_a_coordinator_makes_nobody_coordinator_lawyer_or_administrator(at, carmen, ana, roles):
    browser = at(carmen)

    browser.post(f"/team/{ana.pk}/", {"roles": roles})

    assert "Only an administrator" in browser.get(f"/team/{ana.pk}/").content.decode()
    assert User.objects.get(pk=ana.pk).role_names == {"intake"}


def test_a_coordinator_takes_no_administrators_role_and_account(at, carmen, omar):
    browser = at(carmen)

    browser.post(f"/team/{omar.pk}/", {"roles": []})
    browser.post(f"/team/{omar.pk}/deactivation/")

    omar = User.objects.get(pk=omar.pk)
    assert omar.is_active and omar.has_role(Role.ADMIN)


FRESH = [
    "/team/sessions/",
    "/team/invitations/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/generate/",
    "/trips/sunday/paper/",
]


@pytest.mark.parametrize("url", FRESH)
def test_after_ten_minutes_the_team_the_factors_and_a_paper_about_many_want_a_new_sign_in(carmen, clock, url):
    secret = with_app(carmen)
    browser = signs_in(carmen, secret)

    clock.shift(9 * MINUTE)
    assert browser.get(url).status_code == 200
    clock.shift(MINUTE)
    assert browser.get(url)["Location"].startswith("/account/reauthenticate/")
    browser.post(f"/account/2fa/reauthenticate/?next={url}", {"code": code_now(secret)})
    assert browser.get(url).status_code == 200


def test_a_post_that_is_not_fresh_does_nothing_and_leads_back_to_its_page(carmen, ana, clock):
    browser = signs_in(carmen, with_app(carmen))
    clock.shift(11 * MINUTE)

    answer = browser.post(
        f"/team/{ana.pk}/", {"roles": ["caller"]}, headers={"Referer": f"http://testserver/team/{ana.pk}/"}
    )

    assert answer["Location"] == f"/account/reauthenticate/?next=%2Fteam%2F{ana.pk}%2F"
    assert User.objects.get(pk=ana.pk).role_names == {"intake"}


def test_a_demo_link_stays_fresh(client, carmen, clock, settings):
    settings.MODE = "demo"
    client.post(links.make_link(carmen).removeprefix(settings.CLINIC_URL))

    clock.shift(20 * MINUTE)

    assert client.get("/team/sessions/").status_code == 200


def test_a_demos_session_opens_nothing_in_production(client, carmen, settings):
    settings.MODE = "demo"
    client.post(links.make_link(carmen).removeprefix(settings.CLINIC_URL))
    assert is_in(client)

    settings.MODE = "production"

    assert client.get("/desk/")["Location"] == "/account/2fa/"


@pytest.mark.django_db(transaction=True)
def test_a_sign_in_from_a_new_browser_is_told_once_in_plain_words(carmen, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    secret = with_app(carmen)
    mail.outbox.clear()

    browser = signs_in(carmen, secret)
    browser.post("/account/logout/")
    time_machine.shift(timedelta(seconds=60))
    signs_in(carmen, secret, client=browser)

    assert [letter.to for letter in mail.outbox] == [["carmen@example.org"]]
    said = mail.outbox[0].subject + mail.outbox[0].body
    assert "a browser we have not seen before" in said
    for word in ("Carmen", "immigration", "court", "127.0.0.1"):
        assert word not in said
    assert KnownBrowser.objects.count() == 1
    assert browser.cookies["browser"].value not in str(KnownBrowser.objects.values())


def test_the_browsers_cookie_alone_signs_nobody_in(carmen):
    browser = signs_in(carmen, with_app(carmen))
    thief = Client()
    thief.cookies["browser"] = browser.cookies["browser"].value

    assert not is_in(thief)
    assert send_password(carmen, client=thief).answer["Location"] == "/account/2fa/authenticate/"


def last_used(user):
    return UserSession.objects.get(user=user).last_seen_at


def test_when_a_session_was_last_used_is_noted_once_a_minute(carmen, clock):
    browser = signs_in(carmen, with_app(carmen))
    is_in(browser)
    first = last_used(carmen)

    clock.shift(MINUTE - timedelta(seconds=1))
    is_in(browser)
    assert last_used(carmen) == first

    clock.shift(timedelta(seconds=1))
    is_in(browser)
    assert last_used(carmen) == timezone.now()


def test_a_session_that_was_given_another_key_is_noted_at_once(carmen):
    browser = signs_in(carmen, with_app(carmen))
    is_in(browser)
    session = session_of(browser)
    session.cycle_key()
    browser.cookies[settings.SESSION_COOKIE_NAME] = sign_session_key(session.session_key)

    assert is_in(browser)
    assert UserSession.objects.filter(session_key=session.session_key).exists()
