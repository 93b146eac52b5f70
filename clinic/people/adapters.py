"""What allauth asks of us: nobody signs up by themselves, and second-factor secrets are sealed."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from clinic.vault.drafts import open_draft, seal_draft


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False


class MFAAdapter(DefaultMFAAdapter):
    """allauth stores TOTP seeds and recovery codes through these two; its own versions do nothing."""

    def encrypt(self, text):
        return seal_draft(text, "mfa", label="mfa").hex()

    def decrypt(self, encrypted_text):
        return open_draft(bytes.fromhex(encrypted_text), "mfa", label="mfa")
