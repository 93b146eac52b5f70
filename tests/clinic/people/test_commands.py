from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clinic.people import cards
from clinic.people.models import User
from clinic.security.models import AuditEntry


def said(*command, **options):
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_the_operators_link_signs_in_and_is_written_down(client, ana, settings):
    settings.MODE = "demo"
    link = said("signin_link", "Ana@example.org").strip()

    client.post(link.removeprefix(settings.CLINIC_URL))

    assert client.get("/start/")["Location"] == "/line/"
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="link.")] == [
        "link.make",
        "link.use",
    ]


def test_a_link_for_nobody_is_refused(db):
    with pytest.raises(CommandError):
        said("signin_link", "nobody@example.org")


def test_the_demo_prints_a_link_for_each_role_and_a_card(ana, carmen, luis, mei, omar, rosa):
    cards.make_card(rosa, by=ana)

    lines = said("signin_links", "--demo").splitlines()

    assert [line.split(":")[0] for line in lines] == [
        "Ana, intake volunteer",
        "Carmen, coordinator",
        "Luis, accompanier",
        "Mei, reviewing lawyer",
        "Omar, administrator",
        "Rosa, her phone",
    ]


def test_the_demo_links_are_for_a_demo_alone(settings, ana):
    settings.MODE = "production"

    with pytest.raises(CommandError):
        said("signin_links", "--demo")


def test_the_first_account_of_a_clinic(db):
    said("make_staff", "new@example.org", "Nora", "coordinator", "admin")

    user = User.objects.get(email="new@example.org")
    assert (user.called, user.role_names) == ("Nora", {"coordinator", "admin"})
