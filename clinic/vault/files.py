"""Files sealed in pieces with their holder's key, in whatever storage the settings name."""

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from . import crypto, holders


def keep(holder_id, content):
    """Seals bytes under a new random name; returns the file's id (UUID)."""
    file_id = uuid.uuid4()
    sealed = b"".join(crypto.seal_stream(holders.key_of(holder_id), [content], _bound_to(holder_id, file_id)))
    storages["sealed"].save(_name(file_id), ContentFile(sealed))
    return file_id


def read(holder_id, file_id):
    """The file's bytes. Raises SealBroken where it was changed, Erased where the holder was erased, FileNotFoundError."""
    key = holders.key_of(holder_id)
    with storages["sealed"].open(_name(file_id)) as file:
        content = b"".join(crypto.open_stream(key, file, _bound_to(holder_id, file_id)))
    holders.opened().add(("file", str(file_id), "content", holder_id))
    return content


def remove(file_id):
    storages["sealed"].delete(_name(file_id))


def _name(file_id):
    return f"{str(file_id)[:2]}/{file_id}"


def _bound_to(holder_id, file_id):
    return f"file|{file_id}|{holder_id}"
