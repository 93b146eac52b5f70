"""Carmen opens Rosa's case to Bo for some weeks. It ends by itself, or with one tap, on his next request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.casefile.services import open_case
from clinic.people import granted
from clinic.people import services as people
from clinic.people.models import AccessWhy, Role
from clinic.security.models import AuditEntry


@pytest.fixture
def case(rosa, ana):
    return open_case(rosa, by=ana)


@pytest.fixture
def address(rosa):
    return f"/cases/people/{rosa.pk}/access/"


def opens(client, case):
    return client.get(f"/cases/{case.pk}/timeline/").status_code == 200


@pytest.mark.parametrize("weeks", granted.WEEKS)
def test_bo_sees_the_case_for_so_many_weeks_and_not_a_minute_longer(
    carmen, bo, case, rosa, address, at, time_machine, weeks
):
    time_machine.move_to(timezone.now(), tick=False)
    assert not opens(at(bo), case)

    at(carmen).post(address, {"volunteer": str(bo.pk), "weeks": str(weeks)})

    assert opens(at(bo), case)
    time_machine.shift(timedelta(weeks=weeks, minutes=-1))
    assert opens(at(bo), case)
    time_machine.shift(timedelta(minutes=1))
    assert not opens(at(bo), case)


def test_one_tap_ends_it_on_his_next_request(carmen, bo, case, address, at):
    browser, his = at(carmen), at(bo)
    browser.post(address, {"volunteer": str(bo.pk), "weeks": "8"})
    assert opens(his, case)
    (one,) = [one for one in granted.who_may_see(case.person) if one.called == "Bo"]

    browser.post(f"{address}{one.access_id}/end/")

    assert not opens(his, case)
    assert browser.post(f"{address}{one.access_id}/end/").status_code == 404


def test_granted_again_the_new_time_counts(carmen, bo, rosa):
    granted.grant(bo, rosa, by=carmen, weeks=8)
    granted.grant(bo, rosa, by=carmen, weeks=1)

    (one,) = [one for one in granted.who_may_see(rosa) if one.called == "Bo"]
    assert one.ends_at < timezone.now() + timedelta(weeks=1, minutes=1)


def test_the_page_says_who_may_see_the_case_why_and_until_when(carmen, ana, bo, rosa, case, address, at):
    people.open_access(bo, rosa, why=AccessWhy.HANDED, by=ana)
    granted.grant(ana, rosa, by=carmen, weeks=2)

    page = at(carmen).get(address).content.decode()

    assert "Bo" in page and "handed over" in page
    assert page.count("/end/") == 1  # only what was granted is hers to end
    assert "granted by the coordinator" in page


@pytest.mark.parametrize(
    "said", [{"weeks": "9"}, {"weeks": "0"}, {"weeks": "52"}, {}, {"volunteer": "x", "weeks": "1"}]
)
def test_never_longer_than_eight_weeks_and_never_to_nobody(carmen, bo, rosa, address, at, said):
    browser = at(carmen)

    answer = browser.post(address, {"volunteer": str(bo.pk), **said})

    assert answer.status_code == 303
    assert not [one for one in granted.who_may_see(rosa) if one.called == "Bo"]


def test_only_who_does_interviews_can_be_given_a_case(carmen, luis, rosa, address, at):
    at(carmen).post(address, {"volunteer": str(luis.pk), "weeks": "1"})

    assert not [one for one in granted.who_may_see(rosa) if one.called == "Luis"]
    with pytest.raises(granted.NotAtTheTable):
        granted.grant(luis, rosa, by=carmen, weeks=1)


def test_a_role_taken_away_closes_what_was_granted(carmen, bo, rosa, case, at):
    granted.grant(bo, rosa, by=carmen, weeks=8)
    his = at(bo)
    assert opens(his, case)

    people.take_role(bo, Role.INTAKE, by=carmen)

    assert not opens(his, case)


def test_it_is_in_the_trail_by_id(carmen, bo, rosa):
    granted.grant(bo, rosa, by=carmen, weeks=1)

    entry = AuditEntry.objects.filter(verb="access.open", fields=["grant"]).get()
    assert entry.actor == str(carmen.pk)
    assert f"clinic.User:{bo.pk}" in entry.targets
