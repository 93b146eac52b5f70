"""What a file really is, told by its content and never by its name: a PDF, a JPEG or a PNG, or nothing we keep."""

from io import BytesIO

from PIL import Image

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
MOST_PIXELS = 50_000_000  # more than any page needs; a small file can unfold into gigabytes
END_OF_PDF_WITHIN = 1024
IMAGES = {"JPEG": JPEG, "PNG": PNG}


def media_type_of(content):
    """The media type of these bytes, or "" for what we do not keep."""
    if content.startswith(b"%PDF-"):
        return PDF if b"%%EOF" in content[-END_OF_PDF_WITHIN:] else ""
    return _image_type(content)


def _image_type(content):
    """Decodes the picture: what only begins like one is none."""
    try:
        with Image.open(BytesIO(content), formats=tuple(IMAGES)) as image:
            if image.width * image.height > MOST_PIXELS:
                return ""
            image.draft("RGB", (512, 512))  # a JPEG is decoded small, which takes an eighth of the memory
            image.load()
            return IMAGES[image.format]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return ""
