"""Hostile files go through the real process, limits and all."""

import time
from io import BytesIO

import pytest
from django.core.checks import run_checks
from PIL import Image
from pypdf import PdfReader

from cases.documents.checks import copies_can_be_kept
from cases.documents.rebuilding import cell
from cases.documents.rebuilding.rebuild import rebuilt
from cases.documents.rebuilding.refusals import Refused

from . import hostile

ACTING = [
    b"/JavaScript",
    b"/JS",
    b"/Launch",
    b"/URI",
    b"/OpenAction",
    b"/AA",
    b"/EmbeddedFile",
    b"/Annot",
    b"/Info",
]
ACTING += [
    b"/XFA",
    b"/AcroForm",
    b"/SubmitForm",
    b"/GoToR",
    b"/RichMedia",
    b"/Metadata",
    b"/Filespec",
    b"/Ref",
    b"/ID",
]


@pytest.mark.parametrize("content", hostile.LIVING_PDFS.values(), ids=hostile.LIVING_PDFS)
def test_a_pdf_keeps_its_text_and_nothing_that_acts(content):
    clean, media_type = rebuilt(content)

    assert media_type == "application/pdf"
    assert hostile.MARKER in content or b"4556494C" in content or b"PK" in content
    assert [mark for mark in (hostile.MARKER, b"4556494C", b"PK\x03", *ACTING) if mark in clean] == []
    assert "Notice" in PdfReader(BytesIO(clean)).pages[0].extract_text()


@pytest.mark.parametrize("content", hostile.LIVING_PICTURES.values(), ids=hostile.LIVING_PICTURES)
def test_a_picture_keeps_its_pixels_and_nothing_beside_them(content):
    clean, _media_type = rebuilt(content)

    assert [mark for mark in (hostile.MARKER, b"Exif", b"PK\x03", b"script") if mark in clean] == []
    with Image.open(BytesIO(clean)) as image:
        image.load()
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(("content", "why"), hostile.REFUSED.values(), ids=hostile.REFUSED)
def test_what_cannot_be_kept_safely_is_refused_with_its_reason(content, why):
    with pytest.raises(Refused) as refused:
        rebuilt(content)

    assert refused.value.why == why


def test_a_photo_knew_where_it_was_taken_and_stands_upright_without_it():
    content = hostile.tagged_photo()

    clean, _media_type = rebuilt(content)

    assert Image.open(BytesIO(content)).getexif().get_ifd(0x8825)
    assert Image.open(BytesIO(content)).size == (64, 48)
    assert Image.open(BytesIO(clean)).size == (48, 64)


def test_answers_typed_into_a_form_are_on_the_page():
    clean, _media_type = rebuilt(hostile.form())

    assert "Honduras" in PdfReader(BytesIO(clean)).pages[0].extract_text()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
def test_a_pdf_that_an_empty_password_opens_is_kept_without_one(algorithm):
    content = hostile.locked_pdf("", algorithm)

    clean, _media_type = rebuilt(content)

    copy = PdfReader(BytesIO(clean))
    assert b"/Encrypt" in content and not copy.is_encrypted
    assert {"Notice", "Honduras"} <= set(copy.pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("mode", "colour", "more"),
    [
        ("RGB", (200, 40, 40), b""),
        ("RGB", (200, 40, 40), b"/ColorSpace /DeviceRGB /Decode [1 0 1 0 1 0]"),
        ("RGBA", (200, 40, 40), b"/ColorSpace /DeviceRGB"),
        ("L", 90, b""),
    ],
)
def test_a_jpeg_2000_picture_within_a_pdf_goes_on_as_a_jpeg_that_looks_the_same(mode, colour, more):
    with BytesIO() as file:
        Image.new(mode, (64, 48), colour).save(file, "JPEG2000")
        content = hostile.photo_in_pdf(file.getvalue(), b"/JPXDecode", more)

    clean, _media_type = rebuilt(content)

    picture = PdfReader(BytesIO(clean)).pages[0]["/Resources"]["/XObject"]["/Im"]
    assert (picture["/Filter"], "/Decode" in picture, b"JPX" in clean) == ("/DCTDecode", False, False)
    shown = Image.open(BytesIO(picture._data))
    seen, meant = shown.getpixel((30, 20)), colour
    pairs = zip(seen, meant, strict=True) if mode != "L" else [(seen, meant)]
    assert shown.size == (64, 48)
    assert all(abs(one - other) < 6 for one, other in pairs)


AT_FIRST = {
    "all shown": (b"", ["One", "Two"]),
    "one hidden": (b"/OFF [7 0 R]", ["One"]),
    "hidden but for one": (b"/BaseState /OFF /ON [6 0 R]", ["One"]),
    "all hidden": (b"/BaseState /OFF", []),
    "not on a screen": (b"/AS [<< /Event /View /Category [/View] /OCGs [6 0 R] >>]", ["Two"]),
    "not on paper": (b"/AS [<< /Event /Print /Category [/View] /OCGs [6 0 R] >>]", ["One", "Two"]),
}


