"""What somebody was told, what will be told and when, what could not be."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.outbox.delivery import send_due
from clinic.outbox.models import Task
from clinic.outbox.services import finish_task
from clinic.outbox.sweep import sweep
from clinic.people import services as people
from clinic.words import dates
from tests.cases.reminders.conftest import in_days, name


def page(browser, case):
    answer = browser.get(reverse("cases:told_log", args=[case.pk]))
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def test_it_says_what_was_told_and_what_will_be(at, ana, case, appointment, julia):
    appointment(case, days=7)
    sweep()
    send_due()

    said = page(at(ana), case)

    assert "told" in said and "e-mail" in said
    assert dates.long_date(in_days(6)) in said  # the day before, to her and to her sister
    assert "to the people they named" in said


def test_it_says_what_could_not_be_told(at, ana, case, appointment):
    appointment(case, days=7)
    sweep()
    people.end_contacts(case.person, kind="email", why="wrong_number", by=ana)
    send_due()

    said = page(at(ana), case)

    assert "could not be told: please call" in said
    assert "Nothing is on its way." in said


def test_it_says_who_took_up_what_could_not_be_told(at, ana, carmen, case, appointment):
    appointment(case, days=7)
    sweep()
    people.end_contacts(case.person, kind="email", why="wrong_number", by=ana)
    send_due()
    finish_task(Task.objects.get(kind="could_not_tell"), by=carmen)

    said = page(at(ana), case)

    assert "somebody called" in said and "Carmen" in said
    assert "could not be told: please call" not in said


def test_whoever_may_not_see_the_case_learns_nothing(at, bo, luis, case):
    assert [page(at(bo), case), page(at(luis), case)] == [404, 404]


def test_it_costs_as_much_for_one_row_as_for_ten(at, ana, case, appointment):
    browser = at(ana)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page(browser, case)
        return len(queries)

    def happens(days):
        appointment(case, days=days)
        name(case.person, ana)
        sweep()
        send_due()

    happens(1)
    asked()
    one = asked()
    for days in range(2, 8):
        happens(days)

    assert asked() == one
