"""Where a form says it came from, or wants to go, is only an address."""

import pytest
from django.conf import settings as django_settings

from cases.casefile import services as casefile

pytestmark = pytest.mark.fuzz


@pytest.mark.parametrize("name", ["ÿ", "home", "cases:timeline", "a b"])
def test_a_next_page_that_is_the_name_of_something_is_only_an_address(client, db, name):
    answer = client.post("/language/", {"language": "es", "next": name})

    assert answer.status_code == 302
    assert client.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == "es"


def test_a_check_of_the_court_line_goes_back_to_an_address_only(rosa, ana, at):
    case = casefile.open_case(rosa, by=ana)

    answer = at(ana).post(f"/cases/{case.pk}/timeline/checks/not_found/", {"next": "ÿ"})

    assert answer.status_code == 302 and answer["Location"].endswith("/timeline/")
