"""A PDF, built anew out of what its pages show: their contents, fonts and pictures.

A new document gets new pages, and a page only the entries named here. What hangs on the document (scripts, actions on
opening, attached files, form logic, names, titles and authors) is never reached; what hangs on a page or a picture is left
behind. Answers typed into a form become part of the page; if nothing shows them, the file is refused rather than kept empty.
"""

import base64
import codecs
import logging
import zlib
from io import BytesIO

import pypdf._codecs._codecs
import pypdf.filters  # noqa: F401
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
)

from .appearances import drawn, fill_in
from .jpeg_notes import without_notes
from .layers import Layers
from .pictures_within import as_jpeg
from .refusals import Refused, Why

# how words within may be written: Python reads each way from a file when it first meets one, and then the doors are closed
for _way in ("ascii", "charmap", "cp1252", "latin-1", "utf-8", "utf-8-sig", "utf-16", "utf-16be", "utf-16le"):
    codecs.lookup(_way)

MOST_PAGES = 200
MOST_OBJECTS = 100_000
MOST_UNFOLDED = 1024 * 1024 * 1024
MOST_PIXELS = 160_000_000  # a letter page, scanned with 1200 dots an inch
BOXES = ("/MediaBox", "/CropBox")
LEFT_BEHIND = {
    *("/A", "/AA", "/OpenAction", "/JS", "/JavaScript", "/URI", "/Launch"),
    *(
        "/Names",
        "/AF",
        "/EmbeddedFiles",
        "/EF",
        "/UF",
        "/RichMedia",
        "/XFA",
        "/AcroForm",
        "/Annots",
        "/Parent",
    ),
    *(
        "/Metadata",
        "/PieceInfo",
        "/LastModified",
        "/Info",
        "/ID",
        "/Perms",
        "/Collection",
        "/Thumb",
        "/Alternates",
    ),
    *("/Ref", "/OPI", "/OCProperties", "/Outlines", "/Threads", "/Measure", "/PtData"),
    *("/StructParent", "/StructParents", "/StructTreeRoot"),
}
OF_A_STREAM = {"/F", "/FFilter", "/FDecodeParms", "/DL", "/Length"}  # contents in another file
NAMED = {"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/CharProcs", "/Colorants"}
NEVER = {
    "/Action",
    "/Filespec",
    "/F",
    "/EmbeddedFile",
    "/Metadata",
    "/Annot",
    "/Page",
    "/Pages",
    "/Catalog",
    "/Sig",
}
FLATE = {"/FlateDecode", "/Fl"}
JPEG = {"/DCTDecode", "/DCT"}
JPEG_2000, JBIG2 = "/JPXDecode", "/JBIG2Decode"
ASCII85 = {"/ASCII85Decode", "/A85"}
logging.getLogger("pypdf").disabled = True  # its complaints may quote what it read


def rebuilt_pdf(content):
    """The bytes of the new document. Raises Refused."""
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if "/Encrypt" in reader.trailer and not reader.decrypt(""):
            raise Refused(
                Why.LOCKED
            )  # an empty password, of printers and offices that forbid to copy, opens here as anywhere
        return _Rebuilding(reader).document()
    except (Refused, MemoryError):
        raise
    except Exception:  # a library that stumbles over a hostile file does it in many ways
        raise Refused(Why.BROKEN) from None


