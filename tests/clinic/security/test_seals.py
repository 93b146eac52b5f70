"""The chain over the trail: late commits are sealed, and whatever a superuser does to a row is named."""

import threading

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from clinic.security import audit, seals, trail
from clinic.security.models import AuditEntry, Seal
from tests import real_servers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_head_yet():
    seals.head_file().unlink(missing_ok=True)
    yield
    seals.head_file().unlink(missing_ok=True)


@pytest.fixture
def five():
    """Five sealed entries, in two seals; returns their ids."""
    ids = [audit.record(actor=None, verb=f"note.{n}").pk for n in range(3)]
    seals.seal_what_is_ready()
    ids += [audit.record(actor=None, verb=f"note.{n}").pk for n in range(3, 5)]
    seals.seal_what_is_ready()
    return ids


def by_a_superuser(statement):
    real_servers.as_admin(f"SET session_replication_role = replica; {statement}")


def found():
    return list(trail.problems())


def test_a_trail_nobody_touched_is_whole(five, capsys):
    call_command("verify_audit")

    assert found() == []
    assert [len(seal.ids) for seal in Seal.objects.all()] == [3, 2]
    assert seals.head() in capsys.readouterr().out


def test_a_changed_entry_is_named_and_the_command_fails(five):
    by_a_superuser(f"UPDATE clinic_auditentry SET actor = 'somebody' WHERE id = {five[1]}")

    assert found() == [f"Entry {five[1]} was changed (seal 1)."]
    with pytest.raises(CommandError):
        call_command("verify_audit")


def test_a_removed_entry_is_named(five):
    by_a_superuser(f"DELETE FROM clinic_auditentry WHERE id = {five[3]}")

    assert found() == [f"Entry {five[3]} was removed (seal 2)."]


def test_an_added_entry_is_named(five):
    by_a_superuser(
        "INSERT INTO clinic_auditentry (id, at, actor, roles, verb, outcome, targets, fields, holders, era, written_in)"
        " SELECT id + 100000, at, 'somebody', roles, verb, outcome, targets, fields, holders, era, written_in"
        f" FROM clinic_auditentry WHERE id = {five[0]}"
    )

    assert found() == [f"Entry {five[0] + 100000} was added (seal 1)."]


def test_a_moved_entry_is_named(five):
    by_a_superuser(f"UPDATE clinic_auditentry SET id = id + 100000 WHERE id = {five[0]}")

    assert found() == [f"Entry {five[0]} was moved: it now stands at {five[0] + 100000} (seal 1)."]


def test_two_entries_that_changed_places_are_named(five):
    first, second = five[:2]
    by_a_superuser(
        f"UPDATE clinic_auditentry SET id = -1 WHERE id = {first};"
        f"UPDATE clinic_auditentry SET id = {first} WHERE id = {second};"
        f"UPDATE clinic_auditentry SET id = {second} WHERE id = -1"
    )

    assert len(found()) == 2
    assert all("was moved" in sentence for sentence in found())


def test_a_changed_seal_and_a_removed_one_are_named(five):
    by_a_superuser("UPDATE clinic_seal SET sealed_at = sealed_at + interval '1 day' WHERE n = 2")
    assert "Seal 2 was changed." in found()

    by_a_superuser("DELETE FROM clinic_seal WHERE n = 1")
    assert "Seals 1 to 1 were removed." in found()


def test_the_end_cut_off_with_its_entries_is_seen_by_the_head_kept_elsewhere(five):
    by_a_superuser(
        f"DELETE FROM clinic_seal WHERE n = 2; DELETE FROM clinic_auditentry WHERE id >= {five[3]}"
    )

    assert found() == ["The end of the trail was cut off: seal 2 was there once."]


def test_a_head_on_paper_sees_it_too(five):
    on_paper = seals.head()
    seals.head_file().unlink()
    by_a_superuser("DELETE FROM clinic_seal; DELETE FROM clinic_auditentry")

    assert list(trail.problems([on_paper])) == ["The end of the trail was cut off: seal 2 was there once."]


