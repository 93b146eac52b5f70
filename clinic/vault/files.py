"""Files sealed in pieces with their holder's key, in whatever storage the settings name."""

import uuid

from django.core.files.base import File
from django.core.files.storage import storages

from . import crypto, holders


def keep(holder_id, content):
    """Seals bytes, or an iterable of them, under a new random name; returns the file's id (UUID)."""
    file_id = uuid.uuid4()
    chunks = [content] if isinstance(content, bytes | memoryview) else content
    sealed = crypto.seal_stream(holders.key_of(holder_id), chunks, _bound_to(holder_id, file_id))
    storages["sealed"].save(_name(file_id), _Pieces(sealed))
    return file_id


def read(holder_id, file_id):
    """The file's bytes. Raises SealBroken where it was changed, Erased where the holder was erased, FileNotFoundError."""
    key = holders.key_of(holder_id)
    with storages["sealed"].open(_name(file_id)) as file:
        try:
            content = b"".join(crypto.open_stream(key, file, _bound_to(holder_id, file_id)))
        except crypto.SealBroken:
            holders.broken().add(("file", str(file_id), "content", holder_id))
            raise
    holders.opened().add(("file", str(file_id), "content", holder_id))
    return content


def remove(file_id):
    storages["sealed"].delete(_name(file_id))


class _Pieces(File):
    """What a storage takes, sealed piece by piece while it is written: a large file is never in memory twice."""

    def __init__(self, pieces):
        super().__init__(None, name="sealed")
        self.pieces = pieces

    def chunks(self, chunk_size=None):
        return self.pieces


def _name(file_id):
    return f"{str(file_id)[:2]}/{file_id}"


def _bound_to(holder_id, file_id):
    return f"file|{file_id}|{holder_id}"