class _Rebuilding:
    def __init__(self, reader):
        self.catalog = reader.trailer["/Root"].get_object()
        self.objects = []
        self.new_number = {}  # of what is copied already, by its old number
        self.unfolded = 0
        self.layers = Layers(self.catalog, self._add)

    def document(self):
        pages = list(self._old_pages())
        if not pages:
            raise Refused(Why.BROKEN)
        form = _entry(self.catalog, "/AcroForm", DictionaryObject) or DictionaryObject()
        if "/XFA" in form and self.catalog.get("/NeedsRendering"):
            raise Refused(Why.FORM)
        tree = DictionaryObject({NameObject("/Type"): NameObject("/Pages")})
        root = self._add(tree)
        kids = [self._add(self._page(page, inherited, form, root)) for page, inherited in pages]
        tree[NameObject("/Kids")] = ArrayObject(kids)
        tree[NameObject("/Count")] = NumberObject(len(kids))
        catalog = {NameObject("/Type"): NameObject("/Catalog"), NameObject("/Pages"): root}
        if layers := self.layers.entry():
            catalog[NameObject("/OCProperties")] = layers
        return self._written(self._add(DictionaryObject(catalog)))

    def _old_pages(self):
        """(page, what it inherits), in order. A tree that bites its tail, or shows a page twice, ends."""
        wait, seen = [(self.catalog["/Pages"], {})], set()
        found = 0
        while wait:
            reference, inherited = wait.pop()
            if isinstance(reference, IndirectObject):
                if reference.idnum in seen:
                    continue
                seen.add(reference.idnum)
            node = reference.get_object()
            if not isinstance(node, DictionaryObject):
                raise Refused(Why.BROKEN)  # a page that would be missing from the copy
            if "/Kids" in node:
                inherited = inherited | {
                    key: node.raw_get(key) for key in ("/Resources", "/Rotate", *BOXES) if key in node
                }
                kids = node["/Kids"]
                if len(kids) > MOST_OBJECTS or len(seen) > MOST_OBJECTS:
                    raise Refused(Why.BROKEN)
                wait.extend((kid, inherited) for kid in reversed(kids))
                continue
            found += 1
            if found > MOST_PAGES:
                raise Refused(Why.TOO_LONG)
            yield node, inherited

    def _page(self, old, inherited, form, parent):
        def entry(key):
            return old.raw_get(key) if key in old else inherited.get(key)

        new = DictionaryObject({NameObject("/Type"): NameObject("/Page"), NameObject("/Parent"): parent})
        for key in BOXES:
            box = _resolved(entry(key))
            if isinstance(box, list) and len(box) == 4:
                new[NameObject(key)] = ArrayObject(FloatObject(_resolved(side)) for side in box)
        new.setdefault(NameObject("/MediaBox"), ArrayObject(map(NumberObject, (0, 0, 612, 792))))
        rotate = _resolved(entry("/Rotate"))
        if isinstance(rotate, int) and rotate % 90 == 0:
            new[NameObject("/Rotate")] = NumberObject(rotate % 360)
        unit = _resolved(old.get("/UserUnit"))
        if isinstance(unit, int | float) and unit > 0:
            new[NameObject("/UserUnit")] = FloatObject(unit)
        group = _entry(old, "/Group", DictionaryObject)
        if group is not None:
            new[NameObject("/Group")] = self._copy(group)
        resources = _resolved(entry("/Resources"))
        resources = (
            self._resources(resources) if isinstance(resources, DictionaryObject) else DictionaryObject()
        )
        new[NameObject("/Resources")] = resources
        new[NameObject("/Contents")] = self._contents(old, resources, drawn(old, form, self.layers))
        return new

    def _contents(self, old, resources, appearances):
        written = _resolved(old.get("/Contents"))
        streams = [old.raw_get("/Contents")] if isinstance(written, StreamObject) else written
        if "/Contents" not in old:
            streams = []
        if not isinstance(streams, list) or not all(
            isinstance(_resolved(one), StreamObject) for one in streams
        ):
            raise Refused(Why.BROKEN)  # a part of the page would be missing from the copy
        new = [self._copy(one) for one in streams]
        if appearances:
            copies = [(self._copy(reference), matrix) for reference, matrix in appearances]
            before, after = fill_in(resources, copies)
            new = [self._add(_stream(before)), *new, self._add(_stream(after))]
        return ArrayObject(one for one in new if isinstance(one, IndirectObject))

    def _resources(self, old):
        """By kind: names of fonts and pictures are the writer's own, and may look like anything."""
        new = DictionaryObject()
        for kind in ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading"):
            named = _entry(old, kind, DictionaryObject)
            if named is not None:
                new[NameObject(kind)] = self._names(named)
        marks = _entry(old, "/Properties", DictionaryObject) or {}
        layers = {NameObject(name): self.layers.copy(marks.raw_get(name)) for name in marks}
        if any(layers.values()):
            kept = {name: layer for name, layer in layers.items() if layer}
            new[NameObject("/Properties")] = DictionaryObject(kept)
        return new

    def _names(self, old):
        return DictionaryObject({NameObject(name): self._copy(old.raw_get(name)) for name in old})

    def _copy(self, old):
        if isinstance(old, IndirectObject):
            return self._reference(old)
        if isinstance(old, StreamObject):
            return self._add(self._stream(old))
        if isinstance(old, DictionaryObject):
            return self._dictionary(old)
        if isinstance(old, ArrayObject):
            return ArrayObject(self._copy(one) for one in old)
        return old

    def _reference(self, old):
        key = (old.idnum, old.generation)
        if key not in self.new_number:
            target = old.get_object()
            if not isinstance(target, DictionaryObject | ArrayObject):
                return NullObject() if target is None else target
            place = self._add(NullObject())
            self.new_number[key] = place
            copied = self._stream(target) if isinstance(target, StreamObject) else self._copy(target)
            self.objects[place.idnum - 1] = copied
        return self.new_number[key]

    def _dictionary(self, old, skipped=frozenset()):
        if old.get("/Type") in NEVER or _is_action(old):
            return NullObject()
        new = DictionaryObject()
        for key in old:
            if key in LEFT_BEHIND or key in skipped:
                continue
            if key == "/OC":
                if layer := self.layers.copy(old.raw_get(key)):
                    new[NameObject(key)] = layer
                continue
            value = _resolved(old.raw_get(key))
            if key == "/Resources" and isinstance(value, DictionaryObject):
                new[NameObject(key)] = self._resources(value)
            elif key in NAMED and isinstance(value, DictionaryObject):
                new[NameObject(key)] = self._names(value)
            else:
                new[NameObject(key)] = self._copy(old.raw_get(key))
        return new

    def _stream(self, old):
        new = self._dictionary(old, OF_A_STREAM)
        if isinstance(new, NullObject) or old.get("/Subtype") == "/PS":
            return NullObject()
        if old.get("/Subtype") == "/Image" and int(old["/Width"]) * int(old["/Height"]) > MOST_PIXELS:
            raise Refused(Why.TOO_LARGE)
        copied = StreamObject()
        copied.update(new)
        copied._data = self._body(old, copied)
        return copied

    def _body(self, old, new):
        """The stream's own bytes, looked at: no picture within carries notes, none unfolds into gigabytes."""
        filters = _resolved(old.get("/Filter")) or []
        filters = [str(_resolved(one)) for one in (filters if isinstance(filters, list) else [filters])]
        if len(filters) != len(set(filters)) or len(filters) > 3 or "/Crypt" in filters:
            raise Refused(Why.BROKEN)
        if JBIG2 in filters:
            raise Refused(
                Why.PICTURE_WITHIN
            )  # nothing we may run opens it, and readers' decoders have old holes
        body = old._data if isinstance(old._data, bytes) else old._data.encode("latin-1")
        if len(filters) == 2 and filters[0] in ASCII85 and filters[1] in JPEG:
            body = base64.a85decode(body.split(b"~")[0])
            filters = filters[1:]
            new.pop("/DecodeParms", None)
            new[NameObject("/Filter")] = NameObject("/DCTDecode")
        if JPEG_2000 in filters:
            return self._jpeg_2000(old, new, body, filters)
        if len(filters) > 1 and set(filters) & JPEG and filters[0] not in FLATE:
            raise Refused(Why.BROKEN)  # its notes could not be found
        if filters and filters[0] in FLATE:
            unfolded = self._unfold(body, keep=len(filters) > 1)
            if len(filters) == 2 and filters[1] in JPEG:
                body, filters = unfolded, filters[1:]
                new.pop("/DecodeParms", None)
                new[NameObject("/Filter")] = NameObject("/DCTDecode")
        elif set(filters) & (FLATE | {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}):
            body = self._decoded(old, new, filters)
            filters = []
        if len(filters) == 1 and filters[0] in JPEG:
            body = without_notes(body)
        return body

    def _jpeg_2000(self, old, new, body, filters):
        if len(filters) == 2 and filters[0] in FLATE:
            body, filters = self._unfold(body, keep=True), filters[1:]
        if len(filters) > 1 or old.get("/Subtype") != "/Image":
            raise Refused(Why.BROKEN)
        return as_jpeg(body, old, new)

    def _decoded(self, old, new, filters):
        """Rarely used ways to fold are unfolded by the library, which has limits of its own, and folded in the usual way."""
        if set(filters) & JPEG:
            raise Refused(Why.BROKEN)
        body = old.get_data()
        self._count(len(body))
        new.pop("/DecodeParms", None)
        new[NameObject("/Filter")] = NameObject("/FlateDecode")
        return zlib.compress(body)

    def _unfold(self, body, keep):
        pieces, unfolder = [], zlib.decompressobj()
        left = body
        while left:
            try:
                piece = unfolder.decompress(left, 1024 * 1024)
            except zlib.error:
                break  # a reader shows what came until here
            self._count(len(piece))
            if keep:
                pieces.append(piece)
            left = unfolder.unconsumed_tail
        return b"".join(pieces)

    def _count(self, size):
        self.unfolded += size
        if self.unfolded > MOST_UNFOLDED:
            raise Refused(Why.TOO_HARD)

    def _add(self, made):
        self.objects.append(made)
        if len(self.objects) > MOST_OBJECTS:
            raise Refused(Why.BROKEN)
        return IndirectObject(len(self.objects), 0, None)

    def _written(self, root):
        """A header, the objects, where each begins: nothing about who, when and with what."""
        file, places = BytesIO(), []
        file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        for number, made in enumerate(self.objects, 1):
            places.append(file.tell())
            file.write(b"%d 0 obj\n" % number)
            made.write_to_stream(file)
            file.write(b"\nendobj\n")
        table = file.tell()
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        file.writelines(b"%010d 00000 n \n" % place for place in places)
        file.write(b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (len(places) + 1, root.idnum))
        file.write(b"startxref\n%d\n%%%%EOF\n" % table)
        return file.getvalue()


def _is_action(old):
    """/S names an action; in what stays it names only how a group or a mask is mixed, or how a page counts."""
    return "/S" in old and _resolved(old.get("/S")) not in ("/Transparency", "/Alpha", "/Luminosity")


def _resolved(value):
    return value.get_object() if isinstance(value, IndirectObject) else value


def _entry(dictionary, key, kind):
    value = _resolved(dictionary.get(key))
    return value if isinstance(value, kind) else None


def _stream(body):
    stream = DecodedStreamObject()
    stream.set_data(body)
    return stream
