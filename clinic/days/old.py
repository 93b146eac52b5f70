"""Rows of clinic nights whose time is over: (now, held) -> the rows to delete. See clinic/people/retention.yaml."""

from datetime import timedelta

from .models import TablePass


def table_passes(now, held):
    return TablePass.objects.filter(ends_at__lte=now - timedelta(days=90))
