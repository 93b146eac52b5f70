"""A task that fails as a careless one would: its exception quotes what somebody said. Only the scan's workers know it."""

import os

from celery import shared_task


@shared_task(name="tests.scan.fail")
def fail():
    raise ValueError(f"Could not read {os.environ['WORDS_OF_A_TASK']!r}.")
