"""What a browser keeps in its folder, opened up: databases, LevelDB's tables and logs, what lies packed in its cache."""

import re
import shutil
import sqlite3
import struct
import zlib
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli

GZIP, SIMPLE_CACHE = b"\x1f\x8b\x08", struct.pack("<Q", 0xFCFB6D1BA7725C30)
TABLE_ENDS = struct.pack("<Q", 0xDB4775248B80FB57)
LOG_BLOCK, LOG_HEAD = 32 * 1024, 7


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def opened_up(path):
    """Each thing that lies packed inside this file, as bytes; the file as it is, is searched beside them."""
    content = path.read_bytes()
    if content.startswith(b"SQLite format 3\0"):
        yield from _rows(path)
    elif content.endswith(TABLE_ENDS):
        yield from _table(content)
    elif path.suffix == ".log" and path.parent.name.endswith(("leveldb", "Session Storage")):
        yield _log(content)
    elif content.startswith(SIMPLE_CACHE):
        yield from _cached(content)
    for place in re.finditer(re.escape(GZIP), content):
        yield _inflate(content[place.start() :], zlib.MAX_WBITS | 16)


def _rows(path):
    """Long values are spread over pages of the file; here each is whole. A copy is read, with its write-ahead log."""
    with TemporaryDirectory() as folder:
        for part in path.parent.glob(path.name + "*"):
            shutil.copy(part, folder)
        database = sqlite3.connect(Path(folder) / path.name)
        database.text_factory = bytes
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table.decode()}"'):
                yield b"\n".join(value for value in row if isinstance(value, bytes))
        database.close()


def _table(content):
    """LevelDB's sorted table: an index of blocks, each block packed by Snappy or not."""
    _place, place = _pair(content, len(content) - 48)
    (at, size), _end = _pair(content, place)
    for _key, handle in _entries(_block(content, at, size)):
        where, _rest = _pair(handle, 0)
        yield b"\n".join(key + b" " + value for key, value in _entries(_block(content, *where)))


def _block(content, at, size):
    return snappy(content[at : at + size]) if content[at + size] == 1 else content[at : at + size]


def _entries(block):
    """A key is written without what it shares with the key before."""
    ends = len(block) - 4 - 4 * struct.unpack("<I", block[-4:])[0]
    place, key = 0, b""
    while place < ends:
        shared, place = _number(block, place)
        own, place = _number(block, place)
        size, place = _number(block, place)
        key = key[:shared] + block[place : place + own]
        yield key, block[place + own : place + own + size]
        place += own + size


def _log(content):
    """LevelDB's log without the heads that stand in the middle of long records."""
    found = []
    for begins in range(0, len(content), LOG_BLOCK):
        block, place = content[begins : begins + LOG_BLOCK], 0
        while place + LOG_HEAD <= len(block):
            size = struct.unpack("<H", block[place + 4 : place + 6])[0]
            found.append(block[place + LOG_HEAD : place + LOG_HEAD + size])
            place += LOG_HEAD + size
    return b"".join(found)


def _cached(content):
    """An entry of the cache: a head, the address, then the body as it came."""
    body = content[24 + struct.unpack("<I", content[12:16])[0] :]
    if b"content-encoding:br" in content.lower().replace(b" ", b""):
        reader, found = brotli.Decompressor(), b""
        with suppress(brotli.error):
            for place in range(len(body)):
                found += reader.process(body[place : place + 1])
        yield found
    if b"content-encoding:deflate" in content.lower().replace(b" ", b""):
        yield _inflate(body, zlib.MAX_WBITS)


def _inflate(packed, window):
    with suppress(zlib.error):
        return zlib.decompressobj(window).decompress(packed)
    return b""


def snappy(packed):
    """Snappy's format: literals, and copies of what was unpacked before."""
    size, place = _number(packed, 0)
    out = bytearray()
    while place < len(packed):
        tag = packed[place]
        place += 1
        if tag & 3 == 0:
            length = tag >> 2
            if length >= 60:
                wide = length - 59
                length = int.from_bytes(packed[place : place + wide], "little")
                place += wide
            out += packed[place : place + length + 1]
            place += length + 1
            continue
        if tag & 3 == 1:
            length, back = 4 + (tag >> 2 & 7), (tag >> 5) << 8 | packed[place]
            place += 1
        else:
            wide = 2 if tag & 3 == 2 else 4
            length, back = 1 + (tag >> 2), int.from_bytes(packed[place : place + wide], "little")
            place += wide
        for _sign in range(length):
            out.append(out[-back])
    assert len(out) == size
    return bytes(out)


def _number(content, place):
    """LevelDB's and Snappy's numbers: seven bits a byte."""
    value = shift = 0
    while True:
        byte = content[place]
        place, value, shift = place + 1, value | (byte & 127) << shift, shift + 7
        if byte < 128:
            return value, place


def _pair(content, place):
    first, place = _number(content, place)
    second, place = _number(content, place)
    return (first, second), place
