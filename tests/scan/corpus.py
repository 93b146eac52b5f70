"""Everything that could be stolen, gathered and searched with one `grep`."""

import gzip
import io
import re
import shutil
import subprocess
import zipfile
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
ONLY_HEX = re.compile(rb"[0-9a-fA-F]{1,15}")


@dataclass
class Corpus:
    """`places`: {what it is called: [files and folders]}."""

    folder: Path
    places: dict = field(default_factory=lambda: defaultdict(list))

    def add(self, place, *paths):
        self.places[place] += [Path(path) for path in paths]

    def write(self, place, name, content):
        file = self.folder / place.replace(" ", "-") / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        self.add(place, file)

    def unpack(self):
        """What lies packed in files is laid beside them."""
        for place, paths in list(self.places.items()):
            for number, file in enumerate(_files(paths)):
                for part, content in enumerate(_unpacked(file)):
                    self.write(place, f"unpacked/{number}-{part}", content)

    def add_mails(self, spool):
        """The head without the reader's own address, and the body, apart: what the reader is told is for the reader."""
        for file in sorted(spool.glob("*.eml")):
            mail = message_from_bytes(file.read_bytes(), policy=default)
            reader = mail["To"]
            parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
            del mail["To"]
            head = "\n".join(f"{name}: {value}" for name, value in mail.items())
            self.write("mail spool", f"{file.stem}.head", head.replace(reader, "[reader]").encode())
            self.write(
                "mail spool", f"{file.stem}.body", "\n".join(parts).replace(reader, "[reader]").encode()
            )

    @property
    def size(self):
        return sum(file.stat().st_size for paths in self.places.values() for file in _files(paths))

    def search(self, needles):
        """{needle: {place, …}} of those found; `needles` are bytes."""
        listed = self.folder / "needles"
        listed.write_bytes(b"\n".join(needles) + b"\n")
        found = defaultdict(set)
        for place, paths in self.places.items():
            for file, needle in _grep(listed, paths):
                if not ONLY_HEX.fullmatch(needle) or _stands_alone(file, needle):
                    found[needle].add(place)
        return found


def _grep(listed, paths):
    """(file, needle) of each match. GNU grep: a byte of any value may stand in what is searched for."""
    command = [shutil.which("grep"), "-aroFZf", listed, "--", *paths]
    done = subprocess.run(command, capture_output=True, env={"LC_ALL": "C"})
    unread = [line for line in done.stderr.splitlines() if b"No such file" not in line]
    assert not unread, unread  # PostgreSQL may have taken one of its own files away meanwhile
    for line in set(done.stdout.split(b"\n")):
        file, mark, needle = line.partition(b"\0")
        if mark:
            yield file.decode(), needle


def _stands_alone(file, needle):
    """A few digits occur by chance inside other numbers and inside what is written in hex."""
    alone = rb"(?<![0-9a-fA-F])" + needle + rb"(?![0-9a-fA-F])"
    return re.search(alone, Path(file).read_bytes()) is not None


def _files(paths):
    for path in paths:
        yield from (one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def _unpacked(file):
    with file.open("rb") as opened:
        begins = opened.read(8)
    if begins.startswith(b"\x1f\x8b"):
        yield gzip.decompress(file.read_bytes())
    elif begins.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(file) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    elif begins.startswith(b"%PDF"):
        yield from _of_pdf(file.read_bytes())


def _of_pdf(content):
    """Each stream, and the text as a reader would see it."""
    for stream in PDF_STREAM.findall(content):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            continue
    try:
        yield "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    except PyPdfError:
        return
