"""Whatever is posted to any form of any role, the clinic answers: it never falls over."""

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases.casefile import services as casefile
from clinic.vault import holders

from . import bodies, collecting, knocking

pytestmark = pytest.mark.fuzz

EACH = 1  # requests to each form here; more of them by hypothesis' own profile elsewhere


@pytest.fixture
def demo(db):
    call_command("demo_people", verbosity=0)
    holders.forget()


def test_nothing_that_is_posted_to_a_form_brings_the_clinic_down(demo):
    drill = knocking.Drill()
    for role, browser in collecting.browsers().items():
        for asked in collecting.collect(role, browser)[0]:
            _knock(drill, browser, asked)

    assert drill.requests > 140
    assert drill.faults == {}


@pytest.mark.parametrize("name", ["ÿ", "home", "cases:timeline", "a b"])
def test_a_next_page_that_is_the_name_of_something_is_only_an_address(client, db, name):
    answer = client.post("/language/", {"language": "es", "next": name})

    assert answer.status_code == 302
    assert client.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == "es"


def test_a_check_of_the_court_line_goes_back_to_an_address_only(rosa, ana, at):
    case = casefile.open_case(rosa, by=ana)

    answer = at(ana).post(f"/cases/{case.pk}/timeline/checks/not_found/", {"next": "ÿ"})

    assert answer.status_code == 302 and answer["Location"].endswith("/timeline/")


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
