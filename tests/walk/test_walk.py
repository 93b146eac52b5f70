"""One person, from the door to the paper: the whole walk in Chromium, with script on a phone in Spanish, and without script
on a laptop in English. Elements are found by what they do (address, field), never by their words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accompaniment.trips import services as trips
from accompaniment.trips.models import Ask
from cases.plans.handouts import is_stale
from cases.plans.models import Handout
from cases.timeline import reading
from cases.timeline import services as timeline
from clinic.outbox.models import Message
from clinic.outbox.sweep import sweep
from clinic.people.models import Role, User
from clinic.vault.holders import forget

from .conftest import LAPTOP, PHONE, person_called

WAYS = [
    pytest.param(PHONE, "es", True, id="phone, script, Spanish"),
    pytest.param(LAPTOP, "en", False, id="laptop, no script"),
]


def press(page, selector):
    """Presses the button or link and waits for the page it leads to."""
    with page.expect_navigation():
        page.locator(selector).first.click()
    assert "/account/" not in page.url
    return page


def send(page, action="", button="button:not([name])"):
    scope = f'form[action$="{action}"] ' if action else "main form "
    return press(page, scope + button)


def write_date(page, name, day, at):
    page.select_option(f'[name="{name}_month"]', str(day.month))
    page.fill(f'[name="{name}_day"]', str(day.day))
    page.fill(f'[name="{name}_year"]', str(day.year))
    page.fill(f'[name="{name}_time"]', at)
    page.locator(
        f'label:has([name="{name}_sure"][value="paper"]), [name="{name}_sure"][value="paper"]'
    ).first.click()


@pytest.mark.parametrize(("size", "language", "script"), WAYS)
def test_from_the_door_to_the_paper_and_back(looking, clinic, size, language, script):
    way = {"size": size, "language": language, "script": script}
    name = "Amparo" if script else "Benita"
    hearing_on = timezone.localdate() + timedelta(days=6)

    with looking(as_="Ana", **way) as page:
        interview_stopped_after_the_paper(page, clinic, name, hearing_on)
        person = person_called(name)
        case = person.cases.get()
        assert reading.next_dates(case)["court"].day == hearing_on
        is_told(person)
        page.goto(f"{clinic}/cases/{case.pk}/handouts/")
        send(page)
        handout = Handout.objects.get(case=case)
        for which in ("carry", "home"):
            sheet = page.request.get(f"{clinic}/cases/{case.pk}/handouts/{handout.pk}/{which}/")
            assert sheet.body().startswith(b"%PDF")
        code, secret = card_made(page, clinic, person)

    with looking(as_="Carmen", **way) as page:
        trip, goes = somebody_is_asked(page, clinic, case)
    with looking(as_=goes, **way) as page:
        next_on = goes_along_and_reports(page, clinic, trip, person)

    forget()
    assert next_on in {event.day for event in reading.events_of(person_called(name).cases.get())}
    assert is_stale(Handout.objects.get(pk=handout.pk))

    with looking(**way) as page:
        signs_in_and_sees_her_date(page, clinic, code, secret)
        with looking(as_="Ana", **way) as desk:
            desk.goto(f"{clinic}/cases/people/{person.pk}/card/")
            send(desk, action="/end/")
        page.goto(f"{clinic}/cases/mine/")
        assert page.url == f"{clinic}/"


def interview_stopped_after_the_paper(page, clinic, name, hearing_on):
    page.goto(f"{clinic}/line/people/")
    page.fill('[name="called"]', name)
    page.select_option('select[name="language"]', "spa")
    send(page)
    visit = person_called(name).visits.get()
    page.goto(f"{clinic}/line/")
    send(page, action=f"/line/{visit.pk}/taking/", button="button")
    page.goto(f"{clinic}/cases/people/{visit.person_id}/interview/")
    send(page)
    assert "/opening/" in page.url
    press(page, 'main button[name="answer"][value="go_on"]')
    case = visit.person.cases.get()
    page.goto(f"{clinic}/cases/{case.pk}/interview/reach/")
    page.fill('[name="email"]', f"{name.lower()}@example.org")
    send(page)
    page.goto(f"{clinic}/cases/{case.pk}/interview/paper/")
    page.fill('[name="a_number"]', "A12")  # a slip of the pen: nothing typed may be lost
    write_date(page, "court_when", hearing_on, "09:30")
    send(page, button='button[name="enough"]')
    assert page.locator('[aria-invalid="true"]').count()
    assert page.input_value('[name="court_when_year"]') == str(hearing_on.year)
    page.fill('[name="a_number"]', "A000-000-077")
    send(page, button='button[name="enough"]')
    assert f"/line/{visit.pk}/end/" in page.url
    send(page)


def is_told(person):
    sweep()
    told = Message.objects.filter(topic="event", recipient=f"person:{person.pk}")
    assert [(message.lead, message.channel) for message in told] == [("7d", "email")]


def card_made(page, clinic, person):
    page.goto(f"{clinic}/cases/people/{person.pk}/card/")
    send(page)
    code, secret = page.locator(".slip__word").all_inner_texts()[:2]
    send(page, action="/given/", button="button")
    return code, secret


def somebody_is_asked(page, clinic, case):
    """Carmen asks a volunteer who goes nowhere yet; returns the trip and what the volunteer is called."""
    moment = reading.next_dates(case)["court"].moment
    page.goto(f"{clinic}/trips/")
    send(page, action=f"/trips/appointments/{moment.pk}/company/", button="button")
    trip = moment.trip
    volunteer = User.objects.with_role(Role.ACCOMPANIER).exclude(
        asks__withdrawn_at__isnull=True, asks__isnull=False
    )[0]
    page.goto(f"{clinic}/trips/{trip.pk}/")
    press(page, f'button[name="volunteer"][value="{volunteer.pk}"]')
    assert Ask.objects.filter(trip=trip, volunteer=volunteer).exists()
    return trip, volunteer.called


def goes_along_and_reports(page, clinic, trip, person):
    ask = Ask.objects.get(trip=trip)
    page.goto(f"{clinic}/trips/mine/")
    send(page, action=f"/asks/{ask.pk}/answer/", button='button[value="yes"]')
    briefing_is_closed = page.goto(f"{clinic}/trips/{trip.pk}/briefing/").status == 404
    assert briefing_is_closed  # it opens five days before
    brought_nearer(trip)
    page.goto(f"{clinic}/trips/{trip.pk}/briefing/")
    told = page.content()
    assert person.called in told and "000-077" not in told
    page.goto(f"{clinic}/trips/{trip.pk}/day/")
    for kind in ("met", "in", "out"):
        press(page, f'button[value="{kind}"]')
    page.goto(f"{clinic}/trips/{trip.pk}/report/{person.pk}/")
    next_on = timezone.localdate() + timedelta(days=60)
    page.fill('[name="seen"]', "The officer asked for a paper and gave a new date.")
    page.locator('label:has([name="outcome"]), [name="outcome"]').first.click()
    page.fill('[name="next_on"]', next_on.isoformat())
    send(page)
    return next_on


def brought_nearer(trip):
    """The court moves the date to today, Luis says yes again: the day of the outing has come."""
    forget()
    carmen = next(user for user in User.objects.all() if user.called == "Carmen")
    soon = (timezone.localtime() + timedelta(minutes=30)).replace(second=0, microsecond=0)
    timeline.move_moment(
        trip.moment,
        by=carmen,
        local_date=soon.date(),
        local_time=soon.time(),
        place=trip.moment.place,
        source="court_line",
    )
    trips.follow_all()
    ask = Ask.objects.standing().get(trip=trip)
    trips.answer(ask, "yes", by=ask.volunteer)


def signs_in_and_sees_her_date(page, clinic, code, secret):
    page.goto(f"{clinic}/card/")
    page.fill('[name="code"]', code)
    page.fill('[name="secret"]', secret)
    send(page)
    assert page.url == f"{clinic}/cases/mine/"
    assert page.locator(".date-card").count() == 3
