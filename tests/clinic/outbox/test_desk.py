"""What the desk and the log say of the outbox."""

import uuid
from datetime import timedelta

from django.utils import timezone

from clinic.outbox import services
from clinic.outbox.models import Beat, Channel, Message, State, Task
from clinic.security.models import AuditEntry


def beats(ago=timedelta()):
    for name in ("sweep", "send"):
        Beat.objects.update_or_create(name=name, defaults={"at": timezone.now() - ago})


def test_a_task_comes_up_once(rosa):
    about = uuid.uuid4()

    first = services.add_task(kind="first_notice", about=about, person=rosa)
    again = services.add_task(kind="first_notice", about=about, person=rosa)

    assert first == again == Task.objects.get()


def test_a_task_is_done_by_a_tap(at, carmen, rosa):
    task = services.add_task(kind="first_notice", about=uuid.uuid4(), person=rosa)
    browser = at(carmen)
    before = browser.get("/desk/").content.decode()

    browser.post(f"/desk/tasks/{task.pk}/done/")

    task.refresh_from_db()
    assert "Family plan done?" in before and "Family plan done?" not in browser.get("/desk/").content.decode()
    assert (task.done_by, AuditEntry.objects.filter(verb="task.finish").count()) == (carmen, 1)


def test_only_a_coordinator_finishes_tasks_and_reads_the_log(at, ana, rosa):
    task = services.add_task(kind="first_notice", about=uuid.uuid4(), person=rosa)

    answers = [at(ana).post(f"/desk/tasks/{task.pk}/done/"), at(ana).get("/desk/told/")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_the_desk_says_when_the_clock_stands_still(at, carmen):
    browser = at(carmen)
    never = browser.get("/desk/").content.decode()
    beats(ago=timedelta(hours=1))
    stopped = browser.get("/desk/").content.decode()
    beats()

    assert "never looked for" in never and "reminders were last looked for" in stopped
    assert "clock stands still" not in browser.get("/desk/").content.decode()


def test_the_log_names_who_was_told_and_the_row_does_not(at, carmen, waiting):
    waiting(state=State.SENT, told_at=timezone.now())

    page = at(carmen).get("/desk/told/").content.decode()

    assert "Rosa" in page and "told" in page
    assert "Rosa" not in repr(Message.objects.values().get())


def test_the_log_has_the_same_number_of_queries_for_one_row_and_for_many(
    at, carmen, ana, waiting, django_assert_num_queries, django_assert_max_num_queries
):
    from clinic.people.services import meet_person

    browser = at(carmen)
    waiting(state=State.SENT, told_at=timezone.now())
    waiting(state=State.DEAD)
    browser.get("/desk/told/")
    with django_assert_max_num_queries(100) as one:
        browser.get("/desk/told/")
    for n in range(12):
        person = meet_person(called=f"Person {n}", by=ana)
        waiting(recipient=f"person:{person.pk}", state=State.DEAD)

    with django_assert_num_queries(len(one.captured_queries)):
        assert "Person 11" in browser.get("/desk/told/").content.decode()


def test_the_desk_has_the_same_number_of_queries_for_one_task_and_for_many(
    at, carmen, ana, rosa, django_assert_num_queries, django_assert_max_num_queries
):
    from clinic.people.services import meet_person

    browser = at(carmen)
    beats()
    services.add_task(kind="call", about=uuid.uuid4(), person=rosa, note="212-555-0148")
    browser.get("/desk/")
    with django_assert_max_num_queries(100) as one:
        browser.get("/desk/")
    for n in range(12):
        services.add_task(
            kind="call", about=uuid.uuid4(), person=meet_person(called=f"Person {n}", by=ana), note="Call"
        )

    with django_assert_num_queries(len(one.captured_queries)):
        assert "Person 11" in browser.get("/desk/").content.decode()


def test_a_message_says_its_channel_in_words(at, carmen, waiting):
    waiting(channel=Channel.CALL, state=State.SENT, told_at=timezone.now())

    assert "call list" in at(carmen).get("/desk/told/").content.decode()
