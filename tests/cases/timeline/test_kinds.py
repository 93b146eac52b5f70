import pytest

from cases.documents.kinds import paper_kinds
from cases.plans.drawings import THINGS_TO_BRING
from cases.timeline.kinds import appointments, bring_list, find_kinds, groups, kinds, what_to_bring
from cases.timeline.models import Coarse
from clinic.places.models import PlaceKind
from clinic.words.never_said import never_said
from tests.data_files import said_after_all, untranslated

OFFICES = {"court", "ice", "isap", "uscis", "other", "none"}
LISTS = ("court", "check_in", "uscis", "other")


def found(text, **asked):
    return [kind.id for kind in find_kinds(text, "es", **asked)]


def test_every_kind_is_said_in_both():
    assert untranslated(kinds().values()) == []
    assert said_after_all(kinds().values()) == []


def test_everything_a_kind_names_exists():
    for kind in kinds().values():
        assert kind.group in groups("en")
        assert kind.office in OFFICES
        assert kind.coarse in {None, *Coarse.values}
        assert kind.place is None or kind.place in PlaceKind.values
        assert kind.paper is None or kind.paper in paper_kinds()


def test_a_kind_is_of_the_story_or_lies_ahead():
    assert [kind.id for kind in kinds().values() if not (kind.is_story or kind.lies_ahead)] == []


def test_what_somebody_goes_to_lies_ahead_and_says_what_to_bring():
    assert [
        kind.id for kind in appointments() if not kind.lies_ahead or not what_to_bring(kind.id, "en")
    ] == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("fir", "ice-check-in-scheduled"),
        ("ir a f", "ice-check-in-scheduled"),
        ("check", "ice-check-in-scheduled"),
        ("gri", "ankle-monitor"),
        ("la master", "hearing-master-scheduled"),
        ("MAS", "hearing-master-scheduled"),
        ("isa", "isap-event-scheduled"),
        ("hue", "biometrics-notice"),
        ("bono", "hearing-bond"),
        ("nta", "nta-served"),
        ("ausen", "in-absentia-order"),
        ("me mude", "address-changed"),
        ("me mudé", "address-changed"),
    ],
)
def test_what_people_say_finds_the_kind(typed, first):
    assert found(typed)[0] == first


def test_only_what_lies_ahead_or_only_the_story_can_be_asked_for():
    assert found("fir", ahead=True) == ["ice-check-in-scheduled"]
    assert found("fui a firmar", ahead=False) == ["ice-check-in-done"]


def test_one_letter_finds_nothing():
    assert found("f") == []


def test_what_to_bring_to_a_check_in():
    things = what_to_bring("ice-check-in-scheduled", "es")

    assert str(things[0]) == "El papel donde está esta cita"
    assert {thing.icon for thing in things} <= set(THINGS_TO_BRING)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", LISTS)
def test_lists_of_things_keep_to_our_words(name, language):
    things = bring_list(name, language)

    assert len({thing.text for thing in things}) == len(things)
    assert [never_said(thing.text, language) for thing in things] == [[]] * len(things)


def test_nothing_to_bring_to_the_past_or_to_a_kind_nobody_knows():
    assert what_to_bring("birth", "en") == []
    assert what_to_bring("nothing-like-it", "en") == []


def test_the_official_english_words_stand_beside_the_spanish():
    assert kinds()["in-absentia-order"].label("es") == "Orden en ausencia · In absentia order of removal"
    assert kinds()["birth"].label("es") == "Nacimiento"
