"""The roll: found by any spelling, seen only where a case is open, one audit row a search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.people import roll
from clinic.people import services as people
from clinic.people.models import AccessWhy, RollCard
from clinic.security.models import AuditEntry, Outcome

ROLL = "/cases/people/"


@pytest.fixture
def everybody(ana):
    """Rosa, José and Mohamed, whose cases are open to Ana."""
    named = [("Rosa", "Rosa Pérez"), ("José", "José Luis Núñez"), ("Mohamed", "")]
    met = [people.meet_person(called=called, full_name=full, by=ana) for called, full in named]
    for person in met:
        people.open_access(ana, person, why=AccessWhy.VISIT, by=ana)
    return met


def look_for(browser, typed):
    """The page after the search was posted and answered by redirect."""
    answer = browser.post(ROLL, {"name": typed})
    assert (answer.status_code, answer["Location"]) == (303, ROLL)
    return browser.get(ROLL).content.decode()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ros", "Rosa"),
        ("perez", "Rosa"),
        ("Muhammad", "Mohamed"),
        ("nunez jose", "José"),
        ("Jose", "José"),
        ("Pérez Rosa", "Rosa"),
        ("Rosa Peres", "Rosa"),
        ("Jose Luiz Nunez", "José"),
    ],
)
def test_a_name_is_found_however_it_is_spelled(at, ana, everybody, typed, name):
    page = look_for(at(ana), typed)

    assert name in page


def test_a_search_leaves_the_others_out(at, ana, everybody):
    page = look_for(at(ana), "ros")

    assert "Mohamed" not in page


@pytest.mark.parametrize("typed", ["A000-000-042", "000000042", "42000042"])
def test_an_a_number_is_found_by_its_digits(at, ana, rosa, typed):
    number = "A042-000-042" if typed == "42000042" else "A000-000-042"
    people.change_person(rosa, by=ana, a_number=number)

    assert "Rosa" in look_for(at(ana), typed)


@pytest.mark.parametrize("typed", ["0042", "A000-000", "000 042"])
def test_part_of_an_a_number_is_enough(at, ana, everybody, typed):
    people.change_person(everybody[0], by=ana, a_number="A000-000-042")

    page = look_for(at(ana), typed)

    assert "Rosa" in page and "Mohamed" not in page


def test_a_new_name_is_found_and_the_old_one_is_not(at, ana, everybody):
    people.change_person(everybody[2], by=ana, called="Ibrahim")

    browser = at(ana)

    assert "Ibrahim" in look_for(browser, "Ibrahim")
    assert "Ibrahim" not in look_for(browser, "Mohamed")


def test_what_a_coordinators_process_keeps_is_never_older_than_the_roll(at, carmen, bo, everybody):
    browser = at(carmen)
    assert "Rosa" in look_for(browser, "Rosa") and "Nadia" not in look_for(browser, "Rosa")

    nadia = people.meet_person(called="Nadia", by=bo)
    assert found_by("Nadia") == {nadia.pk}
    people.change_person(nadia, by=bo, called="Samira")
    assert (found_by("Samira"), found_by("Nadia")) == ({nadia.pk}, set())
    everybody[0].delete()
    people.meet_person(called="Wen", by=bo)
    assert found_by("Rosa") == set()


def found_by(name):
    return set(roll.find_by_name(roll.cards(None), name))


def test_who_came_before_there_was_a_roll_is_found(at, ana, everybody):
    RollCard.objects.all().delete()

    roll.write_missing()

    assert "Rosa" in look_for(at(ana), "Rosa")


def test_cards_of_the_roll_are_equally_long_and_bound_to_their_person(db, everybody):
    sealed = {card.pk: bytes(card.sealed) for card in RollCard.objects.all()}

    assert len({len(blob) for blob in sealed.values()}) == 1
    one, other, *_rest = sealed
    RollCard.objects.filter(pk=one).update(sealed=sealed[other])
    assert roll.cards(None).unreadable == [one]


def test_one_card_that_was_changed_hides_nobody_else(at, ana, carmen, everybody):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clinic_rollcard SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE person_id = %s",
            [everybody[0].pk],
        )

    for who in (ana, carmen):
        page = look_for(at(who), "Mohamed")

        assert "Mohamed" in page
        assert "The name of 1 person could not be read" in page
        entry = AuditEntry.objects.order_by("-id").first()
        assert (entry.verb, entry.actor, entry.outcome) == (
            "seal.broken roll.search",
            str(who.pk),
            Outcome.FAILED,
        )
        assert entry.targets == [f"clinic.RollCard:{everybody[0].pk}"]


def test_a_card_that_was_changed_is_no_matter_of_whom_it_is_hidden_from(at, bo, everybody):
    RollCard.objects.filter(person=everybody[0]).update(sealed=b"rubbish")

    assert "could not be read" not in look_for(at(bo), "Mohamed")
    assert not AuditEntry.objects.filter(verb="seal.broken roll.search").exists()


def test_a_phone_is_found(at, ana, rosa, everybody):
    people.replace_contact(rosa, kind="phone", value="+12125550142", whose="mine", by=ana)

    page = look_for(at(ana), "(212) 555-0142")

    assert "Rosa" in page and "Mohamed" not in page


def test_bo_finds_nobody_whose_case_is_not_open_to_him(at, bo, everybody):
    page = look_for(at(bo), "Rosa")

    assert "Nobody by this name" in page


def test_luis_does_not_find_the_roll(at, luis):
    assert at(luis).get(ROLL).status_code == 404


def test_a_search_is_one_audit_row_that_lists_who_was_found(at, ana, everybody):
    rosa = everybody[0]
    browser = at(ana)
    before = AuditEntry.objects.count()

    look_for(browser, "Rosa")

    entry = AuditEntry.objects.order_by("-id").first()
    assert AuditEntry.objects.count() == before + 1
    assert (entry.verb, entry.targets, entry.holders) == (
        "roll.search",
        [f"clinic.Person:{rosa.pk}"],
        [rosa.pk],
    )


def test_the_name_is_in_no_address(at, ana, everybody):
    answer = at(ana).post(ROLL, {"name": "Rosa"})

    assert answer["Location"] == ROLL


@pytest.mark.parametrize("typed", ["", "Rosa"])
def test_the_roll_asks_the_database_the_same_number_of_times_for_many(at, ana, typed):
    counts = []
    for size in (1, 14):
        for _one in range(size):
            person = people.meet_person(called="Rosa", by=ana)
            people.open_access(ana, person, why=AccessWhy.VISIT, by=ana)
        browser = at(ana)
        look_for(browser, typed)
        with CaptureQueriesContext(connection) as asked:
            browser.get(ROLL)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_search_that_was_only_a_draft_breaks_no_page(at, ana):
    browser = at(ana)
    browser.post(ROLL, {"name": "Rosa"}, headers={"X-Draft": "1"})

    assert browser.get(ROLL).status_code == 200
