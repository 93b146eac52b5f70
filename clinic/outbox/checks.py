"""What `manage.py check` and the start say of settings that would leave us without word of our letters."""

import logging

from django.conf import settings
from django.core.checks import Warning

log = logging.getLogger(__name__)
NOTHING_IS_HEARD = (
    "EMAIL_PROVIDER is set and ANYMAIL_WEBHOOK_SECRET is not, so nothing the mail provider reports is heard: "
    "please set it (name:password), here and at the provider."
)


def mail_reports_are_heard(app_configs=None, **more):
    """A report is only believed from whoever brings the secret; without one the address does not answer at all."""
    if settings.EMAIL_PROVIDER and not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return [Warning(NOTHING_IS_HEARD, id="clinic.W001")]
    return []


def say_what_is_missing(**signal):
    """At the start of what serves or sends: one sentence for the log; what can be sent is sent all the same."""
    for found in mail_reports_are_heard():
        log.warning(found.msg)
