import datetime
import json

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection

from clinic.people import services as people
from clinic.people.models import Contact, Person
from clinic.vault import holders
from clinic.vault.crypto import SealBroken
from clinic.vault.fields import ErasedText, NoHolder, PlaintextRefused


def stored(person, column="called"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM clinic_person WHERE id = %s", [person.pk])
        return bytes(cursor.fetchone()[0])


def store(person, blob, column="called"):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE clinic_person SET {column} = %s WHERE id = %s", [blob, person.pk])


def test_a_sealed_value_opens_again_and_is_not_in_the_database(rosa):
    rosa.full_name, rosa.birth_date = "Rosa Quispe", datetime.date(1990, 2, 3)
    rosa.save()

    again = Person.objects.get(pk=rosa.pk)

    assert (again.full_name, again.birth_date) == ("Rosa Quispe", datetime.date(1990, 2, 3))
    assert b"Quispe" not in stored(rosa, "full_name")


def test_equal_names_are_sealed_differently_and_equally_long(ana):
    people_ = [people.meet_person(called=name, by=ana) for name in ("Ana", "Ana", "Maria Guadalupe")]

    sealed = [stored(person) for person in people_]

    assert len(set(sealed)) == 3
    assert len({len(blob) for blob in sealed}) == 1


@pytest.mark.parametrize("move", ["another row", "another field"])
def test_a_moved_value_does_not_open(ana, rosa, move):
    other = people.meet_person(called="Wen", by=ana)
    if move == "another row":
        store(rosa, stored(other))
    else:
        store(rosa, stored(rosa, "country"))

    with pytest.raises(SealBroken):
        _ = Person.objects.get(pk=rosa.pk).called


def test_any_flipped_byte_does_not_open(rosa):
    blob = stored(rosa)

    for position in range(len(blob)):
        store(rosa, blob[:position] + bytes([blob[position] ^ 1]) + blob[position + 1 :])
        with pytest.raises(SealBroken):
            _ = Person.objects.get(pk=rosa.pk).called


def test_an_erased_person_reads_erased(rosa):
    holders.destroy_key(rosa.pk)

    again = Person.objects.get(pk=rosa.pk)

    assert isinstance(again.called, ErasedText)
    assert again.birth_date is None


def test_fifty_people_open_with_one_query_for_their_keys(ana, django_assert_num_queries):
    for number in range(50):
        people.meet_person(called=f"Person {number}", by=ana)
    holders.forget()

    with django_assert_num_queries(2):
        names = {person.called for person in Person.objects.all()}

    assert len(names) == 50


def test_a_row_without_holder_is_refused(ana):
    with pytest.raises(NoHolder):
        Person(called="Rosa").save()


@pytest.mark.parametrize(
    "around",
    [
        lambda: Person.objects.update(called="X"),
        lambda: list(Person.objects.values("called")),
        lambda: list(Person.objects.values_list("full_name")),
        lambda: list(Person.objects.values()),
        lambda: serializers.serialize("json", Person.objects.all()),
        lambda: str(Person.objects.get().__dict__["full_name"]),
        lambda: json.dumps(Person.objects.get().__dict__["full_name"]),
    ],
)
def test_going_around_the_row_raises(rosa, around):
    with pytest.raises((PlaintextRefused, TypeError)):
        around()


def test_bulk_update_and_looking_up_a_sealed_field_raise(rosa):
    rosa.called = "Other"
    with pytest.raises(PlaintextRefused):
        Person.objects.bulk_update([rosa], ["called"])
    with pytest.raises(FieldError):
        Person.objects.filter(called="Rosa").exists()


def test_an_unchanged_value_keeps_its_ciphertext(rosa):
    again = Person.objects.get(pk=rosa.pk)
    before = stored(rosa)
    assert again.called == "Rosa"

    again.save()

    assert stored(rosa) == before


def test_what_was_opened_is_remembered_for_the_audit(rosa):
    again = Person.objects.get(pk=rosa.pk)
    holders.forget()

    _ = again.called

    assert holders.opened() == {("clinic.Person", str(rosa.pk), "called", rosa.pk)}


def test_equal_phone_numbers_have_equal_fingerprints_however_written(ana, rosa):
    wen = people.meet_person(called="Wen", by=ana)
    for person, number in ((rosa, "212-555-0101"), (wen, "(212) 555 0101")):
        people.replace_contact(person, kind="phone", value=number, whose="mine", by=ana)

    fingerprints = set(Contact.objects.values_list("value_index", flat=True))

    assert len(fingerprints) == 1
