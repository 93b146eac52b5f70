from . import services
from .contents import ENDINGS
from .models import KeptCopy


def files_of(person):
    """(settings.HOOKS) The copies the person said yes to, under neutral names."""
    for copy in KeptCopy.objects.filter(holder_id=person.holder_id).order_by("said_yes_at"):
        yield f"copy.{ENDINGS[copy.media_type]}", services.read_copy(copy)
