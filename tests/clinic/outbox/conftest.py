import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.outbox.models import Channel, Message
from clinic.outbox.wanted import Letter, NotNow, NoWay

from .post_office import PostOffice

SAID = {}  # message id or recipient → what a slice above says of it in the instant of sending


def say(message):
    said = SAID.get(message.recipient, "rosa@example.org")
    if isinstance(said, BaseException):
        raise said
    if said == "with a template":
        weekday = SAID.get(message.about, "martes")
        filled = {"weekday": weekday, "date": "8 de diciembre", "clinic_phone": "212-555-0100"}
        return Letter("+12125550142", "", "Recuerde.", language="es", key="seven_days", variables=filled)
    body = "Please remember Tuesday." + (" You may get this twice." if message.may_repeat else "")
    return Letter(to=said, subject="A note for Tuesday", body=body, language="en")


def wants(now):
    return SAID.get("wanted", [])


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    office.open()
    settings.EMAIL_BACKEND = "clinic.outbox.channels.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    yield office
    office.close()


@pytest.fixture(autouse=True)
def slice_above(settings):
    """A slice that wants what SAID["wanted"] lists, and says what SAID holds for a recipient."""
    settings.HOOKS = {
        **settings.HOOKS,
        "wanted_messages": [f"{__name__}.wants"],
        "render_message": {"note": f"{__name__}.say"},
    }
    yield SAID
    SAID.clear()


@pytest.fixture
def waiting(rosa):
    """waiting(): a row of the outbox for Rosa, due now. waiting(to="550@example.org"): to this address."""

    def make(to=None, **columns):
        now = timezone.now()
        hours = {"due_at": now, "next_at": now - timedelta(seconds=1), "not_after": now + timedelta(days=1)}
        row = {"topic": "note", "lead": "7d", "about": uuid.uuid4(), "channel": Channel.EMAIL}
        message = Message.objects.create(**{**row, "recipient": f"person:{rosa.pk}", **hours, **columns})
        if to is not None:
            SAID[message.recipient] = to
        return message

    return make


not_now, no_way = NotNow("called off"), NoWay("no way to reach")
