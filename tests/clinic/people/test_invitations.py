"""The team joins by invitation: one link, one address, once, for 72 hours."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from clinic.people import invitations, team
from clinic.people.giving import NotYours
from clinic.people.models import Invitation, Role, User
from clinic.security.models import AuditEntry

from .signing_in import PASSWORD

ANSWER = {"called": "Nora", "password": PASSWORD, "again": PASSWORD}


def invited(by, *roles, email="nora@example.org"):
    _invitation, link = invitations.invite(email, roles or [Role.INTAKE], language="en", by=by)
    return link.removeprefix(settings.CLINIC_URL)


def token(link):
    return link.strip("/").split("/")[-1]


def test_nora_joins_by_her_invitation_and_is_led_to_the_second_step(client, carmen):
    link = invited(carmen, Role.INTAKE, Role.ACCOMPANIER)

    looked = client.get(link)
    joined = client.post(link, ANSWER)

    nora = User.objects.get(email="nora@example.org")
    assert (looked.status_code, joined.status_code, joined["Location"]) == (200, 303, "/account/2fa/")
    assert (nora.called, nora.role_names) == ("Nora", {"intake", "accompanier"})
    assert nora.check_password(PASSWORD)
    assert client.get("/line/")["Location"] == "/account/2fa/"
    assert client.get("/account/2fa/webauthn/add/").status_code == 200


def test_looking_at_the_link_uses_nothing_up(client, carmen):
    link = invited(carmen)

    for _ in range(3):
        client.get(link)

    assert Invitation.objects.get().used_at is None
    assert not User.objects.filter(email="nora@example.org").exists()


def test_an_invitation_works_once(client, carmen):
    link = invited(carmen)
    client.post(link, ANSWER)

    assert Client().get(link).status_code == 410
    assert Client().post(link, ANSWER).status_code == 410


def test_an_invitation_is_over_after_72_hours(client, carmen, time_machine):
    time_machine.move_to(timezone.now())
    link = invited(carmen)

    time_machine.shift(timedelta(hours=71, minutes=59))
    assert client.get(link).status_code == 200
    time_machine.shift(timedelta(minutes=1))
    assert client.get(link).status_code == 410
    assert client.post(link, ANSWER).status_code == 410


def test_a_withdrawn_invitation_opens_nothing(client, carmen, at):
    link = invited(carmen)

    answer = at(carmen).post(f"/team/invitations/{Invitation.objects.get().pk}/withdrawal/")
    tried = client.post(link, ANSWER)

    assert answer["Location"] == "/team/"
    assert tried.status_code == 410
    assert "Ask whoever invited you for a new one." in tried.content.decode()


def test_a_new_invitation_ends_the_former(client, carmen, at):
    former = invited(carmen)

    at(carmen).post(f"/team/invitations/{Invitation.objects.get().pk}/reissue/")

    assert client.get(former).status_code == 410
    assert Invitation.objects.waiting().count() == 1
    assert client.get(link_in_mail()).status_code == 200


def link_in_mail():
    return next(line for line in mail.outbox[-1].body.splitlines() if "/join/" in line).removeprefix(
        settings.CLINIC_URL
    )


def test_two_invitations_cannot_wait_for_one_address(carmen):
    invited(carmen)

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            email="Nora@Example.org",
            roles=["intake"],
            token_digest="x",
            invited_by=carmen,
            ends_at=timezone.now() + timedelta(hours=1),
        )


@pytest.mark.parametrize("what", ["deactivated", "no longer a coordinator"])
def test_an_invitation_is_worth_what_its_maker_may_still_give(client, carmen, omar, what):
    link = invited(carmen)

    if what == "deactivated":
        team.deactivate(carmen, by=omar)
    else:
        team.change_roles(carmen, [Role.INTAKE], by=omar)

    assert client.post(link, ANSWER).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_account(carmen):
    link = invited(carmen)

    def join(_):
        try:
            invitations.accept(token(link), called="Nora", password=PASSWORD, language="en")
            return "in"
        except invitations.InvitationNotGood:
            return "over"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(join, range(2)))

    assert outcomes == ["in", "over"]
    assert User.objects.filter(email="nora@example.org").count() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LAWYER, Role.ADMIN])
def test_only_an_administrator_asks_in_coordinators_lawyers_and_administrators(at, carmen, omar, role):
    typed = {"email": "nora@example.org", "roles": [role.value], "language": "es"}

    at_carmens = at(carmen)
    at_carmens.post("/team/invitations/", typed)
    said = at_carmens.get("/team/invitations/").content.decode()
    at(omar).post("/team/invitations/", typed)

    assert "Only an administrator makes somebody coordinator" in said
    assert [one.invited_by for one in Invitation.objects.all()] == [omar]


def test_nobody_is_asked_in_as_a_person(carmen):
    with pytest.raises(NotYours):
        invitations.invite("rosa@example.org", [Role.PERSON], language="es", by=carmen)


@pytest.mark.parametrize("who", ["ana", "luis", "mei"])
def test_the_teams_page_is_not_found_for_others(at, who, request):
    browser = at(request.getfixturevalue(who))

    assert {browser.get(url).status_code for url in ("/team/", "/team/invitations/", "/team/sessions/")} == {
        404
    }


def test_the_mail_is_plain_and_in_the_language_chosen(at, carmen):
    at(carmen).post(
        "/team/invitations/", {"email": "nora@example.org", "roles": ["intake"], "language": "es"}
    )

    letter = mail.outbox[-1]
    assert letter.to == ["nora@example.org"]
    for word in ("immigration", "inmigra", "court", "corte", "ICE", "intake", "Carmen"):
        assert word not in letter.subject + letter.body
    assert Client().get(link_in_mail()).status_code == 200


def test_when_mail_does_not_leave_the_link_is_there_to_hand_over(at, carmen, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    browser = at(carmen)

    browser.post("/team/invitations/", {"email": "nora@example.org", "roles": ["intake"], "language": "en"})
    page = browser.get("/team/").content.decode()

    link = page.split("/join/")[1].split("<")[0].strip()
    assert Client().get(f"/join/{link}").status_code == 200


def test_the_token_is_nowhere_in_the_database(carmen):
    link = invited(carmen)

    with connection.cursor() as cursor:
        cursor.execute("SELECT clinic_invitation::text FROM clinic_invitation")
        row = cursor.fetchone()[0]
    assert token(link) not in row


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short words", "at least 12"),
        ("password1234", "too common"),
        ("mesaabierta2026", "not made of your name"),
        ("nora.example.org", "not made of your name"),
        ("x" * 129, "at most 128"),
    ],
)
def test_a_password_is_long_enough_uncommon_and_not_of_known_words(client, carmen, password, why):
    link = invited(carmen)

    refused = client.post(link, {"called": "Nora", "password": password, "again": password})
    page = client.get(link).content.decode()

    assert refused.status_code == 303
    assert why in page
    assert password not in page


@pytest.mark.parametrize(
    "password", ["tortuga verde camina", "aaaaaaaaaaaq", "четыре слова вместе", "nora likes green tea"]
)
def test_a_password_needs_no_digit_capital_or_sign(client, carmen, password):
    joined = client.post(invited(carmen), {"called": "Nora", "password": password, "again": password})

    assert joined["Location"] == "/account/2fa/"


def test_each_step_is_written_down_without_the_address(client, carmen):
    client.post(invited(carmen), ANSWER)

    verbs = [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="invitation.").order_by("pk")]
    assert verbs == ["invitation.make", "invitation.use"]
    assert "nora" not in str([entry.__dict__ for entry in AuditEntry.objects.all()]).lower()


def test_a_joined_account_has_no_factor_yet(client, carmen):
    client.post(invited(carmen), ANSWER)

    assert not Authenticator.objects.exists()
