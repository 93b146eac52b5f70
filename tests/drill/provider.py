"""Text messages: the provider says 429, takes a message and answers 500 or nothing, and reports twice, out of order, forged."""

import random

from django.conf import settings
from django.test import Client, override_settings
from twilio.request_validator import RequestValidator

from clinic.outbox import switches
from clinic.outbox.models import Channel, Message, State
from tests.clinic.outbox.text_office import TextOffice

from . import outbox
from .senders import Senders

TROUBLES = (429, 503, "500 after taking it", "cut after taking it", "nonsense")
TWILIO = {"account": "AC1", "secret": "secret", "number": "+12125550100"}


def run(table):
    count, rng = outbox.how_many(1_500), random.Random(7)
    office = TextOffice()
    office.troubles = [rng.choice(TROUBLES) if rng.random() < 0.4 else None for _text in range(count)]
    senders = Senders(TWILIO_URL=office.url)
    try:
        person = outbox.rosa()
        switches.switch(Channel.SMS, on=True, by=None)
        outbox.due(count, person, channel=Channel.SMS)
        for _worker in range(4):
            senders.start()
        outbox.until_all_is_told()
        with override_settings(TWILIO={**settings.TWILIO, **TWILIO}):
            believed = _reports(rng, office)
        outbox.judge(table, "text messages", outbox.of_texts(office), most_doubled=0)
        table.add("text messages: forged reports believed", believed, "0", believed == 0)
        arrived = Message.objects.filter(state=State.DELIVERED).count()
        table.add("text messages: reported as arrived", arrived, f"{count}", arrived == count)
        outbox.still_sends(table, "text messages", person, Channel.SMS)
    finally:
        senders.close()
        office.close()


def _reports(rng, office):
    """Each message's reports, each twice, in any order, with forged ones among them. How many of those were believed."""
    reports = [(text, status) for text in office.taken for status in ("sent", "delivered") * 2]
    rng.shuffle(reports)
    believed = 0
    for text, status in reports:
        _post(text, status)
        if rng.random() < 0.1:
            believed += _post(text, "failed", signed=False) != 404
    return believed


def _post(text, status, *, signed=True):
    words = {"MessageSid": text["sid"], "MessageStatus": status}
    signature = RequestValidator("secret").compute_signature(text["callback"], words) if signed else "forged"
    path = text["callback"].removeprefix(settings.CLINIC_URL)
    browser = Client(headers={"Host": "localhost", "X-Twilio-Signature": signature})
    return browser.post(path, words).status_code