def test_an_entry_that_commits_late_is_sealed_after_all():
    begun, may_end, late = threading.Event(), threading.Event(), []

    def slow_page():
        with transaction.atomic():
            late.append(audit.record(actor=None, verb="slow").pk)
            begun.set()
            may_end.wait(20)
        connection.close()

    page = threading.Thread(target=slow_page)
    page.start()
    assert begun.wait(20)
    after = audit.record(actor=None, verb="quick").pk
    assert (late[0] < after, seals.seal_what_is_ready()) == (True, 0)

    may_end.set()
    page.join()
    assert seals.seal_what_is_ready() == 2
    assert sorted(Seal.objects.get().ids) == [late[0], after]
    assert found() == []


def test_two_sealers_at_once_seal_each_entry_once():
    for _ in range(20):
        audit.record(actor=None, verb="note")

    def sealer():
        seals.seal_what_is_ready()
        connection.close()

    sealers = [threading.Thread(target=sealer) for _ in range(4)]
    [one.start() for one in sealers]
    [one.join() for one in sealers]
    seals.seal_what_is_ready()

    ids = [pk for seal in Seal.objects.all() for pk in seal.ids]
    assert sorted(ids) == sorted(AuditEntry.objects.values_list("pk", flat=True))
    assert found() == []


def test_many_entries_take_several_seals(monkeypatch):
    monkeypatch.setattr(seals, "MOST", 4)
    for _ in range(10):
        audit.record(actor=None, verb="note")

    assert seals.seal_what_is_ready() == 10
    assert len(Seal.objects.all()) == 3
    assert found() == []


def test_a_transaction_larger_than_a_seal_is_never_parted(monkeypatch):
    monkeypatch.setattr(seals, "MOST", 4)
    for size in (3, 6, 2):
        with transaction.atomic():
            for _ in range(size):
                audit.record(actor=None, verb="note")

    assert seals.seal_what_is_ready() == 11
    assert [len(seal.ids) for seal in Seal.objects.all()] == [3, 6, 2]
    assert found() == []


def test_what_is_written_while_sealing_waits_for_the_next_time(five):
    writing, enough = threading.Event(), threading.Event()

    def write():
        while not enough.is_set():
            audit.record(actor=None, verb="note")
            writing.set()
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(2)]
    [writer.start() for writer in writers]
    assert writing.wait(20)
    seals.seal_what_is_ready()
    enough.set()
    [writer.join() for writer in writers]

    assert len(Seal.objects.all()) == 3
    assert seals.seal_what_is_ready() > 0
    assert found() == []


def test_what_another_server_wrote_before_a_restore_is_sealed_too(five):
    audit.record(actor=None, verb="note")
    by_a_superuser(
        "UPDATE clinic_auditentry SET era = 5, written_in = 9 WHERE id = (SELECT max(id) FROM clinic_auditentry)"
    )

    assert seals.seal_what_is_ready() == 1
    assert (Seal.objects.last().era, found()) == (5, [])


def test_what_two_servers_wrote_before_is_sealed_and_then_what_this_one_did(five):
    ids = [audit.record(actor=None, verb="note").pk for _ in range(3)]
    by_a_superuser(
        f"UPDATE clinic_auditentry SET era = 6 WHERE id = {ids[0]};"
        f"UPDATE clinic_auditentry SET era = 5 WHERE id = {ids[1]}"
    )

    assert seals.seal_what_is_ready() == 3
    assert [list(seal.ids) for seal in Seal.objects.all()][2:] == [[ids[1]], [ids[0]], [ids[2]]]
    assert (seals.seal_what_is_ready(), found()) == (0, [])


@pytest.mark.parametrize("table", ["clinic_auditentry", "clinic_seal"])
@pytest.mark.parametrize(
    "what",
    [
        "UPDATE {} SET era = 0",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {}",
    ],
)
def test_the_app_changes_neither_trail_nor_seals(five, table, what):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(what.format(table))


def test_even_the_owner_changes_no_seal(five):
    with pytest.raises(psycopg.errors.RaiseException):
        real_servers.as_admin("DELETE FROM clinic_seal")


def test_the_app_cannot_date_an_entry_back():
    entry = AuditEntry.objects.create(verb="note", era=5, written_in=7)

    entry.refresh_from_db()
    assert entry.era != 5 and entry.written_in != 7
