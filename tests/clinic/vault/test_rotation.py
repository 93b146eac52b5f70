"""A new key on the ring while the clinic works: nothing is lost, nothing waits, and the old key can go."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from clinic.people import services as people
from clinic.people.models import Person
from clinic.security.models import AuditEntry
from clinic.vault import drafts, holders, own_keys, rotation
from clinic.vault.keyring import ring
from clinic.vault.models import HolderKey


@pytest.fixture
def own_ring(tmp_path, settings, transactional_db):
    """A copy of the ring that a test may change. The clinic's own key goes back to what it was."""
    kept = HolderKey.objects.filter(pk=own_keys.CLINIC).values("ring_key", "wrapped").get()
    copy = tmp_path / "ring.json"
    shutil.copy2(settings.KEYRING_FILE, copy)
    settings.KEYRING_FILE = str(copy)
    yield copy
    HolderKey.objects.filter(pk=own_keys.CLINIC).update(**kept)


def rotate(*words):
    said = StringIO()
    call_command("rotate_keys", *words, stdout=said)
    return said.getvalue()


def names():
    holders.forget()
    return {person.called for person in Person.objects.all()}


def test_everything_opens_after_the_old_key_is_gone(own_ring, ana, rosa):
    draft = drafts.seal_draft({"typed": "Quispe"}, "page")

    rotate()
    rotate("--let-go", "k1")

    own_keys.look()
    assert json.loads(own_ring.read_text())["keys"].keys() == {"k2"}
    assert names() == {"Rosa"}
    assert drafts.open_draft(draft, "page") == {"typed": "Quispe"}
    assert set(HolderKey.objects.values_list("ring_key", flat=True)) == {"k2"}
    assert list(AuditEntry.objects.filter(verb__startswith="keys.").values_list("verb", "fields")) == [
        ("keys.rotate", ["k2"]),
        ("keys.let_go", ["k1"]),
    ]


def test_number_and_card_are_found_after_rotation(own_ring, ana, rosa):
    people.change_person(rosa, by=ana, a_number="012345678")
    before = bytes(Person.objects.get(pk=rosa.pk).a_number_index)

    rotate()
    people.change_person(rosa, by=ana, a_number="")
    people.change_person(rosa, by=ana, a_number="012345678")

    assert bytes(Person.objects.get(pk=rosa.pk).a_number_index) == before


def test_a_key_that_is_needed_stays_on_the_ring(own_ring, rosa):
    rotation.new_key()

    with pytest.raises(CommandError, match="still need k1"):
        rotate("--let-go", "k1")
    with pytest.raises(CommandError, match="is not an old key"):
        rotate("--let-go", "k2")
    assert ring().names == ["k1", "k2"]


def test_a_ring_that_cannot_be_changed_from_here_says_what_to_do(own_ring, monkeypatch):
    """As in a container, where the ring's folder is read-only; root may write anywhere else."""
    monkeypatch.setattr(rotation, "where", lambda: Path("/proc/self/ring.json"))

    with pytest.raises(CommandError, match="cannot be changed from here.*--wrap-only"):
        rotate()


def test_nothing_is_lost_while_four_writers_write(own_ring, ana):
    """Each writer meets people and reads them back while the ring is rotated twice."""
    for number in range(200):
        people.meet_person(called=f"Before {number}", by=ana)
    stop = []

    def write(writer):
        met = 0
        try:
            while not stop or met < 5:
                holders.forget()
                person = people.meet_person(called=f"Writer {writer} {met}", by=ana)
                holders.forget()
                assert Person.objects.get(pk=person.pk).called == f"Writer {writer} {met}"
                met += 1
        finally:
            connections.close_all()
        return met

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, number) for number in range(4)]
        try:
            rotate()
            rotate()
            rotate("--let-go", "k1")
            rotate("--let-go", "k2")
        finally:
            stop.append(True)
        met = [writer.result() for writer in writers]

    assert set(HolderKey.objects.values_list("ring_key", flat=True)) == {"k3"}
    assert names() == {f"Before {n}" for n in range(200)} | {
        f"Writer {writer} {n}" for writer, count in enumerate(met) for n in range(count)
    }


@pytest.mark.parametrize("batch", [1, 2000])
def test_a_key_that_somebody_changed_stops_neither_the_others_nor_is_it_lost(
    own_ring, ana, rosa, monkeypatch, batch
):
    monkeypatch.setattr(rotation, "BATCH", batch)
    changed = HolderKey.objects.get(pk=rosa.holder_id)
    HolderKey.objects.filter(pk=rosa.holder_id).update(wrapped=bytes(changed.wrapped)[::-1])

    with pytest.raises(CommandError, match="1 keys do not open"):
        rotate()

    assert set(HolderKey.objects.exclude(pk=rosa.holder_id).values_list("ring_key", flat=True)) == {"k2"}
    assert AuditEntry.objects.get(verb="seal.broken rotate_keys").holders == [rosa.holder_id]
    with pytest.raises(CommandError, match="1 keys still need k1"):
        rotate("--let-go", "k1")
    HolderKey.objects.filter(pk=rosa.holder_id).update(wrapped=changed.wrapped)
    assert names() == {"Rosa"}


def test_whoever_was_about_to_write_while_the_ring_changed_writes_with_the_new_key(own_ring, ana):
    """Carmen meets somebody in the instant in which the rotation waits for writers."""

    def meet():
        try:
            return people.meet_person(called="Iris", by=ana).holder_id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE clinic_holderkey IN SHARE ROW EXCLUSIVE MODE")
            met = pool.submit(meet)
            while not someone_waits_for_the_table(cursor):
                assert not met.done()
            rotation.new_key()
        holder = met.result()

    assert HolderKey.objects.get(pk=holder).ring_key == "k2"


def someone_waits_for_the_table(cursor):
    cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'clinic_holderkey'::regclass")
    return cursor.fetchone() is not None


def test_another_process_reads_what_was_wrapped_anew(own_ring, ana, rosa):
    """It began with the old ring and is asked again after the rotation."""
    program = (
        "import clinic.wsgi, sys\n"
        "from clinic.people.models import Person\n"
        "from clinic.vault import holders\n"
        "def names():\n"
        "    holders.forget()\n"
        "    return [person.called for person in Person.objects.all()]\n"
        "print(names(), flush=True); sys.stdin.readline(); print(names(), flush=True)\n"
    )
    env = {**os.environ, "KEYRING_FILE": str(own_ring)}
    other = subprocess.Popen(
        [sys.executable, "-c", program], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other:
        first = other.stdout.readline()
        rotate()
        rotate("--let-go", "k1")
        second = other.communicate("go on\n")[0]

    assert (first.strip(), second.strip()) == ("['Rosa']", "['Rosa']")
