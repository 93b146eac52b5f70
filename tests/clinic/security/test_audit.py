import psycopg
import pytest
from django.db import DatabaseError, transaction

from clinic.days import services as days
from clinic.people import services as people
from clinic.security.models import AuditEntry
from tests import real_servers


def test_the_database_refuses_to_change_the_trail(rosa):
    for change in (lambda: AuditEntry.objects.update(verb="x"), lambda: AuditEntry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_even_the_owner_is_refused(rosa):
    with pytest.raises(psycopg.errors.RaiseException):
        real_servers.as_admin("UPDATE clinic_auditentry SET verb = 'x'")


def test_an_entry_names_rows_and_fields_and_no_values(rosa, ana):
    people.change_person(rosa, full_name="Rosa Quispe", by=ana)

    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.fields, entry.targets) == (
        "person.change",
        ["full_name"],
        [f"clinic.Person:{rosa.pk}"],
    )
    assert entry.roles == "intake"
    assert "Quispe" not in str(entry.__dict__)


@pytest.mark.django_db(transaction=True)
def test_a_page_that_cannot_be_written_down_is_not_shown(at, ana, errors_are_expected):
    days.add_walk_in(by=ana, called="Rosa", language="spa")
    browser = at(ana)
    browser.raise_request_exception = False
    real_servers.as_admin("REVOKE INSERT ON clinic_auditentry FROM clinic_app")
    try:
        answer = browser.get("/line/")
    finally:
        real_servers.as_admin("GRANT INSERT ON clinic_auditentry TO clinic_app")

    assert answer.status_code == 500
    assert b"Rosa" not in answer.content


def test_a_refused_page_is_written_down(at, bo, rosa):
    at(bo).get("/desk/")

    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor, entry.verb, entry.outcome) == (str(bo.pk), "get desk", "refused")
