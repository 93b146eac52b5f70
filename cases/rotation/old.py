"""Turns that are over (clinic/people/retention.yaml)."""

from datetime import timedelta

from .models import Turn


def turns(now, held):
    """A day after they ended."""
    return held.spare(Turn.objects.filter(ends_at__lte=now - timedelta(days=1)), "case__person")
