"""The secret of a card, and the arithmetic of guessing it."""

import re
from itertools import pairwise
from math import log2

import pytest
from django.contrib.auth.hashers import check_password
from rapidfuzz.distance import DamerauLevenshtein

from clinic.people import cards, tries
from clinic.people.card_secret import DIGITS, WORDS, as_typed, bits, new_secret, words_of
from clinic.people.models import CaseCard

LISTS = [pytest.param(words_of(code), id=code) for code in ("spa", "eng")]
CODE_BITS = 8 * 5  # eight signs of Crockford's 32
YEARS = 20
HASHES_A_SECOND = 10_000  # Argon2id as Django sets it, on a rack of rented machines


@pytest.mark.parametrize("words", LISTS)
def test_a_list_is_long_and_its_words_cannot_be_mistaken(words):
    assert len(words) >= 512
    assert len(set(words)) == len(words)
    assert all(re.fullmatch("[a-z]{3,11}", word) for word in words)
    assert not [pair for pair in pairwise(sorted(words)) if pair[1].startswith(pair[0])]


@pytest.mark.parametrize("words", LISTS)
def test_a_slip_of_the_pen_makes_no_other_word(words):
    near = [
        (one, other)
        for place, one in enumerate(words)
        for other in words[place + 1 :]
        if abs(len(one) - len(other)) < 2 and DamerauLevenshtein.distance(one, other, score_cutoff=1) < 2
    ]

    assert near == []


def test_the_secret_speaks_the_persons_language():
    assert set(new_secret("spa").split()) <= set(words_of("spa"))
    assert len(new_secret("eng").split()) == WORDS


@pytest.mark.parametrize(("language", "digits"), [("wol", False), ("spa", True)])
def test_without_a_list_or_if_somebody_prefers_it_the_secret_is_digits_in_groups(language, digits):
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", new_secret(language, digits=digits))


@pytest.mark.parametrize(
    "typed", ["Río LIMÓN piedra", "rio-limon-piedra", " riolimonpiedra", "rio  limon, piedra."]
)
def test_capitals_spaces_and_accents_do_not_matter(typed):
    assert as_typed(typed) == "riolimonpiedra"


def test_digits_of_any_script_are_digits():
    assert as_typed("٤٨٢١ 0937-5516") == "482109375516"


def test_the_entropy_is_that_of_the_lists():
    assert bits("spa") == WORDS * log2(len(words_of("spa"))) >= 45
    assert bits("eng") == WORDS * log2(len(words_of("eng"))) >= 45
    assert bits("wol") == bits("spa", digits=True) == DIGITS * log2(10) > 39


@pytest.mark.parametrize("language", ["spa", "eng", "wol"])
def test_guessing_online_with_the_code_in_hand_takes_longer_than_anybody_has(language):
    """Whoever found the first slip has five tries an hour. In twenty years, day and night: less than one in 500,000."""
    tries_ever = tries.A_CODE * 24 * 365 * YEARS

    assert tries_ever / 2 ** bits(language) < 1 / 500_000


def test_guessing_online_without_the_code_is_bounded_by_the_address():
    """A thousand addresses, twenty tries an hour each, for a year, against a clinic with ten thousand cards."""
    tries_ever = 1000 * tries.AN_ADDRESS * 24 * 365

    assert tries_ever * 10_000 / 2 ** (CODE_BITS + bits("wol")) < 1 / 100_000


def test_a_stolen_hash_cannot_even_be_tried_without_the_ring(rosa, ana, costly_hashing):
    """Each guess needs the pepper too: 256 bits that are in no dump. With the ring stolen as well, twelve digits hold for
    years against ten thousand hashes a second, and words for a century: time enough to end every card."""
    _card, _code, secret = cards.make_card(rosa, by=ana)
    stolen = CaseCard.objects.get(person=rosa, ended_at=None).secret_hash
    a_year = 365 * 24 * 3600

    assert stolen.startswith("argon2$argon2id$v=19$m=102400,t=2,")
    assert not check_password(secret, stolen)
    assert not check_password(as_typed(secret), stolen)
    assert 2 ** bits("wol", digits=True) / HASHES_A_SECOND / 2 > 1.5 * a_year
    assert 2 ** bits("spa") / HASHES_A_SECOND / 2 > 50 * a_year
