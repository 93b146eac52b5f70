"""What allauth asks of us: nobody signs up by themselves, second-factor secrets are sealed, mails are plain."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext as _

from clinic.vault.drafts import open_draft, seal_draft

from . import mails
from .fresh import is_fresh


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def is_reauthentication_required(self, *, app):
        return not is_fresh(context.request)

    def send_mail(self, template_prefix, email, context):
        """The two letters of a forgotten password, in our words; no other letter leaves this way."""
        mails.new_password(email, context.get("password_reset_url"))

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """allauth's own letters name the address and the browser somebody came from; ours do not."""
        mails.tell_change(user)


class MFAAdapter(DefaultMFAAdapter):
    """allauth stores TOTP seeds and recovery codes through these two; its own versions do nothing."""

    def encrypt(self, text):
        return seal_draft(text, "mfa", label="mfa").hex()

    def decrypt(self, encrypted_text):
        return open_draft(bytes.fromhex(encrypted_text), "mfa", label="mfa")

    def generate_authenticator_name(self, user, type):
        return _("Passkey")

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": settings.CLINIC_NAME}
