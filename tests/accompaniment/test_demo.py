"""The demo fills an empty clinic once, with people whose reminders are due, and the database does not tell who they are."""

import re

import psycopg
import pytest
from django.core import mail
from django.utils import timezone

from accompaniment import demo
from accompaniment.trips.models import Trip
from cases.casefile.models import Case
from cases.plans.handouts import stale_handouts
from cases.plans.reviews import waiting
from clinic.days.line import tonight
from clinic.outbox.delivery import send_due
from clinic.outbox.models import Message, State, Task
from clinic.outbox.sweep import sweep
from clinic.people.models import Contact, Person, TrustedPerson, User
from tests import real_servers

pytestmark = pytest.mark.django_db


def called(name):
    return next(user for user in User.objects.all() if user.called == name)


def people():
    return {person.called for person in Person.objects.all()}


def test_mail_leaves_for_exactly_what_is_due_once_each(demo_people_here):
    for _round in range(3):
        sweep()
        send_due()

    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "ibrahim@example.org",  # his check-in is tomorrow
        "jorge@example.org",  # goes along with Rosa
        "luis@example.org",  # goes along today
        "luis@example.org",  # goes along with Rosa
        "noor@example.org",  # is asked to go along
        "pat@example.org",  # goes along today
        "rosa@example.org",  # a step of her plan is due
        "rosa@example.org",  # her hearing is in seven days
        "rosa@example.org",  # two go along to it
    ]
    assert not Message.objects.exclude(state=State.SENT).exists()


def test_nothing_that_leaves_names_anybody_or_tells_what_it_is_about(demo_people_here):
    sweep()
    send_due()

    said = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
    assert not [name for name in people() if name in said]
    assert not [word for word in ("ICE", "court", "corte", "hearing", "audiencia", "A000") if word in said]


def test_tonights_line_has_each_reason_and_somebody_without_one(demo_people_here):
    line = tonight(called("Ana"))

    reasons = {place.person.called: place.reasons for place in line.urgent}
    assert reasons == {
        "Rosa": ["soon"],
        "Ibrahim": ["soon", "summons"],
        "Blessing": ["decision", "no_date"],
        "Mamadou": ["no_date"],
        "Tatiana": ["order"],
        "Marisol": ["held"],
    }
    assert [place.person.called for place in line.waiting] == ["Wen"]
    assert [place.person.called for place in line.handed] == ["Gulnora"]
    assert [place.person.called for place in line.at_tables] == ["Juana"]


def test_there_are_trips_with_nobody_one_and_two_and_one_whom_to_call_is_open(demo_people_here):
    going = sorted(trip.asks.going().count() for trip in Trip.objects.all())

    assert going == [0, 0, 0, 1, 2, 2]
    assert (
        Trip.objects.filter(moment__local_date=timezone.localdate(), confirmed_at__isnull=False).count() == 1
    )


def test_one_option_waits_one_paper_is_old_and_the_desk_has_its_tasks(demo_people_here):
    sweep()

    waits = [(one.case.person.called, len(one.options)) for one in waiting(called("Mei"))]
    stale = [handout.case.person.called for handout in stale_handouts(Case.objects.all())]

    assert (waits, stale) == ([("Rosa", 1)], ["Lucía"])
    assert Task.objects.filter(kind="first_notice").count() >= 3


def test_the_pages_open_for_those_they_are_for(demo_people_here, at):
    pages = {
        "Carmen": ["/desk/", "/trips/", "/desk/told/", "/trips/sunday/"],
        "Ana": ["/line/"],
        "Luis": ["/trips/mine/"],
    }

    for name, urls in pages.items():
        browser = at(called(name))
        assert [browser.get(url).status_code for url in urls] == [200] * len(urls)


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_the_database_has_nobody_in_it():
    demo.fill()
    sweep()
    send_due()
    secrets = people() | {person.full_name for person in Person.objects.all()} - {""}
    secrets |= {person.a_number for person in Person.objects.all()} - {""}
    secrets |= {shown for row in Contact.objects.all() for shown in (row.value, row.value[-7:])}
    secrets |= {shown for row in TrustedPerson.objects.all() for shown in (row.name, row.phone[-7:])}
    secrets |= {"Example Legal Aid", "Honduras", "hermana", "abogado", "appeal."}

    dump = _dump()

    assert len(dump) > 100_000
    assert [secret for secret in secrets if re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", dump)] == []


def _dump():
    """Every row of every table as text, as pg_dump writes it."""
    text = []
    with psycopg.connect(real_servers.ADMIN_URL, dbname=real_servers.DATABASE) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
                text += [bytes(piece).decode() for piece in copy]
    return "".join(text)
