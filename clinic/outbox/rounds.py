"""One round of sending, as Celery's task and `manage.py runoutbox` do it."""

from . import delivery, restored


def send(**options):
    """`options` as for send_due; returns how many rows were worked on."""
    restored.look()
    worked = delivery.send_due(**options)
    restored.leave_mark()
    return worked
