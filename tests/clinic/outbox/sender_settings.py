"""Settings of a sender that is a process of its own: the slice above it is the one in conftest."""

from clinic.settings import *  # noqa: F403
from clinic.settings import HOOKS

HOOKS = HOOKS | {
    "wanted_messages": ["tests.clinic.outbox.conftest.wants"],
    "render_message": {"note": "tests.clinic.outbox.conftest.say"},
}