@pytest.mark.parametrize(("at_first", "shown"), AT_FIRST.values(), ids=AT_FIRST)
def test_layers_of_a_page_are_shown_and_hidden_as_they_were(at_first, shown):
    clean, _media_type = rebuilt(hostile.layered(at_first))

    copy = PdfReader(BytesIO(clean))
    properties, page = copy.trailer["/Root"]["/OCProperties"], copy.pages[0]
    hidden = {layer.idnum for layer in properties["/D"]["/OFF"]}
    marks = page["/Resources"]["/Properties"]
    assert [name for name in ("One", "Two") if marks.raw_get(f"/{name}").idnum not in hidden] == shown
    assert {layer.idnum for layer in properties["/OCGs"]} == {
        marks.raw_get(f"/{n}").idnum for n in ("One", "Two")
    }
    box, rule = page["/Resources"]["/XObject"]["/Box"], marks["/Both"]
    assert box.raw_get("/OC") == marks.raw_get("/Two")
    assert (rule["/P"], rule["/VE"][1], rule["/VE"][2][1]) == (
        "/AllOn",
        *(marks.raw_get(n) for n in ("/One", "/Two")),
    )
    assert ("/Laid0" in page["/Resources"]["/XObject"]) == ("Two" in shown)
    assert "/Other" not in marks


def test_a_tree_of_pages_that_bites_its_tail_ends():
    clean, _media_type = rebuilt(hostile.tree_that_bites_its_tail())

    assert len(PdfReader(BytesIO(clean)).pages) == 1


@pytest.mark.parametrize("more", [{}, {"progressive": True, "subsampling": 0}], ids=["plain", "progressive"])
def test_the_largest_photo_fits_into_the_memory(more):
    clean, _media_type = rebuilt(hostile.image(size=(8160, 6120), **more))

    assert Image.open(BytesIO(clean)).size == (4080, 3060)


# ------------------------------------------------------------------ the cell itself, with programs that misbehave

WALLED = """
from cases.documents.rebuilding import walls
import os, resource, socket, sys
sys.path.pop(0)
walls.limit()
"""


def run(tmp_path, program, *, seconds=30, at_most=1000):
    (tmp_path / "misbehaves.py").write_text(f"import sys; sys.path.insert(1, {str(cell.ROOT)!r})\n{program}")
    began = time.monotonic()
    written, ended = cell.run("misbehaves", b"x" * 300_000, seconds=seconds, at_most=at_most, root=tmp_path)
    return written, ended, time.monotonic() - began


def test_a_process_that_never_ends_is_ended_with_its_children(tmp_path):
    written, ended, took = run(
        tmp_path, "import os, time\nos.fork()\nprint('here', flush=True)\ntime.sleep(600)", seconds=1.5
    )

    assert (ended, took < 10) == (-9, True)
    assert b"here" in written


def test_computing_without_end_is_ended_by_the_kernel(tmp_path):
    program = WALLED.replace("walls.limit()", "walls.CPU_SECONDS = 1\nwalls.limit()")

    _written, ended, took = run(tmp_path, program + "while True: pass")

    assert ended in (-9, -24)
    assert took < 20


def test_more_memory_than_allowed_is_not_had(tmp_path):
    program = "try: bytearray(600 * 1024 * 1024)\nexcept MemoryError: print('none')"

    written, ended, _took = run(tmp_path, WALLED + program)

    assert (written, ended) == (b"none\n", 0)


def test_a_flood_is_cut_off(tmp_path):
    written, ended, _took = run(tmp_path, "while True: sys.stdout.write('x' * 9999)", seconds=2)

    assert (len(written), ended) == (1001, -9)


@pytest.mark.parametrize("way", ["latin-1", "cp1252", "utf-16", "utf-16be", "utf-16le"])
def test_behind_the_walls_words_are_read_however_they_are_written(tmp_path, way):
    """Python reads each way from a file when it first meets one; for lack of one, a PDF in seventy was refused."""
    written, ended, _took = run(
        tmp_path,
        "from cases.documents.rebuilding import pdfs, walls\nwalls.limit()\nwalls.close_doors()\n"
        f"print('ab'.encode('{way}').decode('{way}'))",
    )

    assert (written.strip(), ended) == (b"ab", 0)


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname')",
        "open('/tmp/left-behind', 'w')",
        "socket.socket()",
        "os.fork()",
        "os.kill(os.getppid(), 0)",
        "os.stat('/')",
        "os.execv('/bin/true', ['true'])",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))",
    ],
)
def test_no_door_is_open(tmp_path, attempt):
    program = f"walls.close_doors()\ntry: {attempt}\nexcept (OSError, ValueError) as error: print('closed')\n"

    written, ended, _took = run(tmp_path, WALLED + program)

    assert (written, ended) == (b"closed\n", 0)


OTHER_MACHINES = {
    "another architecture": "platform.machine = lambda: 'riscv64'",
    "a kernel without seccomp": "walls.FILTER = 99",
    "a kernel that only says yes": "walls.can_be_built = lambda: True\nwalls._allow_only = lambda *calls: None",
}


@pytest.mark.parametrize("machine", OTHER_MACHINES.values(), ids=OTHER_MACHINES)
def test_a_machine_that_builds_no_walls_opens_nothing(tmp_path, machine):
    program = "import platform\nfrom cases.documents.rebuilding import walls, worker\n"

    written, ended, _took = run(tmp_path, f"{program}{machine}\nworker.main()")

    assert (written, ended) == (b"refused/no-walls\n", 0)


def test_a_machine_that_builds_no_walls_says_so_when_it_is_checked(monkeypatch):
    assert copies_can_be_kept(None) == []

    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert [warning.id for warning in copies_can_be_kept(None)] == ["cases.W001"]
    assert [warning.id for warning in run_checks() if warning.id == "cases.W001"]


def test_nothing_of_our_environment_goes_along(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")

    written, _ended, _took = run(tmp_path, "import os; print(sorted(set(os.environ) - {'LC_CTYPE'}))")

    assert written == b"[]\n"
