"""Rosa's case is closed. Nobody reads it any more; Carmen opens it with a reason, and Dolores is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cases.casefile import services as casefile
from cases.casefile.models import Case
from clinic.days import services as days
from clinic.days.models import HandOver
from clinic.outbox import delivery, sweep
from clinic.outbox.models import Message, State
from clinic.outbox.services import add_task
from clinic.people import closed, granted
from clinic.people import services as people
from clinic.people.models import Access, AccessWhy, BreakGlass, Person, Role
from clinic.security.models import AuditEntry

REASON = "The family asks for the date of the old order"


@pytest.fixture
def case(rosa, carmen):
    people.change_person(rosa, by=carmen, full_name="Rosa Ejemplo", a_number="A000-000-042")
    case = casefile.open_case(rosa, by=carmen)
    casefile.close_case(case, by=carmen)
    people.close_access(*_whose(rosa), why=AccessWhy.VISIT, by=carmen)
    rosa.refresh_from_db()
    return case


def _whose(rosa):
    return Access.objects.get(person=rosa, why=AccessWhy.VISIT).user, rosa


@pytest.fixture
def dolores(db):
    return people.make_user(called="Dolores", email="dolores@example.org", roles=[Role.COORDINATOR])


@pytest.fixture
def door(rosa):
    return f"/cases/people/{rosa.pk}/closed/"


def sees(user, person):
    return Person.objects.visible_to(user).filter(pk=person.pk).exists()


def look_for(browser, typed):
    browser.post("/cases/people/", {"name": typed})
    return browser.get("/cases/people/").content.decode()


def test_a_person_without_an_open_case_is_shut_to_everyday_reading(rosa, case, carmen, mei, ana, at):
    assert [sees(user, rosa) for user in (carmen, mei, ana)] == [False, False, False]
    assert at(carmen).get(f"/cases/people/{rosa.pk}/").status_code == 404
    assert at(carmen).get(f"/cases/{case.pk}/timeline/").status_code == 404
    assert "Rosa" not in look_for(at(carmen), "Ros")


def test_with_another_case_open_nothing_is_shut(rosa, ana, carmen):
    one = casefile.open_case(rosa, by=ana)
    two = Case(person=rosa, holder_id=rosa.pk, opened_by=ana)
    two.save(force_insert=True)

    casefile.close_case(one, by=carmen)
    assert sees(carmen, rosa)

    casefile.close_case(two, by=carmen)
    assert not sees(carmen, rosa)


def test_a_person_whose_case_never_began_is_not_closed(rosa, carmen):
    assert sees(carmen, rosa)


def test_closing_ends_what_was_granted_and_nothing_can_be_granted_then(rosa, carmen, bo):
    case = casefile.open_case(rosa, by=carmen)
    granted.grant(bo, rosa, by=carmen, weeks=8)

    casefile.close_case(case, by=carmen)

    assert not sees(bo, rosa)
    with pytest.raises(granted.IsClosed):
        granted.grant(bo, rosa, by=carmen, weeks=1)


def test_a_reason_opens_it_for_a_day_and_not_a_minute_longer(
    rosa, case, carmen, dolores, door, at, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    browser = at(carmen)

    answer = browser.post(door, {"reason": REASON})

    assert (answer.status_code, answer["Location"]) == (303, f"/cases/people/{rosa.pk}/")
    page = browser.get(answer["Location"]).content.decode()
    assert f"/cases/{case.pk}/timeline/" in page  # the closed case can be read
    assert browser.get(f"/cases/{case.pk}/timeline/").status_code == 200
    assert not sees(dolores, rosa)
    time_machine.shift(timedelta(hours=24, seconds=-1))
    assert sees(carmen, rosa)
    time_machine.shift(timedelta(seconds=1))
    assert not sees(carmen, rosa)


@pytest.mark.parametrize("reason", ["", "   ", "because", "x" * 301])
def test_without_a_reason_it_stays_shut(rosa, case, carmen, door, at, reason):
    answer = at(carmen).post(door, {"reason": reason})

    assert answer.status_code == 303
    assert not sees(carmen, rosa)
    assert not BreakGlass.objects.exists()


def test_the_door_is_not_there_for_others_nor_where_nothing_is_closed(
    rosa, case, ana, mei, omar, carmen, door, at
):
    wen = people.meet_person(called="Wen", by=ana)

    assert [at(user).get(door).status_code for user in (ana, mei, omar)] == [404] * 3
    assert at(carmen).get(f"/cases/people/{wen.pk}/closed/")["Location"] == f"/cases/people/{wen.pk}/"
    with pytest.raises(closed.NotClosed):
        closed.open_with_reason(wen, by=carmen, reason=REASON)
    with pytest.raises(closed.NotClosed):
        closed.open_with_reason(rosa, by=mei, reason=REASON)


def test_the_roll_says_only_that_a_closed_record_is_there(rosa, case, carmen, door, at):
    page = look_for(at(carmen), "rosa ejemplo")

    assert door in page and "A closed record fits" in page
    assert "Ejemplo" not in page.replace('value="rosa ejemplo"', "")
    assert AuditEntry.objects.filter(verb="roll.closed", holders__contains=[rosa.pk]).exists()


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [("Rosa", True), ("ROSA ejemplo", True), ("A000000042", True), ("Ros", False), ("Roza", False), ("0042", False),
     ("Rosa Luz", False)],
)  # fmt: skip
def test_a_closed_record_is_found_by_whole_names_and_numbers_alone(
    rosa, case, carmen, door, at, typed, is_found
):
    assert (door in look_for(at(carmen), typed)) is is_found


def test_volunteers_and_lawyers_are_not_told_that_a_closed_record_is_there(rosa, case, ana, mei, door, at):
    assert not any("closed" in look_for(at(user), "Rosa") for user in (ana, mei))


def test_the_door_shows_nothing_of_the_person(rosa, case, carmen, door, at):
    page = at(carmen).get(door).content.decode()

    assert "Rosa" not in page and "Ejemplo" not in page


# ---- who is told


def mails_of(row):
    sweep.sweep()
    return set(Message.objects.filter(about=row.pk).values_list("recipient", flat=True))


def test_the_other_coordinators_get_a_mail_without_a_name(rosa, case, carmen, dolores, omar, mailoutbox):
    row = closed.open_with_reason(rosa, by=carmen, reason=REASON)

    assert mails_of(row) == {f"user:{dolores.pk}"}
    delivery.send_due()

    (mail,) = mailoutbox
    assert mail.to == ["dolores@example.org"]
    assert "Somebody opened a closed record" in mail.body
    assert not any(
        word in mail.body + mail.subject for word in ("Rosa", "Ejemplo", "family", "Carmen", str(rosa.pk))
    )


def test_where_there_is_one_coordinator_an_administrator_is_told_and_the_page_says_so(
    rosa, case, carmen, omar, door, at
):
    assert "the administrators are told" in at(carmen).get(door).content.decode()

    row = closed.open_with_reason(rosa, by=carmen, reason=REASON)

    assert mails_of(row) == {f"user:{omar.pk}"}
    assert REASON in at(omar).get("/team/records/").content.decode()


def test_where_there_is_nobody_else_the_page_says_so(rosa, case, carmen, door, at):
    assert "nobody else to tell" in at(carmen).get(door).content.decode()


def test_once_somebody_looked_the_mail_stays_away(rosa, case, carmen, dolores, mailoutbox):
    row = closed.open_with_reason(rosa, by=carmen, reason=REASON)
    sweep.sweep()
    closed.look_at(row, by=dolores)

    delivery.send_due()

    assert mailoutbox == []
    assert Message.objects.get(about=row.pk).state == State.DROPPED


def test_it_is_on_the_desk_of_the_others_until_one_of_them_looked(rosa, case, carmen, dolores, at):
    row = closed.open_with_reason(rosa, by=carmen, reason=REASON)
    desk = at(dolores).get("/desk/").content.decode()
    assert "Carmen opened a closed record" in desk and REASON in desk and "Rosa" not in desk
    assert REASON not in at(carmen).get("/desk/").content.decode()

    at(carmen).post(f"/team/records/{row.pk}/look/")
    assert REASON in at(dolores).get("/desk/").content.decode()

    at(dolores).post(f"/team/records/{row.pk}/look/")

    assert REASON not in at(dolores).get("/desk/").content.decode()
    row.refresh_from_db()
    assert row.looked_by == dolores


def test_what_we_owe_and_what_was_told_name_nobody_whose_record_is_closed(rosa, case, carmen, at):
    add_task(kind="wrote_to_us", about=case.pk, person=rosa, note="Rosa: no puedo ir")
    now = timezone.now()
    row = {
        "recipient": f"person:{rosa.pk}",
        "about": case.pk,
        "due_at": now,
        "not_after": now,
        "next_at": now,
    }
    Message.objects.create(topic="event", lead="1d", channel="email", state=State.SENT, told_at=now, **row)

    shut = [at(carmen).get(page).content.decode() for page in ("/desk/", "/desk/told/")]
    closed.open_with_reason(rosa, by=carmen, reason=REASON)
    opened = [at(carmen).get(page).content.decode() for page in ("/desk/", "/desk/told/")]

    assert all("Closed record" in page and "Rosa" not in page for page in shut)
    assert f"/cases/people/{rosa.pk}/closed/" in shut[0]
    assert "no puedo ir" in opened[0] and "Rosa" in opened[1]


def test_the_database_itself_lets_nobody_look_at_their_own(rosa, case, carmen):
    row = closed.open_with_reason(rosa, by=carmen, reason=REASON)
    row.looked_at, row.looked_by = timezone.now(), carmen

    with pytest.raises(IntegrityError, match="somebody_else_looks_at_an_opening"):
        row.save()


# ---- what is written down


def test_the_trail_has_ids_and_the_reason_is_sealed(rosa, case, carmen, dolores):
    closed.open_with_reason(rosa, by=carmen, reason=REASON)

    entry = AuditEntry.objects.get(verb="record.open_closed")
    assert (entry.actor, entry.holders, entry.fields) == (str(carmen.pk), [rosa.pk], ["reason"])
    assert "order" not in str(AuditEntry.objects.values_list())
    assert BreakGlass.objects.get().holder_id == rosa.pk


def test_the_person_sees_it_among_who_looked(rosa, case, carmen, dolores, at):
    closed.open_with_reason(rosa, by=carmen, reason=REASON)

    page = at(carmen).get(f"/cases/people/{rosa.pk}/looked/").content.decode()

    assert "opened the closed record with a reason" in page


# ---- the person comes back


def test_a_volunteer_takes_her_from_tonights_line_and_a_new_case_opens_the_record(
    rosa, case, carmen, dolores, bo, at
):
    closed.open_with_reason(rosa, by=carmen, reason="She is at the door tonight")
    at(carmen).post(f"/line/again/{rosa.pk}/")
    visit = rosa.visits.get()
    browser = at(bo)
    assert "Rosa" in browser.get("/line/").content.decode()

    browser.post(f"/line/{visit.pk}/taking/")
    browser.post(f"/cases/people/{rosa.pk}/interview/")

    assert rosa.cases.open().get() != case
    assert sees(dolores, rosa)


def test_who_is_in_the_line_already_is_not_shut_out_by_a_closing(rosa, ana, carmen):
    case = casefile.open_case(rosa, by=ana)
    days.welcome_back(rosa, by=ana)

    casefile.close_case(case, by=carmen)

    assert sees(ana, rosa)  # until her 24 hours are over


def test_who_opened_it_with_a_reason_cannot_prolong_that_by_the_line(
    rosa, case, carmen, dolores, at, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    closed.open_with_reason(rosa, by=carmen, reason=REASON)
    time_machine.shift(timedelta(hours=10))
    browser = at(carmen)

    browser.post(f"/line/again/{rosa.pk}/")
    visit = rosa.visits.get()
    browser.post(f"/line/{visit.pk}/taking/")
    days.hand_over(visit, by=carmen, note="", to=carmen)
    days.stop(visit, by=carmen)
    time_machine.shift(timedelta(hours=14))

    assert not sees(carmen, rosa)


def test_nor_by_what_stands_in_the_line_when_the_day_is_over(
    rosa, case, carmen, dolores, bo, at, time_machine
):
    time_machine.move_to(timezone.now().replace(hour=15), tick=False)
    closed.open_with_reason(rosa, by=carmen, reason=REASON)
    time_machine.shift(timedelta(hours=23))
    visit = days.welcome_back(rosa, by=carmen)
    time_machine.shift(timedelta(hours=2))
    browser = at(carmen)

    browser.post(f"/line/{visit.pk}/taking/")
    days.take(visit, by=bo)
    days.hand_over(visit, by=bo, note="")
    with pytest.raises(closed.NeedsReason):
        days.hand_over(visit, by=bo, note="", to=carmen)

    visit.refresh_from_db()
    assert not sees(carmen, rosa) and sees(bo, rosa)
    assert (visit.taken_by, HandOver.objects.filter(visit=visit).count()) == (None, 1)


def test_a_closed_record_is_welcomed_only_by_who_opened_it(rosa, case, carmen, dolores, bo, at):
    closed.open_with_reason(rosa, by=carmen, reason=REASON)
    visit = days.take(days.welcome_back(rosa, by=carmen), by=bo)
    days.stop(visit, by=bo)

    page = at(bo).post(f"/line/again/{rosa.pk}/", follow=True).content.decode()

    assert "opens it with a reason first" in page
    assert rosa.visits.count() == 1


def test_a_new_case_takes_the_limit_away(rosa, case, carmen, dolores, bo):
    closed.open_with_reason(rosa, by=carmen, reason=REASON)
    visit = days.take(days.welcome_back(rosa, by=carmen), by=carmen)
    casefile.open_case(rosa, by=carmen)

    days.hand_over(visit, by=carmen, note="", to=bo)

    assert Access.objects.get(user=bo).ends_at > timezone.now() + timedelta(hours=23)
