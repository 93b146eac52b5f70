"""The letters a text message can carry (GSM 03.38). Any other cuts the whole message into pieces of 70."""

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€")  # each counts twice
PLAIN = str.maketrans("’‘“”–—·\u202f\xa0", "''\"\"---  ") | {ord("…"): "..."}
ONE, EACH = 160, 153


def gsm7_segments(text):
    """How many messages `text` takes. ValueError, naming them, for letters the alphabet does not have."""
    strange = sorted(set(text) - BASIC - EXTENDED)
    if strange:
        raise ValueError(f"not in GSM-7: {''.join(strange)}")
    length = len(text) + sum(letter in EXTENDED for letter in text)
    return 1 if length <= ONE else -(-length // EACH)


def to_gsm7(text):
    """The nearest text the alphabet has: "sábado" is "sabado", "miércoles" stays."""
    return "".join(_letter(letter) for letter in text.translate(PLAIN))


def _letter(letter):
    if letter in BASIC or letter in EXTENDED:
        return letter
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if c in BASIC)
    return bare or "?"
