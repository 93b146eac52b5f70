"""The ways a letter leaves. A channel sends, or raises which of three things happened; it is never silent."""

import smtplib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from .models import Channel, Task
from .services import add_task, take_back


class Refused(Exception):
    """The channel will never take it: a wrong address, a closed mailbox."""


class TryLater(Exception):
    """It did not leave; the same may go through later."""


class MayHaveLeft(Exception):
    """The answer was lost: nobody can know whether it left. Plain SMTP cannot be asked."""


def send(message, letter, recipient):
    """Sends a Letter by the message's channel; returns the channel's own reference."""
    return CHANNELS[message.channel](message, letter, recipient)


def by_email(message, letter, recipient):
    """Plain text, no tracking, a stable Message-ID; `recipient` is not used: the address is in the letter."""
    _refuse_no_address(letter.to)
    message_id = f"<{message.pk}@{settings.MAIL_DOMAIN}>"
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(letter.subject, letter.body, to=[letter.to], headers=headers)
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater from error
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(code for code, _words in error.recipients.values()) from error
    except smtplib.SMTPSenderRefused as error:
        raise TryLater from error
    except smtplib.SMTPResponseException as error:
        raise _refusal([error.smtp_code]) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MayHaveLeft from error
    finally:
        connection.close()
    return message_id


@transaction.atomic
def by_call(message, letter, recipient):
    """The call list: somebody phones and reads these words. The task is the sending; it takes the place of one for the same
    thing that nobody made yet, so that nobody reads out a former date."""
    whom = message.recipient[-12:]
    occasion = f"{message.moment_version} {message.lead} {whom}"
    former = Task.objects.filter(kind="call", about=message.about, occasion__endswith=f" {whom}")
    take_back(former.exclude(occasion=occasion))
    task = add_task(
        kind="call",
        about=message.about,
        occasion=occasion,
        person=recipient.concerns,
        note=f"{recipient.name}, {letter.to}\n{letter.body}",
        due_on=timezone.localdate(message.not_after),
    )
    return str(task.pk)


CHANNELS = {Channel.EMAIL: by_email, Channel.CALL: by_call}


def _refuse_no_address(address):
    """Django sends nothing to an empty address, and says nothing of it."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused from error


def _refusal(codes):
    return Refused() if all(code >= 500 for code in codes) else TryLater()
