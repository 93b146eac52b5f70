"""An SMTP connection that knows whether it may have given a letter away, and that nobody can hold up for ever."""

import io
import smtplib
from time import monotonic

from django.conf import settings
from django.core.mail.backends import smtp

END_OF_LETTER = b"\r\n.\r\n"


class Careful:
    """`may_have_left`: the final dot went out, so the server may have taken the letter, whatever it answers. The limit of
    time is for a whole letter: a server that drips one byte now and then would outlive our lease."""

    def __init__(self, *args, **options):
        self.begin_letter()
        super().__init__(*args, **options)

    def begin_letter(self):
        self.may_have_left, self.ends_at = False, monotonic() + settings.EMAIL_TIMEOUT

    def send(self, s):
        if self.sock:
            self.sock.settimeout(self.seconds_left())
        self.may_have_left = self.may_have_left or s[-len(END_OF_LETTER) :] in (
            END_OF_LETTER,
            END_OF_LETTER.decode(),
        )
        super().send(s)

    def getreply(self):
        if self.file is None:
            self.file = io.BufferedReader(_Answers(self))
        return super().getreply()

    def seconds_left(self):
        return max(0.01, self.ends_at - monotonic())


class _Answers(io.RawIOBase):
    def __init__(self, server):
        self.server = server

    def readable(self):
        return True

    def readinto(self, buffer):
        self.server.sock.settimeout(self.server.seconds_left())
        return self.server.sock.recv_into(buffer)


class InTheClear(Careful, smtplib.SMTP):
    pass


class Encrypted(Careful, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self):
        return Encrypted if self.use_ssl else InTheClear
