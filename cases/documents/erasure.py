from .models import KeptCopy


def erase_person(person):
    """(settings.HOOKS) The files of kept copies; their rows go with the case."""
    return [copy.file_id for copy in KeptCopy.objects.filter(paper__case__person=person)]
