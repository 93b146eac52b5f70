"""What runs in the cell: a file comes in; its media type and the rebuilt file go out, or a line that says why not."""

import sys

from . import walls
from .refusals import Refused, Why

MOST_BYTES = 64 * 1024 * 1024


def rebuilt(content):
    """(media type, bytes). Raises Refused."""
    from .pdfs import rebuilt_pdf
    from .pictures import rebuilt_picture

    if content.startswith(b"%PDF-"):
        return "application/pdf", rebuilt_pdf(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        picture, kind = rebuilt_picture(content)
        return f"image/{kind.lower()}", picture
    raise Refused(Why.HEIC if _is_heic(content) else Why.NO_PAPER)


def _is_heic(content):
    return content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")


def main():
    walls.limit()
    from . import pdfs, pictures  # noqa: F401  while it can still be done

    try:
        walls.close_doors()
        media_type, content = rebuilt(sys.stdin.buffer.read(MOST_BYTES))
    except walls.NoWalls:
        media_type, content = f"refused/{Why.NO_WALLS}", b""
    except Refused as refused:
        media_type, content = f"refused/{refused.why}", b""
    except MemoryError:
        media_type, content = f"refused/{Why.TOO_HARD}", b""
    sys.stdout.buffer.write(media_type.encode() + b"\n" + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
