from clinic.resources.catalogue import resources

from . import handouts
from .catalogue import entries
from .models import Handout


def files_of(person):
    """(settings.HOOKS) Both sheets of every paper handed over, as they were printed."""
    for handout in Handout.objects.filter(holder_id=person.holder_id).order_by("number"):
        for which in handouts.SHEETS:
            yield f"{which}.pdf", handouts.read_sheet(handout, which)


def entry(value):
    """The name of a step, an option or a place that can help."""
    known = entries().get(value) or resources().get(value)
    if known is None:
        return value
    return getattr(known.words(), "step", "") or known.words().name


WORDS = {"cases.Item.catalogue_id": entry}  # (settings.HOOKS)
