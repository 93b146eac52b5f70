"""A case is closed by hand, and only when nothing of it lies ahead."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.casefile.models import Closure
from cases.timeline import services
from cases.timeline.dates import PartialDate


def hearing(case, ana, when):
    return services.add_event(case, by=ana, kind="hearing-individual-scheduled", when=when, source="paper")


def close(browser, case):
    return browser.post(f"/cases/{case.pk}/closure/", {"sure": "on"})


def test_carmen_closes_a_case_and_its_record_with_it(rosa, case, carmen, at):
    browser = at(carmen)
    assert f"/cases/{case.pk}/closure/" in browser.get(f"/cases/people/{rosa.pk}/").content.decode()

    answer = close(browser, case)

    assert (answer.status_code, answer["Location"]) == (303, "/cases/people/")
    assert Closure.objects.get().closed_by == carmen
    assert close(browser, case).status_code == 404


@pytest.mark.parametrize("days", [None, 0, 40])
def test_while_a_date_lies_ahead_or_is_not_known_it_stays_open(case, ana, carmen, at, days):
    known = days is not None and PartialDate.of(timezone.localdate() + timedelta(days=days))
    hearing(case, ana, known or PartialDate.unknown())
    browser = at(carmen)

    assert close(browser, case).status_code == 303
    assert "stays open" in browser.get(f"/cases/{case.pk}/closure/").content.decode()
    assert not Closure.objects.exists()


def test_while_a_last_day_is_not_answered_it_stays_open(case, ana, carmen, at):
    passed = timezone.localdate() - timedelta(days=2)
    services.add_event(case, by=ana, kind="in-absentia-order", when=PartialDate.of(passed), source="paper")
    services.tell_facts(case, {"detained": "no", "represented": "no"}, by=ana)
    assert case.deadlines.filter(last_day__gte=timezone.localdate()).exists()

    close(at(carmen), case)
    assert not Closure.objects.exists()

    for deadline in case.deadlines.all():
        services.answer_deadline(deadline, by=ana, kind="done")
    close(at(carmen), case)
    assert Closure.objects.exists()


def test_what_is_over_is_no_hindrance(case, ana, carmen, at):
    hearing(case, ana, PartialDate.of(timezone.localdate() - timedelta(days=30)))

    close(at(carmen), case)

    assert Closure.objects.exists()
