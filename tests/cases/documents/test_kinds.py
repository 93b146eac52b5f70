import pytest

from cases.documents.kinds import find_paper_kinds, groups, paper_kinds, routes
from tests.data_files import said_after_all, untranslated


def test_every_paper_and_every_way_to_a_copy_is_said_in_both():
    everything = [*paper_kinds().values(), *routes().values()]

    assert untranslated(everything) == []
    assert said_after_all(everything) == []


def test_everything_a_paper_names_exists():
    for kind in paper_kinds().values():
        assert kind.group in groups("es")
        assert kind.sensitivity in {"normal", "high", "restricted"}
        assert [route.id for route in kind.routes] == list(kind.copies)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("i589", "i589"),
        ("I-58", "i589"),
        ("pasa", "passport"),
        ("acta de nac", "birth-certificate"),
        ("asi", "i589"),
    ],
)
def test_a_few_letters_find_a_paper(typed, first):
    assert find_paper_kinds(typed)[0].id == first


def test_a_paper_says_where_to_get_a_copy_and_how_long_that_takes():
    way = paper_kinds()["i862"].routes[0].words("en")

    assert (way.name, way.wait) == ("The court that has the case", "the same day to a few weeks")
