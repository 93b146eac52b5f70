"""What a visit's codes are called on the paper a person takes home (settings.HOOKS)."""

from .models import Reason

WORDS = {
    "clinic.Visit.reasons": lambda reasons: " · ".join(
        str(dict(Reason.choices).get(one, one)) for one in reasons
    )
}
