"""E-mail: by any SMTP server, or by a provider's own API through django-anymail (EMAIL_PROVIDER)."""

import smtplib
from contextlib import suppress
from threading import local

from anymail.exceptions import AnymailAPIError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from .smtp import EmailBackend
from .way import MayHaveLeft, Refused, TryLater, Way, asked_to_wait, never_connected

DEDUPLICATING = {
    "smtp.resend.com": "Resend-Idempotency-Key"
}  # {SMTP server: the header whose value it takes once}


class Mail(Way):
    """Plain text, no tracking, a stable Message-ID. Plain SMTP cannot be asked what it took. One SMTP connection carries the
    letters of a round."""

    def __init__(self):
        self.kept = local()  # a connection is one thread's alone

    @property
    def is_idempotent(self):
        return not settings.EMAIL_PROVIDER and settings.EMAIL_HOST in DEDUPLICATING

    def send(self, message, letter):
        _refuse_no_address(letter.to)
        mail = _mail(message, letter)
        if not self._goes_over_the_open_one(mail):
            self._send(_opened(), mail)
        return _reference(mail)

    def rest(self):
        connection, self.kept.connection = self._open_one(), None
        if connection:
            with suppress(OSError, smtplib.SMTPException):
                connection.connection.begin_letter()
                connection.close()

    def _open_one(self):
        return getattr(self.kept, "connection", None)

    def _goes_over_the_open_one(self, mail):
        """False where the server has hung up since the letter before: this one did not leave."""
        connection = self._open_one()
        if connection is None:
            return False
        connection.connection.begin_letter()
        try:
            self._send(connection, mail)
        except TryLater as error:
            if _has_hung_up(error.__cause__):
                return False
            raise
        return True

    def _send(self, connection, mail):
        self.kept.connection = None
        try:
            connection.send_messages([mail])
        except Exception as error:
            happened = _what_happened(error, connection)
            with suppress(OSError, smtplib.SMTPException):
                connection.close()
            raise happened from error
        if isinstance(connection, EmailBackend):
            self.kept.connection = connection
        else:
            connection.close()


def _opened():
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater from error
    return connection


def _mail(message, letter):
    headers = {
        "Message-ID": f"<{message.pk}@{settings.MAIL_DOMAIN}>",
        "Auto-Submitted": "auto-generated",
    }
    if key := DEDUPLICATING.get(settings.EMAIL_HOST):
        headers[key] = str(message.pk)
    mail = EmailMessage(letter.subject, letter.body, to=[letter.to], headers=headers)
    mail.metadata = {
        "letter": str(message.pk)
    }  # a provider's report brings it back (reports.LETTER); SMTP sends none
    return mail


def _reference(mail):
    """The provider's own id, so that its webhooks are understood; for plain SMTP our Message-ID. A provider that gives
    none and does not say that it keeps the letter has not taken it."""
    status = getattr(mail, "anymail_status", None)
    if status is None:
        return mail.extra_headers["Message-ID"]
    if status.message_id:
        return str(status.message_id)[:120]
    if not (status.status or set()) & {"sent", "queued"}:
        raise Refused
    return mail.extra_headers["Message-ID"]


def _has_hung_up(error):
    """The connection broke, or it says that it took enough letters (421)."""
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == 421
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == 421 for code, _words in error.recipients.values())
    return isinstance(error, OSError | smtplib.SMTPServerDisconnected)


def _what_happened(error, connection):
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _refusal(code for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPSenderRefused):
        return TryLater()
    if isinstance(error, smtplib.SMTPResponseException):
        return _refusal([error.smtp_code])
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return Refused()
    if isinstance(error, AnymailAPIError):
        return TryLater() if never_connected(error.__cause__) else _by_status(error)
    if isinstance(error, OSError | smtplib.SMTPException):
        return MayHaveLeft() if _may_have_left(connection) else TryLater()
    return error


def _may_have_left(connection):
    server = connection.connection if isinstance(connection, EmailBackend) else None
    return server is None or server.may_have_left


def _by_status(error):
    """What a provider's HTTP answer means. A key that is not taken is ours to mend, so the letter waits. One that took the
    letter and says so in words nobody understands may have it."""
    status, after = error.status_code, asked_to_wait(getattr(error.response, "headers", None))
    if status in (400, 422):
        return Refused()
    if status is not None and 400 <= status < 500:
        return TryLater(after)
    return MayHaveLeft(after)


def _refuse_no_address(address):
    """Django sends nothing to an empty address, and says nothing of it."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused from error


def _refusal(codes):
    return Refused() if all(code >= 500 for code in codes) else TryLater()
