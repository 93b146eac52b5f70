"""What Carmen is shown of a week's reading: numbers, and who to ask. An ordinary week shows nothing."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic.days import unusual
from clinic.days.models import ClinicDay, Shift
from clinic.outbox import delivery, sweep
from clinic.outbox.models import Message
from clinic.people import services as people
from clinic.people.models import Role
from clinic.security import audit
from clinic.security.models import Outcome

MONDAY = date(2026, 11, 23)
TUESDAY, NEXT_MONDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def nothing_looked_at_yet(db):
    cache.clear()


def at_clock(day, *clock):
    return timezone.make_aware(datetime.combine(day, time(*clock)))


@pytest.fixture
def trail(time_machine):
    """trail(bo, at_clock(TUESDAY, 10), people=3): Bo opened three people's pages then."""

    def write(user, moment, *, people=1, together=1, verb="get cases:person", outcome=Outcome.DONE):
        time_machine.move_to(moment, tick=False)
        for _ in range(people):
            holders = [uuid4() for _ in range(together)] if outcome == Outcome.DONE else []
            audit.record(actor=user, verb=verb, holders=holders, outcome=outcome)

    return write


def found(monday=MONDAY):
    return {(one.kind, one.day, one.actor, one.count) for one in unusual.of_week(monday)}


@pytest.mark.parametrize(("people", "is_unusual"), [(25, False), (26, True)])
def test_more_than_twenty_five_people_in_a_day(bo, trail, people, is_unusual):
    trail(bo, at_clock(TUESDAY, 18), people=people)

    assert found() == ({("many", TUESDAY, str(bo.pk), 26)} if is_unusual else set())


def test_a_list_of_names_and_ones_own_team_are_nobodys_record(bo, carmen, omar, trail):
    trail(bo, at_clock(TUESDAY, 18), people=20, together=20)
    for _ in range(30):
        audit.record(actor=bo, verb="get team", targets=[carmen])

    assert found() == set()


def test_the_same_person_again_and_two_days_are_not_added_up(bo, rosa, trail, time_machine):
    trail(bo, at_clock(TUESDAY, 23, 0) - timedelta(hours=2), people=20)
    trail(bo, at_clock(TUESDAY + timedelta(days=1), 9), people=20)
    for _ in range(30):
        audit.record(actor=bo, verb="get cases:person", target=rosa)

    assert found() == set()


@pytest.mark.parametrize(
    ("day", "clock", "night"),
    [(TUESDAY, (22, 0), TUESDAY), (TUESDAY, (5, 59), MONDAY), (TUESDAY, (6, 0), None),
     (TUESDAY, (21, 59), None), (MONDAY, (3, 0), MONDAY - timedelta(days=1))],
)  # fmt: skip
def test_reading_at_night(bo, trail, day, clock, night):
    trail(bo, at_clock(day, *clock))

    assert found() == ({("night", night, str(bo.pk), 1)} if night else set())


@pytest.mark.parametrize(("moment", "quiet"), [((TUESDAY, 23, 30), True), ((TUESDAY, 3, 0), False)])
def test_the_evening_of_a_clinic_day_is_no_night_for_anybody(bo, trail, moment, quiet):
    ClinicDay.objects.create(day=TUESDAY)

    trail(bo, at_clock(*moment))

    assert (found() == set()) is quiet


def test_after_the_clinics_midnight_people_still_clear_up(bo, trail):
    ClinicDay.objects.create(day=MONDAY)

    trail(bo, at_clock(TUESDAY, 1, 30))
    assert found() == set()
    trail(bo, at_clock(TUESDAY, 2, 30))
    assert found() == {("night", MONDAY, str(bo.pk), 1)}


def test_two_hours_around_a_shift_are_no_night(bo, trail):
    day = ClinicDay.objects.create(day=TUESDAY + timedelta(days=2))
    Shift.objects.create(
        clinic_day=day, volunteer=bo, role=Role.INTAKE,
        starts_at=at_clock(TUESDAY, 5), ends_at=at_clock(TUESDAY, 9),
    )  # fmt: skip

    trail(bo, at_clock(TUESDAY, 3, 0))
    assert found() == set()
    trail(bo, at_clock(TUESDAY, 2, 59))
    assert found() == {("night", MONDAY, str(bo.pk), 1)}


