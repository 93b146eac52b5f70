"""Signing in, signing out and failing to are written down, without what was typed."""

from django.contrib.auth import authenticate

from clinic.people import links
from clinic.security.models import AuditEntry


def entries(verb):
    return list(AuditEntry.objects.filter(verb=verb))


def test_coming_in_by_the_link_and_going_are_written_down(client, ana):
    client.post(links.make_link(ana).removeprefix("http://localhost:8000"))
    client.get("/leave/")

    assert [entry.actor for entry in (*entries("sign_in"), *entries("sign_out"))] == [str(ana.pk)] * 2


def test_a_wrong_password_is_written_down_without_the_address(client, ana):
    client.post("/account/login/", {"login": ana.email, "password": "not the password"})

    (entry,) = entries("sign_in")
    assert (entry.actor, entry.outcome) == ("", "refused")
    assert entry.fields[0].startswith("tried:")
    assert "ana" not in str(entry.__dict__).lower()


def test_the_same_address_is_known_again_and_another_is_not(rf, db):
    for tried in ("Ana@example.org", "ana@example.org ", "bo@example.org"):
        authenticate(rf.post("/"), email=tried, password="x")

    first, same, other = [entry.fields for entry in entries("sign_in")]
    assert first == same != other


def test_a_wrong_slip_is_written_down(client, db):
    client.post("/card/", {"code": "ABCD-1234", "secret": "ABCD-ABCD-ABCD"})

    (entry,) = entries("sign_in")
    assert entry.outcome == "refused"
    assert "ABCD" not in str(entry.__dict__)
