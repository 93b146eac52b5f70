"""A plain letter is written out by ourselves. It has to be the one Django would have written."""

import email
from email.policy import SMTP

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives

from clinic.outbox.channels.smtp import as_bytes

SENDER = "Clínica <hello@example.org>"
HEADERS = {"Message-ID": "<7@example.org>", "Auto-Submitted": "auto-generated"}


def letter(kind=EmailMessage, **given):
    usual = {
        "subject": "A note",
        "body": "Tuesday.",
        "from_email": "Clinic <hello@example.org>",
        "to": ["rosa@example.org"],
    }
    return kind(**{**usual, "headers": HEADERS, **given})


def read(written):
    """Its headers and its words; of the date, that there is one."""
    mail = email.message_from_bytes(written, policy=SMTP)
    mail.replace_header("Date", "today")
    return sorted(mail.items()), mail.get_content()


@pytest.mark.parametrize(
    "subject",
    ["A note for Tuesday", "Una nota para el miércoles", "long" + " note" * 40, "señal" + " ñu" * 9],
)
@pytest.mark.parametrize("body", ["Tuesday.", "Señora,\r\n.\nel martes", "one\n\n", "", "a\rb"])
def test_it_reads_as_the_one_django_writes(subject, body):
    mail = letter(subject=subject, body=body)
    written = as_bytes(mail)

    assert read(written) == read(mail.message().as_bytes(linesep="\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"") and max(map(len, written.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "odd",
    [
        {"subject": "A note\nBcc: eve@example.org"},
        {"to": ["rosa@example.org\r\nBcc: eve@example.org"]},
        {"to": ["rosa@example.org\n"]},
        {"to": ["Rosa <rosa@example.org>"]},
        {"to": ["rosa@correo-ñandú.example"]},
        {"to": ["rosa@example.org", "eve@example.org"]},
        {"bcc": ["eve@example.org"]},
        {"reply_to": ["eve@example.org"]},
        {"from_email": SENDER},
        {"from_email": "hello@example.org\nBcc: eve@example.org"},
        {"headers": {}},
        {"headers": HEADERS | {"X-Odd": "one\ntwo"}},
        {"body": "x" * 999},
        {"attachments": [("note.txt", "words", "text/plain")]},
        {"kind": EmailMultiAlternatives},
    ],
)
def test_what_is_not_so_simple_is_left_to_django(odd):
    assert as_bytes(letter(**odd)) is None


def test_what_django_writes_still_leaves(post_office, settings):
    settings.DEFAULT_FROM_EMAIL = SENDER

    letter(from_email=None, body="Señora").send()

    assert post_office.taken_for == ["rosa@example.org"]
    assert (post_office.mails[0]["From"], post_office.mails[0].get_content().strip()) == (SENDER, "Señora")
