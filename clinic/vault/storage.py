"""Where sealed files lie. A paper that somebody handed over must not be gone after a power cut."""

import os

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """A file is on the disk, and so is its name, before it counts as kept."""

    def _save(self, name, content):
        kept = super()._save(name, content)
        path = self.path(kept)
        for place in (path, os.path.dirname(path)):
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return kept
