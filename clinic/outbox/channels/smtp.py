"""An SMTP connection that knows whether it may have given a letter away, and that nobody can hold up for ever."""

import io
import re
import smtplib
from email.header import Header
from email.utils import formatdate, parseaddr
from functools import lru_cache
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

END_OF_LETTER = b"\r\n.\r\n"
LINE_END = re.compile(r"\r\n|\r|\n")
PLAIN_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)
LONGEST_LINE, LONGEST_HEADER = 998, 300  # bytes, letters


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

    def _send(self, mail):
        """A short plain letter is written out here, as Django would and at a tenth of the work; any other by Django."""
        written = as_bytes(mail)
        if written is None:
            return super()._send(mail)
        self.connection.sendmail(parseaddr(mail.from_email)[1], mail.to, written)
        return True


def as_bytes(mail):
    """A plain letter to one address as it goes over the line; None where it is not so simple, a line break in a header too."""
    headers = {"From": mail.from_email, **mail.extra_headers}
    lines = [line.encode() for line in LINE_END.split(mail.body)]
    is_short = all(map(_is_plain, headers.values())) and max(map(len, lines)) <= LONGEST_LINE
    if not (is_short and _is_simple(mail) and mail.subject.isprintable()):
        return None
    headers |= {"Subject": _subject(mail.subject), "To": mail.to[0]}
    headers.setdefault("Date", formatdate(localtime=settings.EMAIL_USE_LOCALTIME))
    headers["MIME-Version"], headers["Content-Type"] = "1.0", 'text/plain; charset="utf-8"'
    headers["Content-Transfer-Encoding"] = "7bit" if mail.body.isascii() else "8bit"
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return head.encode() + b"\r\n" + b"\r\n".join(lines)


def _is_simple(mail):
    is_to_one = len(mail.recipients()) == len(mail.to) == 1 and PLAIN_ADDRESS.fullmatch(mail.to[0])
    is_text = type(mail) is EmailMessage and mail.content_subtype == "plain" and mail.encoding is None
    return (
        is_to_one
        and is_text
        and "Message-ID" in mail.extra_headers
        and not (mail.attachments or mail.reply_to)
    )


def _is_plain(value):
    return value.isascii() and value.isprintable() and len(value) < LONGEST_HEADER


@lru_cache(256)
def _subject(words):
    """Few and neutral, so they may be kept."""
    return Header(words, None if words.isascii() else "utf-8", header_name="Subject").encode(linesep="\r\n")
