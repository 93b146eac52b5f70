"""A photo, decoded and written anew: its pixels, and nothing of what the camera, the phone or a joker put beside them."""

import warnings
from io import BytesIO

# what Pillow would import only when it meets such a file, when nothing can be imported any more
from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin  # noqa: F401

from .refusals import Refused, Why

MOST_PIXELS = 40_000_000
MOST_PIXELS_OF_A_JPEG = 4 * MOST_PIXELS  # it can be decoded at half its width and height
KINDS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG"}  # MPO: a JPEG with more behind it, from many phones
MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "RGB", "RGBA")}
Image.MAX_IMAGE_PIXELS = None  # we look ourselves


def rebuilt_picture(content):
    """(bytes, "JPEG" or "PNG"), upright. Raises Refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as image:
                return _written_anew(image)
        except Refused:
            raise
        except MemoryError:
            raise Refused(Why.TOO_LARGE) from None
        except Exception:  # a library that stumbles over a hostile file does it in many ways
            raise Refused(Why.BROKEN) from None


def _written_anew(image):
    kind = KINDS[image.format]
    _check_size(image, kind)
    if kind == "PNG" and getattr(image, "n_frames", 1) > 1:
        raise Refused(Why.MOVES)
    image.load()
    ImageOps.exif_transpose(image, in_place=True)  # two copies of a large photo are more than our memory
    mode = _mode(image, kind)
    bare = image if image.mode == mode else image.convert(mode)
    bare.info = {}
    file = BytesIO()
    bare.save(file, kind, **({"quality": 90} if kind == "JPEG" else {}))
    return file.getvalue(), kind


def _check_size(image, kind):
    pixels = image.width * image.height
    if pixels > (MOST_PIXELS_OF_A_JPEG if kind == "JPEG" else MOST_PIXELS):
        raise Refused(Why.TOO_LARGE)
    if pixels > MOST_PIXELS:
        image.draft(image.mode, (image.width // 2, image.height // 2))
        if image.width * image.height > MOST_PIXELS:
            raise Refused(Why.TOO_LARGE)


def _mode(image, kind):
    if image.mode in MODES[kind] and "transparency" not in image.info:
        return image.mode
    return "RGBA" if kind == "PNG" and image.has_transparency_data else "RGB"
