"""A post office that misbehaves in every way SMTP knows: which, says the address."""

import asyncio
from collections import Counter

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.clinic.outbox.post_office import PostOffice

from . import outbox
from .senders import Senders

AT_RCPT = {"421": "421 Too many", "451": "451 Come back later", "550": "550 Nobody here"}
CUTS = ("cutbefore", "cutafter", "drip")
SCENARIOS = ("plain", "plain", "plain", "421", "451", "550", *CUTS)


class _Desk(SMTP):
    async def smtp_DATA(self, arg):
        if getattr(self.envelope, "scenario", "") == "cutbefore":
            await self.push("354 Go on")
            return self.transport.abort()
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self):
        return _Desk(self.handler, **self.SMTP_kwargs)


class Office(PostOffice):
    """Misbehaves once for each letter; what is closed for good stays closed."""

    desks = _Controller

    def __init__(self):
        super().__init__()
        self.tries = Counter()
        self.url = f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        scenario = address.partition(".")[0]
        self.tries[address] += 1
        envelope.scenario = scenario if self.tries[address] == 1 or scenario == "550" else "plain"
        return AT_RCPT.get(envelope.scenario, "250 OK")

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if envelope.scenario == "cutafter":
            server.transport.abort()
        if envelope.scenario == "drip":
            for _byte in range(20):
                server.transport.write(b"2")
                await asyncio.sleep(0.5)
        return answer


def run(table):
    count = outbox.how_many(900)
    office = Office()
    office.open()
    senders = Senders(EMAIL_URL=office.url)
    try:
        person = outbox.rosa()
        outbox.due(count, person, scenarios=SCENARIOS)
        for _worker in range(4):
            senders.start()
        outbox.until_all_is_told()
        cuts = count * len(CUTS) // len(SCENARIOS) + len(CUTS)
        outbox.judge(table, "post office", outbox.of_mail(office), most_doubled=cuts, never=["550"])
        outbox.still_sends(table, "post office", person)
    finally:
        senders.close()
        office.close()
