"""The one module that touches cryptographic primitives. Everything else asks it to seal, open, index or digest.

Sealed value   = 0x01 | nonce(12) | AES-256-GCM(key, pad(plain), associated data)
Sealed stream  = 0x01 | prefix(7), then per 64 KiB chunk: length(4) | AES-256-GCM(nonce = prefix | counter(4) | last(1))
"""

import hashlib
import hmac
import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NONCE = 12
CHUNK = 64 * 1024


class SealBroken(Exception):
    """What is stored was changed, moved, cut short, or sealed with another key. Never shows what was inside."""


def new_key():
    return os.urandom(32)


def derive(secret, label):
    """A separate 32-byte key for each use of the same secret."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=label.encode()).derive(secret)


def seal(key, plain, bound_to):
    """Seals bytes; `bound_to` (text) must be said again, to the letter, to open them."""
    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, _pad(plain), bound_to.encode())


def open_sealed(key, sealed, bound_to):
    return opener(key)(sealed, bound_to)


def opener(key):
    """`open_sealed` for many values of one key, without setting the cipher up for each."""
    cipher = AESGCM(key)

    def open_one(sealed, bound_to):
        sealed = bytes(sealed)
        if sealed[:1] != VERSION or len(sealed) < 1 + NONCE + 16:
            raise SealBroken
        try:
            return _unpad(cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], bound_to.encode()))
        except InvalidTag:
            raise SealBroken from None

    return open_one


def seal_stream(key, chunks, bound_to):
    """Yields sealed pieces of a file. `chunks`: iterable of byte strings of any size."""
    prefix, cipher = os.urandom(7), AESGCM(key)
    yield VERSION + prefix
    for counter, (piece, last) in enumerate(_equal_pieces(chunks)):
        nonce = prefix + struct.pack(">IB", counter, last)
        body = cipher.encrypt(nonce, piece, bound_to.encode())
        yield struct.pack(">I", len(body)) + body


def open_stream(key, file, bound_to):
    """Yields the plain pieces; a dropped, swapped or missing last piece raises SealBroken before the end is reached."""
    head, cipher, counter = file.read(8), AESGCM(key), 0
    if len(head) != 8 or head[:1] != VERSION:
        raise SealBroken
    size = file.read(4)
    while size:
        body, following = file.read(_length(size)), file.read(4)
        nonce = head[1:] + struct.pack(">IB", counter, not following)
        try:
            yield cipher.decrypt(nonce, body, bound_to.encode())
        except InvalidTag:
            raise SealBroken from None
        size, counter = following, counter + 1
    if counter == 0:
        raise SealBroken


def blind_index(key, text):
    """32 bytes that are equal for equal texts and tell nothing without the key."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def tag(key, plain):
    """32 bytes that nobody without the key can make for these bytes."""
    return hmac.new(key, plain, hashlib.sha256).digest()


def digest(text):
    """SHA-256 in hex of a long random token, so that the database does not hold the token itself."""
    return hashlib.sha256(text.encode()).hexdigest()


def same(left, right):
    return hmac.compare_digest(left, right)


def _pad(plain):
    """Lengths say little: whole 32-byte steps up to 256, then whole 256-byte steps."""
    size = len(plain) + 1
    step = 32 if size <= 256 else 256
    return plain + b"\x80" + bytes(-size % step)


def _unpad(padded):
    plain, mark, rest = padded.rpartition(b"\x80")
    if not mark or rest.strip(b"\x00"):
        raise SealBroken
    return plain


def _equal_pieces(chunks):
    """Whole pieces of 64 KiB, and the last one marked. A large chunk is looked at in place, never copied at once."""
    held = b""
    for chunk in chunks:
        view, start = memoryview(chunk), 0
        if held:
            start = CHUNK - len(held)
            held += view[:start]
            if len(held) < CHUNK or len(view) <= start:
                continue
            yield held, 0
            held = b""
        while len(view) - start > CHUNK:
            yield view[start : start + CHUNK], 0
            start += CHUNK
        held = bytes(view[start:])
    yield held, 1


def _length(size):
    if len(size) != 4:
        raise SealBroken
    (length,) = struct.unpack(">I", size)
    if not 16 <= length <= CHUNK + 16:
        raise SealBroken
    return length
