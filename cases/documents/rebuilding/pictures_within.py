"""A JPEG 2000 picture inside a PDF is opened here and goes on as a JPEG: readers keep old decoders for it, with old holes."""

from io import BytesIO

# while it can still be imported
from PIL import Image, Jpeg2KImagePlugin  # noqa: F401
from pypdf.generic import IndirectObject, NameObject, NumberObject

from .refusals import Refused, Why

MOST_PIXELS = 20_000_000  # a letter page with 400 dots an inch; each takes sixteen bytes of our memory
WITHOUT_ALPHA = {"L": "L", "LA": "L", "RGB": "RGB", "RGBA": "RGB"}
SPACES = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}
COLOURS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3}
QUALITY = 90


def as_jpeg(body, old, new):
    """The JPEG's bytes; `new`, the picture's entries, says so. Raises Refused where it might look different."""
    with Image.open(BytesIO(body), formats=("JPEG2000",)) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Refused(Why.TOO_LARGE)
        mode = WITHOUT_ALPHA.get(image.mode)
        looks_through = mode != image.mode and _of(old, "/SMaskInData")
        if mode is None or looks_through or isinstance(_of(old, "/Mask"), list):
            raise Refused(Why.PICTURE_WITHIN)
        image.load()
        plain = image.convert(mode)
    plain.info = {}
    _describe(plain, old, new)
    file = BytesIO()
    plain.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _describe(image, old, new):
    space = _of(old, "/ColorSpace")
    if space is None:
        new[NameObject("/ColorSpace")] = NameObject(SPACES[image.mode])
    elif _colours(space) != len(image.getbands()):
        raise Refused(Why.PICTURE_WITHIN)
    for name in (
        "/DecodeParms",
        "/Decode",
        "/SMaskInData",
    ):  # a reader leaves them out with JPEG 2000, and only there
        new.pop(name, None)
    new[NameObject("/Filter")] = NameObject("/DCTDecode")
    new[NameObject("/BitsPerComponent")] = NumberObject(8)
    new[NameObject("/Width")], new[NameObject("/Height")] = map(NumberObject, image.size)


def _colours(space):
    """How many numbers make a colour; None for a space where a JPEG would change what they mean."""
    kind = space if isinstance(space, str) else _resolved(space[0])
    if kind == "/ICCBased":
        return int(_of(_resolved(space[1]), "/N"))
    return COLOURS.get(kind)


def _of(dictionary, key):
    return _resolved(dictionary.get(key))


def _resolved(value):
    return value.get_object() if isinstance(value, IndirectObject) else value
