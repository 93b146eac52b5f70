"""Re-exports, so that Django finds the models. Nothing of ours imports them from here."""

from clinic.days.models import *  # noqa: F403 - re-export
from clinic.outbox.models import *  # noqa: F403 - re-export
from clinic.people.models import *  # noqa: F403 - re-export
from clinic.places.models import *  # noqa: F403 - re-export
from clinic.security.models import *  # noqa: F403 - re-export
from clinic.vault.models import *  # noqa: F403 - re-export
