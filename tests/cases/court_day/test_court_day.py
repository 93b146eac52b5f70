"""A storm closes the court: Carmen moves its whole day at once, and everybody who was called there is phoned."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from accompaniment.trips import services as trips
from cases.casefile import services as casefile
from cases.court_day import services
from cases.court_day.models import MovedDay
from cases.plans import handouts
from cases.rotation.order import rotation
from cases.timeline import services as timeline
from cases.timeline.dates import Certainty, PartialDate
from cases.timeline.models import Event, FormerDate, Moment
from clinic.outbox import sweep
from clinic.outbox.delivery import send_due
from clinic.outbox.models import Message, State, Task
from clinic.people import services as people
from clinic.places.models import Place

PAGE = "/cases/court-day/"


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def broadway(db):
    return Place.objects.create(slug="broadway-x", kind="court", name="Broadway court", short="290 Broadway")


@pytest.fixture
def called(ana, broadway):
    """called("Wen", 9, 1): Wen has a hearing at nine, in six days, and the A-number that ends in 1."""

    def make(name, hour, number, *, place=broadway, days=6):
        person = people.meet_person(called=name, a_number=f"A000-000-{number:03}", by=ana)
        return timeline.add_event(
            casefile.open_case(person, by=ana), by=ana, kind="hearing-scheduled", source="paper",
            when=PartialDate.of(in_days(days), Certainty.EXACT), local_time=time(hour), place=place,
        )  # fmt: skip

    return make


@pytest.fixture
def day(called):
    """Wen and Rosa at nine, Omar's cousin at one."""
    return [called("Wen", 9, 1), called("Rita", 9, 2), called("Sami", 13, 3)]


def address(place, days=6):
    return f"{PAGE}?place={place.pk}&day={in_days(days).isoformat()}"


def closed(browser, place):
    return browser.post(address(place), {"moves": "not_known", "source": "court_line"})


def test_who_is_called_there_is_listed_before_anything_moves(at, carmen, day, called, broadway):
    called("Elsewhere", 9, 4, place=Place.objects.create(slug="y", kind="court", name="Y", short="Y"))
    called("Next week", 9, 5, days=13)

    page = at(carmen).get(address(broadway)).content.decode()

    assert all(name in page for name in ("Wen", "Rita", "Sami"))
    assert "Elsewhere" not in page and "Next week" not in page
    assert not MovedDay.objects.exists()


def test_closed_every_date_is_moved_and_not_known_with_the_former_one_kept(at, carmen, day, broadway):
    answer = closed(at(carmen), broadway)

    moved = MovedDay.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}{moved.pk}/")
    for event in Event.objects.all():
        assert (event.partial.certainty, event.day, event.moment, event.source) == (
            "moved", None, None, "court_line",
        )  # fmt: skip
    assert {former.partial.on for former in FormerDate.objects.all()} == {in_days(6)}
    assert Moment.objects.filter(cancelled_at__isnull=False).count() == 2
    assert {due.case_id for due in rotation()} == {event.case_id for event in day}


def test_another_day_keeps_the_hours_and_raises_each_version_once(at, carmen, day, broadway):
    at(carmen).post(
        address(broadway), {"moves": "another_day", "to_day": in_days(9).isoformat(), "source": "court_line"}
    )

    moments = Moment.objects.order_by("local_time")
    assert [(one.local_date, one.local_time.hour, one.version) for one in moments] == [
        (in_days(9), 9, 2),
        (in_days(9), 13, 2),
    ]
    assert all(one.unconfirmed_at for one in moments)
    assert {event.partial.certainty for event in Event.objects.all()} == {"moved"}


def test_only_a_paper_makes_the_new_day_certain(day, carmen, broadway):
    services.move_day(broadway, in_days(6), by=carmen, source="paper", to_day=in_days(9))

    assert {event.partial.certainty for event in Event.objects.all()} == {"exact"}
    assert not Moment.objects.filter(unconfirmed_at__isnull=False).exists()


def test_everybody_is_on_the_list_to_phone_in_words_and_on_the_desk(at, carmen, ana, day, broadway):
    people.replace_contact(day[0].case.person, kind="phone", value="+12125550142", whose="mine", by=ana)
    closed(at(carmen), broadway)
    moved = MovedDay.objects.get()
    browser = at(carmen)

    page = browser.get(f"{PAGE}{moved.pk}/").content.decode()

    assert "3 people to phone" in page and "212-555-0142" in page
    assert page.count("Ese día el lugar está cerrado") == 3
    assert Task.objects.open().filter(kind="tell_date").count() == 3
    assert browser.get("/desk/").content.decode().count("Ese día el lugar está cerrado") == 3
    for task in Task.objects.all():
        browser.post(f"/desk/tasks/{task.pk}/done/")
    page = browser.get(f"{PAGE}{moved.pk}/").content.decode()
    assert "Everybody was phoned" in page and page.count("Told by Carmen") == 3


