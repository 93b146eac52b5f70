"""Re-exports, so that Django finds the models. Nothing of ours imports them from here."""

from cases.casefile.models import *  # noqa: F403 - re-export
from cases.court_day.models import *  # noqa: F403 - re-export
from cases.documents.models import *  # noqa: F403 - re-export
from cases.intake.models import *  # noqa: F403 - re-export
from cases.plans.models import *  # noqa: F403 - re-export
from cases.reminders.models import *  # noqa: F403 - re-export
from cases.rotation.models import *  # noqa: F403 - re-export
from cases.timeline.models import *  # noqa: F403 - re-export
