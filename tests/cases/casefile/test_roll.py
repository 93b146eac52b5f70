"""The roll: found by any spelling, seen only where a case is open, one audit row a search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.people import services as people
from clinic.people.models import AccessWhy
from clinic.security.models import AuditEntry

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
    [("ros", "Rosa"), ("perez", "Rosa"), ("Muhammad", "Mohamed"), ("nunez jose", "José"), ("Jose", "José")],
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
