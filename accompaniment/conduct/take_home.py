"""What a report's codes are called on the paper a person takes home (settings.HOOKS)."""

from .models import Outcome

WORDS = {"accompaniment.Report.outcome": lambda value: dict(Outcome.choices).get(value, value)}
