"""Re-exports, so that Django finds the models. Nothing of ours imports them from here."""

from accompaniment.conduct.models import *  # noqa: F403 - re-export
from accompaniment.outing.models import *  # noqa: F403 - re-export
from accompaniment.roster.models import *  # noqa: F403 - re-export
from accompaniment.trips.models import *  # noqa: F403 - re-export
