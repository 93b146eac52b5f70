"""The coordinator's desk: panels that other slices bring, rendered in one request."""

from clinic.hooks import hooks
from clinic.panels import Panel

__all__ = ["Panel", "panels"]


def panels(request):
    """Every panel that has something to say, most pressing first."""
    brought = [panel for bring in hooks("desk_panels") for panel in bring(request)]
    return sorted(brought, key=lambda panel: panel.order)
