"""What was typed, stamped or drawn onto a page lies beside it, as annotations that can also act. Here their looks become part
of the page, and the rest of them is left behind."""

from pypdf.generic import DictionaryObject, IndirectObject, NameObject, StreamObject

from .refusals import Refused, Why

SHOWN = {
    *(
        "/Widget",
        "/FreeText",
        "/Stamp",
        "/Ink",
        "/Line",
        "/Square",
        "/Circle",
        "/Polygon",
        "/PolyLine",
        "/Caret",
    ),
    *("/Highlight", "/Underline", "/StrikeOut", "/Squiggly"),
}
HIDDEN = 2 | 32  # hidden, not to be viewed
MOST = 5_000  # on one page
NAME = "/Laid%d"


def drawn(page, form, layers):
    """[(the look's stream, where it goes as six numbers)]. Raises Refused where an answer has no look."""
    listed = _of(page, "/Annots")
    if not isinstance(listed, list):
        return []
    if len(listed) > MOST:
        raise Refused(Why.BROKEN)
    found = []
    for annotation in map(_resolved, listed):
        if not isinstance(annotation, DictionaryObject) or layers.hides(annotation.get("/OC")):
            continue
        if _of(annotation, "/Subtype") in SHOWN:
            found += _look(annotation, bool(_of(form, "/NeedAppearances")))
    return found


def fill_in(resources, copies):
    """Names the looks among the page's resources; (what comes before the page's own drawing, what comes after)."""
    named = resources.setdefault(NameObject("/XObject"), DictionaryObject())
    lines = ["Q"]
    for number, (copy, matrix) in enumerate(copies):
        if not isinstance(copy, IndirectObject):
            continue
        name = NAME % number
        while name in named:
            name += "x"
        named[NameObject(name)] = copy
        lines.append("q " + " ".join(f"{value:.5f}" for value in matrix) + f" cm {name} Do Q")
    return b"q\n", "\n".join(lines).encode()


def _look(annotation, are_stale):
    if int(_of(annotation, "/F") or 0) & HIDDEN:
        return []
    typed = _of(annotation, "/Subtype") == "/Widget" and _is_answered(annotation)
    if typed and are_stale:
        raise Refused(Why.FORM)
    looks = _of(annotation, "/AP")
    look = looks.raw_get("/N") if isinstance(looks, DictionaryObject) and "/N" in looks else None
    if isinstance(_resolved(look), DictionaryObject) and not isinstance(_resolved(look), StreamObject):
        states, state = _resolved(look), _of(annotation, "/AS")
        look = states.raw_get(state) if state in states else None
        typed = typed and not states  # a box that is not ticked has no look
    if not isinstance(_resolved(look), StreamObject):
        if typed:
            raise Refused(Why.FORM)
        return []
    matrix = _where(annotation, _resolved(look))
    return [(look, matrix)] if matrix else []


def _is_answered(field):
    """Text and choices; a box's answer is the look it has. A field of several boxes says it for all of them."""
    kind = value = None
    for _generation in range(20):
        kind = kind or _of(field, "/FT")
        value = value if value is not None else _of(field, "/V")
        field = _of(field, "/Parent")
        if not isinstance(field, DictionaryObject):
            break
    return kind in ("/Tx", "/Ch") and bool(value)


def _where(annotation, look):
    """The matrix that brings the look's box to the annotation's place; None where one of them has no size."""
    box, place = _numbers(_of(look, "/BBox"), 4), _numbers(_of(annotation, "/Rect"), 4)
    if not box or not place:
        return None
    a, b, c, d, e, f = _numbers(_of(look, "/Matrix"), 6) or (1, 0, 0, 1, 0, 0)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    xs, ys = zip(*corners, strict=True)
    left, low = min(place[::2]), min(place[1::2])
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if not width or not height:
        return None
    across, up = (max(place[::2]) - left) / width, (max(place[1::2]) - low) / height
    return across, 0, 0, up, left - min(xs) * across, low - min(ys) * up


def _numbers(values, count):
    if not isinstance(values, list) or len(values) != count:
        return None
    return [float(_resolved(value)) for value in values]


def _of(dictionary, key):
    return _resolved(dictionary.get(key))


def _resolved(value):
    return value.get_object() if isinstance(value, IndirectObject) else value