def test_many_closed_doors_every_closed_record_and_every_file_taken_home(bo, luis, carmen, rosa, trail):
    trail(bo, at_clock(TUESDAY, 12), people=9, outcome=Outcome.REFUSED)
    trail(luis, at_clock(TUESDAY, 12), people=10, outcome=Outcome.REFUSED)
    trail(carmen, at_clock(TUESDAY, 12), verb="record.open_closed")
    trail(bo, at_clock(TUESDAY, 12), verb="person.export", people=2)

    assert found() == {
        ("refused", TUESDAY, str(luis.pk), 10),
        ("closed", TUESDAY, str(carmen.pk), 1),
        ("taken", TUESDAY, str(bo.pk), 2),
    }


def test_what_a_person_does_herself_and_other_weeks_are_not_in_it(bo, rosa, trail, carmen):
    rosas = people.make_user(called="Rosa", roles=[Role.PERSON])
    trail(rosas, at_clock(TUESDAY, 23), people=30)
    trail(bo, at_clock(MONDAY, 0) - timedelta(seconds=1))
    trail(bo, at_clock(NEXT_MONDAY, 0))

    assert found() == set()


# ---- the page and the mail


def test_the_page_names_who_and_when_and_nobody_who_was_read(carmen, bo, rosa, trail, at, time_machine):
    trail(bo, at_clock(TUESDAY, 18), people=26)
    time_machine.move_to(at_clock(NEXT_MONDAY, 9))

    page = at(carmen).get("/team/reading/").content.decode()

    assert "Bo" in page and "the records of 26 people" in page
    assert "Rosa" not in page
    assert page.count("Nothing unusual.") == 1  # this week so far


def test_the_page_asks_as_much_for_three_as_for_one(
    carmen, ana, bo, luis, trail, at, time_machine, django_assert_max_num_queries
):
    def queries():
        time_machine.move_to(at_clock(NEXT_MONDAY, 9))
        browser = at(carmen)
        with django_assert_max_num_queries(60) as asked:
            assert browser.get("/team/reading/").status_code == 200
        return len(asked)

    trail(bo, at_clock(TUESDAY, 18), people=26)
    for_one = queries()
    for user in (ana, luis):
        trail(user, at_clock(TUESDAY, 18), people=26)

    assert queries() == for_one


def of_reading(mails):
    """The others say what the next two weeks look like."""
    return [mail for mail in mails if "/team/reading/" in mail.body]


def mail_of_the_week(time_machine, monday=NEXT_MONDAY, clock=(8, 0)):
    time_machine.move_to(at_clock(monday, *clock))
    sweep.sweep(timezone.now())
    Message.objects.update(
        next_at=delivery.database_now(), not_after=delivery.database_now() + timedelta(days=1)
    )
    delivery.send_due()


def test_on_monday_morning_coordinators_get_numbers_and_a_link(
    carmen, omar, bo, trail, time_machine, mailoutbox, settings
):
    settings.CLINIC_URL = "https://clinic.example.org"
    trail(bo, at_clock(TUESDAY, 18), people=26)

    mail_of_the_week(time_machine, clock=(7, 59))
    assert of_reading(mailoutbox) == []
    mail_of_the_week(time_machine)
    mail_of_the_week(time_machine, clock=(9, 0))

    (mail,) = of_reading(mailoutbox)
    assert mail.to == ["carmen@example.org"]
    assert "Many people in one day: 1" in mail.body
    assert "https://clinic.example.org/team/reading/" in mail.body
    assert "Bo" not in mail.body and str(bo.pk) not in mail.body


def test_after_a_week_with_nothing_unusual_there_is_no_mail(carmen, bo, trail, time_machine, mailoutbox):
    trail(bo, at_clock(TUESDAY, 18), people=3)

    mail_of_the_week(time_machine)

    assert of_reading(mailoutbox) == []
    assert not Message.objects.filter(topic="unusual").exists()


def test_a_week_is_looked_at_once_an_hour(carmen, trail, bo, time_machine):
    trail(bo, at_clock(TUESDAY, 18))
    time_machine.move_to(at_clock(NEXT_MONDAY, 8), tick=False)
    sweep.sweep(timezone.now())

    with CaptureQueriesContext(connection) as asked:
        sweep.sweep(timezone.now())

    assert not [query for query in asked.captured_queries if "clinic_auditentry" in query["sql"]]


def test_who_coordinates_no_longer_gets_no_mail(carmen, omar, bo, trail, time_machine, mailoutbox):
    trail(bo, at_clock(TUESDAY, 18), people=26)
    time_machine.move_to(at_clock(NEXT_MONDAY, 8))
    sweep.sweep(timezone.now())
    people.take_role(carmen, Role.COORDINATOR, by=omar)

    mail_of_the_week(time_machine)

    assert of_reading(mailoutbox) == []
    assert Message.objects.get(topic="unusual").problem == "no longer told"
