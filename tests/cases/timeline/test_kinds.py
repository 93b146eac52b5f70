import pytest
from django.utils.translation import override

from cases.documents.kinds import paper_kinds
from cases.plans.drawings import THINGS_TO_BRING
from cases.timeline.kinds import appointments, bring_list, find_kinds, groups, kinds, what_to_bring
from cases.timeline.models import Coarse, Event
from cases.timeline.usual import usually
from clinic.places.models import PlaceKind
from clinic.words.never_said import never_said
from tests.data_files import said_after_all, untranslated

OFFICES = {"court", "ice", "isap", "app", "uscis", "other", "none"}
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


# What a volunteer types of each of the sixty kinds that matter most: two or three letters, in English, in Spanish.
TYPED = {
    "entry-to-us": "cam lle", "last-arrival": "las ult", "entry-parole": "par par", "departed-us": "lef sal",
    "returned-us": "bac reg", "border-apprehension": "bor fro", "ice-arrest": "tak ice", "detained": "hel det",
    "transferred": "tra tra", "released-from-detention": "rel sal", "bond-decision": "bon fia", "bond-paid": "pai pag",
    "credible-fear-interview": "fea mie", "nta-served": "nta nta", "hearing-notice": "not avi",
    "hearing-master-scheduled": "mas mas", "hearing-individual-scheduled": "ind ind", "hearing-held": "hea hub",
    "hearing-moved": "mov cam", "judge-set-deadline": "jud fec", "dhs-motion-filed": "gov gob",
    "venue-change": "ano cas", "ij-decision": "dec dec", "in-absentia-order": "abs aus", "vd-granted-post": "tim tie",
    "final-order": "fin ord", "bia-appeal-filed": "app ape", "bia-briefing-schedule": "bri esc",
    "bia-decision": "bia bia", "motion-filed": "reo rea", "motion-decided": "mot moc", "stay-requested": "pau par",
    "federal-case-filed": "fed fed", "asylum-filed": "asy asi", "uscis-filing": "for for", "biometrics-notice": "fin hue",
    "uscis-interview": "int ent", "annual-asylum-fee-notice": "fee pag", "rfe-received": "rfe pid",
    "uscis-denial": "sai dij", "uscis-approval": "yes dij", "ead-expires": "wor per", "ice-check-in-scheduled": "che fir",
    "ice-check-in-done": "ice hub", "isap-event-scheduled": "isa isa", "osup-issued": "sup sup",
    "removal-scheduled": "lea sal", "criminal-arrest": "arr arr", "criminal-court-date": "cri pen",
    "conviction": "res res", "victim-of-crime": "hur mal", "birth": "bir nac", "marriage": "mar mat",
    "divorce-final": "div div", "harm-in-home-country": "har dan", "address-changed": "add mud",
    "lawyer-hired": "law abo", "foia-submitted": "ask exp", "foia-response": "fil exp", "passport-expires": "pas pas",
}  # fmt: skip
FIRST_FEW = 5


@pytest.mark.parametrize(
    ("kind", "typed"), [(kind, typed) for kind, both in TYPED.items() for typed in both.split()]
)
def test_two_or_three_letters_find_each_kind_among_the_first_few(kind, typed):
    assert 2 <= len(typed) <= 3
    assert kind in found(typed, limit=FIRST_FEW)


def test_the_sixty_kinds_are_all_there_and_all_tried():
    assert len(TYPED) == 60
    assert TYPED.keys() <= kinds().keys()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_kind_says_what_it_usually_brings(language):
    brings_nothing = {"other-event"}
    with override(language):
        silent = [kind.id for kind in kinds().values() if not usually(kind)]

    assert set(silent) <= brings_nothing | {
        "continuous-presence-start",
        "unlawful-presence-start",
    }


def test_a_hearing_brings_its_notice_a_court_and_the_office_behind_it():
    with override("en"):
        assert usually(kinds()["hearing-individual-scheduled"]) == [
            "It comes with a paper: Hearing notice.",
            "Place: a court.",
            "From: the immigration court (EOIR).",
        ]


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


@pytest.mark.parametrize(
    ("written", "said"), [("1237", "sala 1237"), ("piso 12, sala 1237", "piso 12, sala 1237"), ("", "")]
)
def test_a_bare_number_is_said_to_be_a_room(written, said):
    with override("es"):
        assert Event(room=written).room_words == said
