"""Whole sealed months of the trail go, as the owner, and their seals stay; anything else is refused, or named."""

from datetime import UTC, date, datetime

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from clinic.launch import servers
from clinic.people import holds
from clinic.security import audit, purging, seals, trail
from clinic.security.models import AuditEntry, Purge, Seal
from tests import real_servers

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 21)
A_PURGE = (
    "INSERT INTO clinic_purge (first, last, entries, before, purged_at, mac)"
    " VALUES (1, 1, 2, '2024-11-01', now(), '\\x00'::bytea)"
)
OLD, KEPT = datetime(2024, 10, 31, 12, tzinfo=UTC), datetime(2024, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_head_yet():
    seals.head_file().unlink(missing_ok=True)
    yield
    seals.head_file().unlink(missing_ok=True)


@pytest.fixture
def today(time_machine):
    time_machine.move_to(datetime(2026, 11, 21, 12, tzinfo=UTC))


@pytest.fixture
def as_owner():
    """The command line's database role for this command (manage.py)."""
    role = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = servers.OWNER
    yield
    connection.close()
    connection.settings_dict["USER"] = role


def by_a_superuser(statement):
    real_servers.as_admin(f"SET session_replication_role = replica; {statement}")


def written(at, verb):
    entry = audit.record(actor=None, verb=verb)
    by_a_superuser(f"UPDATE clinic_auditentry SET at = '{at.isoformat()}' WHERE id = {entry.pk}")
    return entry.pk


@pytest.fixture
def months(today):
    """Two seals of October 2024, one that reaches into November, one of now; {seal: its entries' ids}."""
    found = {}
    for moments in ([OLD, OLD], [OLD], [OLD, KEPT], [datetime.now(UTC)]):
        ids = [written(at, "note") for at in moments]
        seals.seal_what_is_ready()
        found[Seal.objects.last().n] = ids
    return found


def there():
    return set(AuditEntry.objects.filter(verb="note").values_list("pk", flat=True))


def test_whole_sealed_months_go_and_their_seals_stay(months, as_owner, capsys):
    call_command("purge_audit", "--dry-run")
    assert there() == {pk for ids in months.values() for pk in ids}

    call_command("purge_audit")

    assert there() == {*months[3], *months[4]}  # a seal that reaches into a month that is kept stays whole
    assert Seal.objects.count() == 4
    assert (Purge.objects.get().first, Purge.objects.get().last, Purge.objects.get().entries) == (1, 2, 3)
    assert AuditEntry.objects.filter(verb="purge", fields=["clinic.AuditEntry"]).exists()
    call_command("verify_audit")
    assert "Entries are kept from 2024-11-01 on" in capsys.readouterr().out


def test_the_next_month_goes_on_where_the_last_purge_ended(months, as_owner):
    purging.purge()

    assert purging.purge() is None
    assert purging.purge(today=date(2026, 12, 1)).first == 3
    assert there() == set(months[4])
    assert list(trail.problems()) == []


def test_the_app_itself_can_neither_delete_nor_say_that_something_was_purged(months):
    with pytest.raises(DatabaseError), transaction.atomic():
        purging.purge()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk__in=months[1]).delete()
    assert len(there()) == 6


def test_the_owner_too_may_only_delete_what_a_purge_covers(months, as_owner):
    purging.purge()

    for rows in (AuditEntry.objects.filter(pk__in=months[3]), Seal.objects.filter(n=1), Purge.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(verb="x")


def test_whoever_does_not_own_the_trail_is_refused_what_a_purge_covers(months):
    by_a_superuser(A_PURGE)

    with pytest.raises(psycopg.errors.RaiseException):
        real_servers.as_admin(f"DELETE FROM clinic_auditentry WHERE id = {months[1][0]}")


def test_a_seal_of_a_purged_month_that_was_changed_or_removed_is_named(months, as_owner):
    purging.purge()
    by_a_superuser("UPDATE clinic_seal SET leaves = leaves || '\\x00'::bytea WHERE n = 1")
    assert "Seal 1 was changed." in list(trail.problems())

    by_a_superuser("DELETE FROM clinic_seal WHERE n = 1")
    assert "Seals 1 to 1 were removed." in list(trail.problems())


def test_an_entry_put_into_a_purged_month_is_named(months, as_owner):
    purging.purge()
    first = Seal.objects.first()

    by_a_superuser(
        "INSERT INTO clinic_auditentry (id, at, actor, roles, verb, outcome, targets, fields, holders, era, written_in)"
        f" SELECT 77, at, actor, roles, verb, outcome, targets, fields, holders, {first.era}, {first.until - 1}"
        f" FROM clinic_auditentry WHERE id = {months[3][0]}"
    )

    assert list(trail.problems()) == ["Entry 77 was added (seal 1)."]


def test_a_purge_that_somebody_without_the_keys_wrote_hides_nothing(months):
    by_a_superuser(f"{A_PURGE}; DELETE FROM clinic_auditentry WHERE id = {months[1][0]}")

    assert list(trail.problems()) == [
        "The note that the entries of seals 1 to 1 were purged is not ours.",
        f"Entry {months[1][0]} was removed (seal 1).",
    ]


def test_a_month_that_is_not_wholly_sealed_is_refused(months, as_owner):
    unsealed = written(OLD, "note")

    with pytest.raises(CommandError, match="not wholly sealed"):
        call_command("purge_audit")
    assert unsealed in there() and len(there()) == 7


def test_a_trail_that_was_tampered_with_is_not_purged(months, as_owner):
    by_a_superuser(f"UPDATE clinic_auditentry SET actor = 'somebody' WHERE id = {months[1][0]}")

    with pytest.raises(CommandError, match="was changed"):
        call_command("purge_audit")
    assert not Purge.objects.exists()


def test_while_a_legal_hold_stands_nothing_goes(months, as_owner, carmen):
    hold = holds.hold(None, by=carmen, reference="24-cv-0117")
    with pytest.raises(CommandError, match="legal hold"):
        call_command("purge_audit")

    holds.lift(hold, by=carmen)
    call_command("purge_audit")
    assert Purge.objects.exists()


@pytest.mark.parametrize("months_kept", ["11", "0", "-1"])
def test_a_year_is_kept_at_least(db, months_kept):
    with pytest.raises(CommandError, match="At least 12"):
        call_command("purge_audit", f"--months={months_kept}")


def test_the_command_runs_as_the_owner():
    import manage

    assert "purge_audit" in manage.AS_OWNER
