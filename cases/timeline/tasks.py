import logging

from celery import shared_task

from cases.casefile.models import Case
from clinic.vault import holders

from . import services

log = logging.getLogger(__name__)


@shared_task
def compute_again():
    """Counts every open case's deadlines again, for a new day or a rule that changed; one transaction each, so that a case
    that cannot be counted keeps no other from being counted."""
    for case in Case.objects.open().iterator(chunk_size=200):
        try:
            services.recompute(case)
        except Exception:
            log.exception("The deadlines of case %s could not be counted.", case.pk)
        holders.forget()
