from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from clinic.people import holds, retention
from clinic.people import services as people
from clinic.people.models import Attempt, Contact, ContactKind, LegalHold, Whose
from clinic.security.models import AuditEntry

OURS = {"clinic", "cases", "accompaniment"}


@pytest.fixture
def old_phone(rosa, ana):
    """A telephone of Rosa's that ended a hundred days ago."""
    contact = people.replace_contact(
        rosa, kind=ContactKind.PHONE, value="212-555-0101", whose=Whose.MINE, by=ana
    )
    Contact.objects.filter(pk=contact.pk).update(ended_at=timezone.now() - timedelta(days=100))
    return contact


def test_every_model_says_how_long_it_is_kept_and_why():
    ours = {model._meta.label for model in apps.get_models() if model._meta.app_label in OURS}
    lines = retention.table()

    assert {line.model for line in lines} == ours | {"sessions.Session"}
    assert all(line.how_long and line.why for line in lines)


def test_what_is_past_its_time_goes_and_the_trail_says_so(old_phone):
    purged = retention.purge(timezone.now())

    assert purged["clinic.Contact"] == 1
    assert not Contact.objects.exists()
    assert AuditEntry.objects.get(verb="purge").fields == ["clinic.Contact"]


def test_what_ended_lately_or_never_stays(old_phone):
    Contact.objects.update(ended_at=timezone.now() - timedelta(days=89))
    assert retention.purge(timezone.now())["clinic.Contact"] == 0

    Contact.objects.update(ended_at=None)
    assert retention.purge(timezone.now())["clinic.Contact"] == 0


def test_a_dry_run_only_counts(old_phone, capsys):
    call_command("purge", "--dry-run")

    assert "clinic.Contact: 1" in capsys.readouterr().out
    assert Contact.objects.exists()


def test_tries_to_sign_in_are_forgotten_after_a_week(db):
    for days in (6, 8):
        Attempt.objects.create(bucket=b"x" * 32, tried_at=timezone.now() - timedelta(days=days))

    assert retention.purge(timezone.now())["clinic.Attempt"] == 1


@pytest.mark.parametrize("everybody", [False, True])
def test_a_legal_hold_stops_the_purge_until_it_is_lifted(old_phone, rosa, carmen, everybody):
    hold = holds.hold(None if everybody else rosa, by=carmen, reference="24-7")
    assert retention.purge(timezone.now())["clinic.Contact"] == 0

    holds.lift(hold, by=carmen)
    assert retention.purge(timezone.now())["clinic.Contact"] == 1


def test_a_hold_for_somebody_else_stops_nothing_of_rosas(old_phone, ana, carmen):
    holds.hold(people.meet_person(called="Iris", by=ana), by=carmen, reference="24-7")

    assert retention.purge(timezone.now())["clinic.Contact"] == 1


@pytest.mark.parametrize("everybody", [False, True])
def test_a_second_hold_for_the_same_is_refused(rosa, carmen, everybody):
    whom = None if everybody else rosa
    holds.hold(whom, by=carmen, reference="24-7")

    with pytest.raises(holds.AlreadyHeld):
        holds.hold(whom, by=carmen, reference="24-8")


def test_only_coordinators_and_administrators_hold_and_lift(rosa, ana, omar):
    with pytest.raises(PermissionDenied):
        holds.hold(rosa, by=ana, reference="24-7")
    hold = holds.hold(rosa, by=omar, reference="24-7")
    with pytest.raises(PermissionDenied):
        holds.lift(hold, by=ana)

    assert LegalHold.objects.standing().get() == hold
