"""Whatever is posted to any form of any role, the clinic answers; it writes what the form asks for, and writes it once."""

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clinic.vault import holders
from tests.scan.walking import kind_of

from . import bodies, collecting, knocking, planting, writing

pytestmark = pytest.mark.fuzz

EACH = 1  # requests to each form here; more of them by hypothesis' own profile elsewhere


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """[(browser, [Asked, …], [address, …]), …]: every form and page of every role, which all tests of this module share."""
    with django_db_blocker.unblock(), knocking.of_a_test():
        call_command("demo_people", verbosity=0)
        holders.forget()
        yield [
            (browser, *collecting.collect(role, browser)) for role, browser in collecting.browsers().items()
        ]
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def forms(demo):
    return [(browser, asked) for browser, found, _pages in demo for asked in found]


def test_nothing_that_is_posted_to_a_form_brings_the_clinic_down(forms, db):
    drill = knocking.Drill()
    for browser, asked in forms:
        _knock(drill, browser, asked)

    assert drill.requests > 140
    assert drill.faults == {}


@pytest.fixture(scope="module")
def sent(forms, django_db_blocker):
    with django_db_blocker.unblock():
        return [writing.sent(*one) for one in writing.of_each_kind(forms)]


def test_a_form_writes_nothing_that_it_does_not_ask_for(sent):
    assert {one.said: one.uninvited for one in sent if one.uninvited} == {}
    assert len([one for one in sent if one.is_taken]) > 55


def test_the_same_form_sent_twice_is_taken_once(sent):
    taken = [one for one in sent if one.is_taken and writing.is_taken_once(one.asked)]

    assert {one.said: one.again for one in taken if one.again} == {}
    assert len(taken) > 50


def test_a_field_that_keeps_words_is_known_to_keep_them():
    known = {
        label: sorted([*planting.WORDS.get(label, ()), *planting.CODES.get(label, ())])
        for label in planting.WORDS | planting.CODES
    }

    assert {label: sorted(names) for label, names in planting.text_fields().items()} == known


@pytest.mark.filterwarnings(
    "ignore::clinic.paper.pdf.PaperWarning"
)  # signs that no font of ours has print as boxes
def test_no_page_or_paper_is_made_of_what_somebody_typed(demo, db):
    pages = {kind_of(url): (browser, url) for browser, _forms, urls in demo for url in urls}
    with knocking.of_a_test():
        assert planting.plant(harmless=True) > 700
        harmless = {kind: browser.get(url, follow=True) for kind, (browser, url) in pages.items()}
        planting.plant(harmless=False)
        hostile = {kind: browser.get(url, follow=True) for kind, (browser, url) in pages.items()}
        transaction.set_rollback(True)
    differ = {kind: planting.difference(harmless[kind], hostile[kind]) for kind in pages}

    assert {kind: where for kind, where in differ.items() if where} == {}
    assert len([kind for kind in pages if b"__owned" in hostile[kind].content]) > 15


def _knock(drill, browser, asked):
    @settings(
        max_examples=EACH,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(st.data())
    def once(data):
        drill.send(browser, asked, data.draw(bodies.bodies(asked.form)))

    once()
