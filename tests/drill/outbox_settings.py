"""Settings of the senders in a drill, which are processes of their own: real outbox, our own post office and text office, and
a slice above whose letters say by themselves which row they are of."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

from clinic.settings import *  # noqa: F403
from clinic.settings import HOOKS, TWILIO

HOOKS = HOOKS | {
    "wanted_messages": ["tests.drill.letters.wants"],
    "render_message": {"note": "tests.drill.letters.say"},
}
EMAIL_BACKEND = "clinic.outbox.channels.smtp.EmailBackend"
EMAIL_TIMEOUT = 5
TWILIO = TWILIO | {"account": "AC1", "secret": "secret", "number": "+12125550100"}
CELERY_BEAT_SCHEDULE = {
    "sweep what is due": {"task": "clinic.outbox.tasks.sweep", "schedule": 1.0, "options": {"expires": 60}},
    "send what waits": {"task": "clinic.outbox.tasks.send", "schedule": 0.5, "options": {"expires": 30}},
}

if hours := float(os.environ.get("DRILL_CLOCK_HOURS", "0")):  # this machine's clock is wrong
    time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True).start()
