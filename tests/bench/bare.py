"""What the outbox is held against: `python -m tests.bench.bare COUNT` sends over one open connection by smtplib alone; `remind`
is one Celery task with send_mail for each reminder."""

import os
import smtplib
import ssl
import sys
from urllib.parse import urlsplit

from celery import Celery

app = Celery("bare", broker=os.environ["REDIS_URL"])
app.conf.update(task_ignore_result=True, worker_hijack_root_logger=False)

TO, SUBJECT = "rosa@example.org", "A note for Tuesday"
BODY = "Please remember Tuesday."


@app.task
def remind(number):
    from django.core.mail import send_mail

    send_mail(SUBJECT, BODY, None, [TO])


def _loop(count):
    where = urlsplit(os.environ["EMAIL_URL"])
    letter = f"From: hello@example.org\r\nTo: {TO}\r\nSubject: {SUBJECT}\r\n\r\n{BODY}\r\n"
    with smtplib.SMTP(where.hostname, where.port) as server:
        server.starttls(context=ssl.create_default_context())
        server.login(where.username, where.password)
        for _letter in range(count):
            server.sendmail("hello@example.org", [TO], letter)


if __name__ == "__main__":
    _loop(int(sys.argv[1]))
else:
    import django

    django.setup()