def test_the_list_prints(at, carmen, day, broadway):
    closed(at(carmen), broadway)

    answer = at(carmen).get(f"{PAGE}{MovedDay.objects.get().pk}/?paper")

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert all(name in text for name in ("Wen", "Rita", "Sami"))


def test_whoever_was_reminded_hears_by_itself_and_is_not_phoned_twice(carmen, ana, day, broadway, mailoutbox):
    wen, rita, _sami = (event.case.person for event in day)
    people.replace_contact(wen, kind="email", value="wen@example.org", whose="mine", by=ana)
    people.replace_contact(rita, kind="phone", value="+12125550142", whose="mine", by=ana)
    now = timezone.now() + timedelta(days=1)
    sweep.sweep(now)
    Message.objects.update(state=State.SENT, told_at=timezone.now())

    services.move_day(broadway, in_days(6), by=carmen, source="court_line")
    sweep.sweep(timezone.now())
    Message.objects.filter(state=State.WAITING).update(next_at=timezone.now(), due_at=timezone.now())
    send_due()

    assert [mail.to for mail in mailoutbox] == [["wen@example.org"]]
    assert "Hay un cambio" in mailoutbox[0].body
    assert not Task.objects.filter(kind="call").exists()
    dropped = Message.objects.get(recipient=f"person:{rita.pk}", lead="called off")
    assert (dropped.state, dropped.problem) == (State.DROPPED, "somebody phones already")


def test_printed_papers_are_old_and_nobody_goes_along_to_a_closed_door(carmen, ana, day, broadway):
    paper = handouts.make_handout(day[0].case, by=ana, language="es")
    trip = trips.plan_trip(day[0].moment, by=carmen)

    services.move_day(broadway, in_days(6), by=carmen, source="court_line")

    trip.moment.refresh_from_db()
    assert handouts.is_stale(paper) and trips.is_off(trip.moment)


def test_pressed_again_it_is_the_same_list(at, carmen, day, broadway):
    browser = at(carmen)
    first, again = closed(browser, broadway), closed(browser, broadway)

    assert first["Location"] == again["Location"]
    assert MovedDay.objects.count() == 1 and FormerDate.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_move_it_once(carmen, day, broadway):
    def press(to_day):
        try:
            services.move_day(broadway, in_days(6), by=carmen, source="court_line", to_day=to_day)
        except services.NobodyIsCalled:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(2) as room:
        assert sum(room.map(press, [in_days(9), in_days(9)])) == 1

    assert set(Moment.objects.values_list("version", flat=True)) == {2}
    assert Task.objects.count() == 3


def test_all_of_it_or_none(day, carmen, broadway):
    """At 2:30 on the day summer time begins there is no such hour."""
    Moment.objects.filter(local_time=time(13)).update(local_time=time(2, 30))
    skipped = next(
        day
        for day in (in_days(n) for n in range(7, 400))
        if day.month == 3 and day.weekday() == 6 and 8 <= day.day <= 14
    )

    with pytest.raises(timeline.NoSuchHour):
        services.move_day(broadway, in_days(6), by=carmen, source="paper", to_day=skipped)

    assert set(Moment.objects.values_list("version", "local_date")) == {(1, in_days(6))}
    assert not Task.objects.exists() and not MovedDay.objects.exists()


@pytest.mark.parametrize("to_day", ["", "2020-01-01", "tomorrow"])
def test_another_day_wants_a_day_that_lies_ahead(at, carmen, day, broadway, to_day):
    browser = at(carmen)
    refused = browser.post(address(broadway), {"moves": "another_day", "to_day": to_day, "source": "paper"})

    assert refused.status_code == 303 and not MovedDay.objects.exists()
    assert 'aria-invalid="true"' in browser.get(refused["Location"]).content.decode()


def test_a_day_moved_to_a_saturday_is_asked_about_before_anybody_is_phoned(at, carmen, day, broadway):
    browser = at(carmen)
    saturday = in_days(20 + (5 - in_days(20).weekday()) % 7)

    browser.post(
        address(broadway), {"moves": "another_day", "to_day": saturday.isoformat(), "source": "court_line"}
    )

    page = browser.get(f"/cases/court-day/{MovedDay.objects.get().pk}/").content.decode()
    assert "is a Saturday. Offices are usually closed then." in page
