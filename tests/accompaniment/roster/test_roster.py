from datetime import date, time

import pytest

from accompaniment.roster import services
from accompaniment.roster.models import Accompanier

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def on_roster(luis):
    return services.enrol(luis, by=luis, languages=["spa"])


def test_a_volunteer_says_what_he_speaks_and_when_he_can_go(at, luis):
    page = at(luis)

    answer = page.post("/trips/mine/times/", {"languages": ["spa"], "another": "ukr", "day_2": ["morning"]})

    mine = Accompanier.objects.get(user=luis)
    assert (answer.status_code, answer["Location"]) == (303, "/trips/mine/")
    assert (mine.languages, mine.times_words) == (["spa", "ukr"], "Wed morning")


def test_what_he_said_before_is_ticked(at, luis, on_roster):
    services.say_times(on_roster, [(2, time(7), time(12))], by=luis)

    page = at(luis).get("/trips/mine/times/").content.decode()

    assert page.count(" checked") == 2  # Spanish, and Wednesday morning


def test_saying_it_again_replaces_it(on_roster, luis):
    services.say_times(on_roster, [(2, time(7), time(12)), (4, time(12), time(18))], by=luis)

    services.say_times(on_roster, [(4, time(12), time(18))], by=luis)

    assert Accompanier.objects.get(user=luis).times_words == "Fri afternoon"


def test_every_half_day_is_any_day(on_roster, luis):
    halves = [(time(7), time(12)), (time(12), time(18))]

    services.say_times(on_roster, [(day, *hours) for day in range(7) for hours in halves], by=luis)

    assert Accompanier.objects.get(user=luis).times_words == "any day"


@pytest.mark.parametrize(
    ("day", "at", "can"),
    [
        (WEDNESDAY, time(9), True),
        (WEDNESDAY, None, True),
        (WEDNESDAY, time(12), False),
        (date(2026, 11, 26), time(9), False),
    ],
)
def test_who_can_go_when(on_roster, luis, day, at, can):
    services.say_times(on_roster, [(2, time(7), time(12))], by=luis)

    assert Accompanier.objects.get(user=luis).can_go(day, at) is can


def test_only_accompaniers_have_times(at, ana):
    assert at(ana).get("/trips/mine/times/").status_code == 404
