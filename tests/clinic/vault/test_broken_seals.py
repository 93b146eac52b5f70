"""What was changed or moved in the database is not shown: a plain error, and an entry in the audit trail."""

import pytest
from django.db import connection
from django.urls import reverse

from cases.casefile.services import open_case
from clinic.people import services as people
from clinic.people.models import AccessWhy, Person
from clinic.security.models import AuditEntry
from clinic.vault import crypto, files, holders


def set_in(table, column, value, row):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, row])


def stored(table, column, row):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [row])
        return bytes(cursor.fetchone()[0])


@pytest.fixture
def case(rosa, ana):
    people.open_access(ana, rosa, why=AccessWhy.HANDED, by=ana)
    return open_case(rosa, by=ana)


def damage_of(kind, rosa, other):
    sealed = stored("clinic_person", "called", rosa.pk)
    return {
        "swapped with another person's": stored("clinic_person", "called", other.pk),
        "flipped": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "cut short": sealed[:-7],
        "emptied": b"",
    }[kind]


@pytest.mark.parametrize("kind", ["swapped with another person's", "flipped", "cut short", "emptied"])
def test_the_page_says_plainly_that_it_cannot_be_opened(errors_are_expected, at, ana, rosa, case, kind):
    other = people.meet_person(called="Wen", by=ana)
    set_in("clinic_person", "called", damage_of(kind, rosa, other), rosa.pk)

    answer = at(ana).get(reverse("cases:timeline", args=[case.pk]))

    assert answer.status_code == 500
    assert b"cannot be opened" in answer.content and b"no se puede abrir" in answer.content
    assert b"Rosa" not in answer.content and b"Wen" not in answer.content
    entry = AuditEntry.objects.get(verb__startswith="seal.broken")
    assert (entry.outcome, entry.targets) == ("failed", [f"clinic.Person:{rosa.pk}"])
    assert entry.holders == [rosa.pk]


def test_a_key_that_was_changed_shows_nothing_of_its_holder_and_all_of_the_others(
    errors_are_expected, at, ana, rosa, case
):
    wen = people.meet_person(called="Wen", by=ana)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clinic_holderkey SET wrapped = %s WHERE holder_id = %s", [b"\x01" * 60, rosa.pk]
        )
    holders.forget()
    again = {person.pk: person for person in Person.objects.all()}

    assert again[wen.pk].called == "Wen"
    with pytest.raises(crypto.SealBroken):
        _ = again[rosa.pk].called
    assert at(ana).get(reverse("cases:timeline", args=[case.pk])).status_code == 500


def damaged(pieces, kind):
    head, body = pieces[:8], pieces[8:]
    chunk = 4 + crypto.CHUNK + 16
    return {
        "last piece dropped": head + body[: 2 * chunk],
        "pieces swapped": head + body[chunk : 2 * chunk] + body[:chunk] + body[2 * chunk :],
        "a byte flipped": head + body[:100] + bytes([body[100] ^ 1]) + body[101:],
        "cut inside": pieces[:-5],
        "another file's head": bytes([1]) + bytes(7) + body,
        "something added": pieces + b"\x00\x00\x00\x20" + bytes(32),
    }[kind]


@pytest.mark.parametrize(
    "kind",
    [
        "last piece dropped",
        "pieces swapped",
        "a byte flipped",
        "cut inside",
        "another file's head",
        "something added",
    ],
)
def test_a_damaged_file_does_not_open(rosa, settings, kind):
    content = bytes(range(256)) * 600  # three pieces
    file_id = files.keep(rosa.pk, content)
    path = settings.VAR / "files" / str(file_id)[:2] / str(file_id)
    whole = path.read_bytes()
    assert files.read(rosa.pk, file_id) == content

    path.chmod(0o600)
    path.write_bytes(damaged(whole, kind))

    with pytest.raises(crypto.SealBroken):
        files.read(rosa.pk, file_id)
    assert holders.broken() == {("file", str(file_id), "content", rosa.pk)}


@pytest.mark.parametrize(
    "sizes", [[0], [1], [65536], [65537], [65536, 1], [40000, 40000, 0, 70000], [200000]]
)
def test_pieces_of_any_size_come_back_whole(rosa, sizes):
    chunks = [bytes([number % 251]) * size for number, size in enumerate(sizes)]

    file_id = files.keep(rosa.pk, iter(chunks))

    assert files.read(rosa.pk, file_id) == b"".join(chunks)


def test_a_file_under_anothers_name_does_not_open(rosa, ana, settings):
    one, other = files.keep(rosa.pk, b"one"), files.keep(rosa.pk, b"other")
    folder = settings.VAR / "files"
    (folder / str(one)[:2] / str(one)).replace(folder / str(other)[:2] / str(other))

    with pytest.raises(crypto.SealBroken):
        files.read(rosa.pk, other)
