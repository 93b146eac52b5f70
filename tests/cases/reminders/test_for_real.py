"""The people of the demo, one round of the outbox, and a real SMTP server."""

from io import StringIO

import pytest
from django.core.management import call_command

from clinic.outbox import texts
from clinic.outbox.models import Message, State
from clinic.people.models import Person
from tests.clinic.outbox.post_office import PostOffice


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    office.open()
    settings.EMAIL_BACKEND = "clinic.outbox.channels.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    yield office
    office.close()


def round_of_the_outbox():
    call_command("runoutbox", once=True, stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_exactly_what_is_due_arrives_once_each_in_neutral_words(post_office):
    call_command("demo_people", stdout=StringIO())
    for _again in range(3):
        round_of_the_outbox()

    mails = post_office.mails
    left = Message.objects.filter(state=State.SENT, channel="email")
    assert {mail["Message-ID"] for mail in mails} == {
        f"<{pk}@example.org>" for pk in left.values_list("pk", flat=True)
    }
    assert len(mails) == left.count()
    assert not Message.objects.exclude(state=State.SENT).exists()
    to_people = left.filter(recipient__startswith="person:")
    assert sorted(to_people.values_list("topic", "lead")) == [
        ("company", "confirmed"),
        ("event", "1d"),
        ("event", "7d"),
        ("step", "7d"),
    ]
    names = {person.called for person in Person.objects.all()}
    for mail in mails:
        said = f"{mail['Subject']} {mail.get_content()}"
        assert texts.tells_too_much(said) == []
        assert not [one for one in names if one in said]
