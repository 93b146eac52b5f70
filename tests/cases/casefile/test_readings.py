"""Who looked: a coordinator sees names, the person only roles, and nobody's own reading counts as a stranger's."""

import pytest

from cases.casefile.readings import readings_of
from clinic.people import cards
from clinic.people import services as people
from tests.conftest import signed_in


@pytest.fixture
def looked_at(at, ana, rosa):
    """Ana looked at Rosa's card page, which shows her name."""
    at(ana).get(f"/cases/people/{rosa.pk}/card/")
    return rosa


def test_a_reading_is_told_by_role(looked_at):
    first = readings_of(looked_at)[0]

    assert (first.who, first.called) == ("intake volunteer", "")


def test_several_pages_of_one_evening_are_one_line(at, ana, looked_at):
    at(ana).get(f"/cases/people/{looked_at.pk}/looked/")

    assert len(readings_of(looked_at)) == 1


def test_reading_and_writing_are_told_apart(at, carmen, looked_at):
    at(carmen).get(f"/cases/people/{looked_at.pk}/card/")
    only_read = readings_of(looked_at)[0]

    people.change_person(looked_at, by=carmen, reads="some")

    assert (only_read.wrote, readings_of(looked_at)[0].wrote) == (False, True)


def test_the_coordinator_sees_who(at, carmen, looked_at):
    page = at(carmen).get(f"/cases/people/{looked_at.pk}/looked/").content.decode()

    assert "Ana" in page


def test_ana_sees_roles_only(at, ana, looked_at):
    page = at(ana).get(f"/cases/people/{looked_at.pk}/looked/").content.decode()

    assert "intake volunteer" in page.lower() and "Ana ·" not in page


def test_rosa_sees_who_looked_on_her_own_phone(ana, looked_at):
    cards.make_card(looked_at, by=ana)

    page = signed_in(looked_at.user).get("/cases/mine/readers/").content.decode()

    assert "intake volunteer" in page.lower() and "Ana" not in page


def test_bo_does_not_find_it(at, bo, rosa):
    assert at(bo).get(f"/cases/people/{rosa.pk}/looked/").status_code == 404
