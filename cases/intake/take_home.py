"""What the interview's codes are called on the paper a person takes home (settings.HOOKS)."""

from .forms import HereForm

WORDS = {
    "cases.Case.here_for": lambda value: dict(HereForm.base_fields["here_for"].choices).get(value, value),
}
