"""A real SMTP server that counts what it takes, and misbehaves for addresses that say how: 451@…, 550@…, cut@…"""

import email
import time
from email.policy import default

from aiosmtpd.controller import Controller

from clinic.launch.servers import free_port


class PostOffice:
    desks = Controller

    def __init__(self):
        self.mails, self.taken_for, self.slow, self.mended = [], [], 0, False
        self.port = free_port()
        self.controller = self.desks(self, hostname="127.0.0.1", port=self.port)

    def open(self):
        self.controller.start()

    def close(self):
        self.controller.stop()

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        scenario = "" if self.mended else address.partition("@")[0]
        return {"451": "451 Come back later", "550": "550 Nobody here"}.get(scenario, "250 OK")

    async def handle_DATA(self, server, session, envelope):
        time.sleep(self.slow)
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        self.taken_for.append(self.mails[-1]["To"])
        if envelope.rcpt_tos[0].startswith("cut@") and not self.mended:
            server.transport.abort()  # it was taken, and the sender never hears of it
        return "250 Kept"
