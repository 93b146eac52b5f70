"""How a string may look where it should not be: about ten encodings of each, as bytes to search for."""

import base64
import html
import json
import quopri
import re
import unicodedata
from urllib.parse import quote, quote_plus

SHORTEST = 7  # bytes: what is shorter is found by chance


def spellings(string):
    """{encoding: needle} of a planted String; encodings that come out the same are there once."""
    found = {}
    for way, text in _texts(string):
        found.setdefault(text.encode(), way)
    for way, needle in _encoded(string.text):
        found.setdefault(needle, way)
    return {needle: way for needle, way in found.items() if len(needle) >= SHORTEST and b"\n" not in needle}


def spellings_of_key(secret):
    """{needle: encoding} of a key's bytes."""
    needles = {secret: "raw", secret.hex().encode(): "hex", secret.hex().upper().encode(): "hex"}
    for way, needle in _base64_cores(secret):
        needles[needle] = way
        needles[needle.translate(bytes.maketrans(b"+/", b"-_"))] = f"{way}, for URLs"
    return {needle: way for needle, way in needles.items() if b"\n" not in needle}


def without_accents(text):
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _texts(string):
    text, bare = string.text, without_accents(string.text)
    yield "as it is", text
    yield "small letters", text.lower()
    yield "capitals", text.upper()
    yield "without accents", bare
    yield "without accents, small letters", bare.lower()
    yield "without accents, capitals", bare.upper()
    yield "decomposed", unicodedata.normalize("NFD", text)
    yield "URL", quote(text)
    yield "form", quote_plus(text)
    yield "JSON", json.dumps(text)[1:-1]
    yield "HTML", html.escape(text).encode("ascii", "xmlcharrefreplace").decode()
    yield "Python", repr(text)[1:-1]
    yield "Python, ASCII", ascii(text)[1:-1]
    if string.kind in ("phone", "a_number"):
        yield from _digits(string)


def _digits(string):
    digits = re.sub(r"\D", "", string.text)[-10 if string.kind == "phone" else -9 :]
    yield "digits only", digits
    groups = (digits[:3], digits[3:6], digits[6:])
    for sign in "-. ":
        yield "grouped digits", sign.join(groups)
    yield "grouped digits", f"({groups[0]}) {groups[1]}-{groups[2]}"


def _encoded(text):
    plain = text.encode()
    yield "hex", plain.hex().encode()
    yield "hex, capitals", plain.hex().upper().encode()
    yield "UTF-16LE", text.encode("utf-16-le")
    yield "UTF-16BE", text.encode("utf-16-be")
    yield "Latin-1", text.encode("latin-1", "replace")
    yield (
        "octal, as PostgreSQL escapes",
        "".join(chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}" for byte in plain).encode(),
    )
    yield "quoted-printable", quopri.encodestring(plain).strip().replace(b"=\n", b"")
    yield from _base64_cores(plain)


def _base64_cores(plain):
    """Base64 at the three places it can begin: without the signs at its edges, which hang on the neighbours."""
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + plain)
        begins, ends = (0, 2, 3)[shift], len(whole) - (0, 4, 4)[(shift + len(plain)) % 3]
        yield f"base64, shifted by {shift}", whole[begins:ends]
