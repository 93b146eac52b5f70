"""The coordinator sees every message before it leaves, and decides how long before a date somebody is told."""

from django.utils import timezone

from cases.reminders.leads import leads
from cases.reminders.wanted import wanted_dates
from clinic.outbox import texts
from tests.cases.reminders.test_letters import bodies

PAGE = "/cases/messages/"
USUAL = {"hearing": [7, 1], "check_in": [7, 1], "other": [7, 1], "family": [1]}


def due_leads():
    now = timezone.now()
    return {one.lead for one in wanted_dates(now) if one.due_at <= now}


def test_every_text_stands_there_in_both_languages(at, carmen):
    page = at(carmen).get(PAGE).content.decode()

    assert "Recuerde: martes 8 de diciembre, 9:30 a.m., 26 Federal Plaza." in page
    assert page.count("<details") == len(texts.keys())
    assert "Not set up here." in page


def test_days_the_coordinator_chose_count_from_now_on(at, carmen, case, appointment):
    appointment(case, days=21)
    before = due_leads()

    answer = at(carmen).post(PAGE, USUAL | {"hearing": [30, 7, 2]})

    assert (answer.status_code, leads()["hearing"]) == (303, [30, 7, 2])
    assert (before, due_leads()) == (set(), {"30d"})


def test_thirty_days_before_says_the_day_not_tomorrow(at, carmen, case, appointment):
    at(carmen).post(PAGE, USUAL | {"hearing": [30]})
    appointment(case, days=21)

    (body,) = bodies()

    assert body.startswith("Hola. Recuerde el")


def test_no_day_at_all_is_refused_and_kept(at, carmen):
    browser = at(carmen)

    answer = browser.post(PAGE, {name: days for name, days in USUAL.items() if name != "hearing"})

    page = browser.get(answer["Location"]).content.decode()
    assert "Please choose at least one day, or nobody is told." in page
    assert leads() == USUAL


def test_only_a_coordinator_decides(at, ana):
    assert at(ana).post(PAGE, USUAL).status_code == 404
