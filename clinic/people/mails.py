"""Mails about signing in: few plain words, nothing about whom the clinic helps."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def invite(invitation, link):
    """True if the mail left. Otherwise the link is handed over by whoever made it."""
    with translation.override(invitation.language):
        subject = _account()
        body = "\n\n".join(
            [
                _("You are asked to join. This link works once, for 72 hours:"),
                link,
                _("If you did not expect this, you can leave it. Nothing happens."),
            ]
        )
    return _send(subject, body, invitation.email)


def new_password(email, link):
    """Somebody asked for a new password: the same subject and nearly the same words whether the address is known."""
    asked = _("Somebody asked for a new password with your address.")
    end = _("If this was not you, leave it: nothing changes.")
    if link:
        words = [asked, _("To choose one, open this link:"), link, end]
    else:
        words = [asked, _("There is no account with it here."), end]
    _send(_account(), "\n\n".join(words), email)


def tell_new_browser(user):
    with translation.override(user.language):
        _tell(user, _("Somebody signed in with your account on a browser we have not seen before."))


def tell_change(user):
    with translation.override(user.language):
        _tell(user, _("How you sign in was changed: your password, or your second step."))


def _tell(user, what):
    if not user.email:
        return
    last = _(
        "If this was you, all is well. If not, call your coordinator now: they can end all your sessions."
    )
    _send(_account(), f"{what}\n\n{last}", user.email)


def _account():
    return _("Your account at %(clinic)s") % {"clinic": settings.CLINIC_NAME}


def _send(subject, body, to):
    try:
        EmailMessage(subject, body, to=[to]).send()
    except (OSError, SMTPException):
        log.warning("A mail about signing in could not be sent.")
        return False
    return True
