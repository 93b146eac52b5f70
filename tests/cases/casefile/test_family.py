"""Rosa's daughter Luz comes to the clinic too."""

import pytest

from cases.casefile.family import family_of
from cases.casefile.models import FamilyTie
from clinic.people import services as people
from clinic.people.models import AccessWhy


@pytest.fixture
def luz(ana):
    person = people.meet_person(called="Luz", by=ana)
    people.open_access(ana, person, why=AccessWhy.VISIT, by=ana)
    return person


def address(person, *rest):
    return "/".join(["/cases/people", str(person.pk), "family", *(str(one) for one in rest), ""])


def found_by(name, person, browser):
    sent_on = browser.post(address(person), {"name": name})
    return browser.get(sent_on["Location"]).content.decode()


def test_she_is_found_tied_and_seen_from_both_sides(at, ana, rosa, luz):
    browser = at(ana)
    assert "Same family" in found_by("Luz", rosa, browser)

    browser.post(address(rosa, luz.pk), {"relation": "child"})

    assert FamilyTie.objects.get().relation == "child"
    assert list(family_of(rosa, ana)) == [luz] and list(family_of(luz, ana)) == [rosa]
    assert "Luz" in browser.get(address(rosa)).content.decode()


def test_said_again_it_is_replaced_and_taken_back_from_her_side_it_is_gone(at, ana, rosa, luz):
    browser = at(ana)
    browser.post(address(rosa, luz.pk), {"relation": "child"})
    browser.post(address(rosa, luz.pk), {"relation": "sibling"})
    assert [tie.relation for tie in FamilyTie.objects.all()] == ["sibling"]

    browser.post(address(luz, rosa.pk, "end"))

    assert not FamilyTie.objects.exists()


def test_whom_ana_may_not_see_is_neither_found_nor_tied_nor_shown(at, ana, bo, rosa):
    hidden = people.meet_person(called="Hilda", by=bo)
    browser = at(ana)

    assert "Same family" not in found_by("Hilda", rosa, browser)
    assert browser.post(address(rosa, hidden.pk), {"relation": "child"}).status_code == 404
    FamilyTie(person=rosa, other=hidden, holder_id=rosa.pk, relation="child").save()
    assert "Hilda" not in at(ana).get(address(rosa)).content.decode()
    assert list(family_of(rosa, ana)) == []


def test_nobody_is_their_own_family(at, ana, rosa):
    assert at(ana).post(address(rosa, rosa.pk), {"relation": "child"}).status_code == 404
