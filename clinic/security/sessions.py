"""Sessions in the database whose contents are sealed: allauth puts an e-mail address or a phone into them."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from clinic.vault.crypto import SealBroken
from clinic.vault.drafts import open_draft, seal_draft


class SessionStore(DatabaseStore):
    def encode(self, session_dict):
        return seal_draft(session_dict, "session", label="session").hex()

    def decode(self, session_data):
        try:
            return open_draft(bytes.fromhex(session_data), "session", label="session")
        except (ValueError, SealBroken):
            return {}
