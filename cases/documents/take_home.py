from cases.timeline.take_home import day

from . import services
from .contents import ENDINGS
from .kinds import paper_kinds
from .models import KeptCopy


def files_of(person):
    """(settings.HOOKS) The copies the person said yes to, under neutral names."""
    for copy in KeptCopy.objects.filter(holder_id=person.holder_id).order_by("said_yes_at"):
        yield f"copy.{ENDINGS[copy.media_type]}", services.read_copy(copy)


def kind(value):
    known = paper_kinds().get(value)
    return known.words().name if known else value


WORDS = {  # (settings.HOOKS)
    "cases.Paper.kind": kind,
    "cases.Paper.dated": day,
    "cases.Paper.asked_on": day,
}
