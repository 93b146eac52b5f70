"""What is stolen tells nothing: strings of our own go in through every form, upload, letter, mistake, mishap and command;
then everything a thief could carry away is searched for them, and for the keys. The control shows that the search works."""

import gzip
import io
import time
import traceback
import zipfile
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from cases.intake.models import SectionKey
from cases.plans.forms import LABELS
from clinic.vault import keyring
from tests.urlconf import pages

from . import plan
from .corpus import Corpus
from .evening import Evening
from .filling import small_pdf
from .house import House
from .keys import keys_of
from .needles import spellings, spellings_of_key
from .planted import Garden, String
from .walking import SEARCHES

DATABASE = {"database dump", "data folder", "write-ahead log"}
MAY_BE_FOUND = {  # kind of string: (where, why)
    "staff_email": (DATABASE, "the team signs in by it"),
    "where": (DATABASE, "a table of the room, a door or a corner to meet at: amber"),
    "agent": (DATABASE, "which browser, shown to the volunteer it belongs to"),
}
KEPT_BY_NOBODY = {"password", "secret", "path"}  # hashed, or never written down, whatever the sealer
PATIENCE = 90


@dataclass
class Found:
    """What the search found: {String: {(place, encoding), …}} of both clinics, and of keys."""

    evenings: dict
    strings: dict
    keys: dict
    keys_at_home: set
    megabytes: float
    seconds: dict


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    house, began = House(tmp_path_factory.mktemp("scan") / "house"), time.monotonic()
    try:
        house.furnish()
        evenings = {clinic.name: Evening(clinic, Garden()) for clinic in house.clinics}
        with ThreadPoolExecutor() as both:
            list(both.map(Evening.live, evenings.values()))
            list(both.map(Evening.letters, evenings.values()))
        house.save_memory()
        _let_workers_work(house)
        lived = time.monotonic()
        yield _search(house, evenings, {"lived": lived - began})
    finally:
        house.close()


def _let_workers_work(house):
    for clinic in house.clinics:
        clinic.start_worker()
    ends = time.monotonic() + PATIENCE
    while not all("tests.scan.fail" in (c.folders.log / "worker.log").read_text() for c in house.clinics):
        assert time.monotonic() < ends, "the workers did not work"
        time.sleep(0.2)


def _search(house, evenings, seconds):
    began = time.monotonic()
    corpus = _gather(house)
    needles, owners = _needles(evenings)
    keys = {needle: what for what, key in keys_of(house.real).items() for needle in spellings_of_key(key)}
    places = corpus.search([*needles, *keys])
    strings = defaultdict(set)
    for needle, where in places.items():
        for string in owners.get(needle, ()):
            strings[string] |= {(place, needles[needle]) for place in where}
    stolen_keys = {keys[needle]: where for needle, where in places.items() if needle in keys}
    home = Corpus(house.folder / "home")
    home.folder.mkdir()
    home.add("secrets", house.real.folders.secrets)
    at_home = {keys[needle] for needle in home.search(list(keys))}
    seconds["searched"] = time.monotonic() - began
    return Found(evenings, strings, stolen_keys, at_home, corpus.size / 1e6, seconds)


def _gather(house):
    """Everything but the folders that hold the keys."""
    house.as_admin("CHECKPOINT")
    corpus = Corpus(house.folder / "corpus")
    data = house.postgres.data_dir
    corpus.add("write-ahead log", data / "pg_wal")
    corpus.add("data folder", *(part for part in data.iterdir() if part.name != "pg_wal"))
    corpus.add("PostgreSQL's log", house.postgres.log_file)
    corpus.add("Valkey", house.valkey.data_dir / "dump.rdb", house.heard, house.log / "valkey.log")
    for clinic in house.clinics:
        dumped = corpus.folder / f"{clinic.name}.sql"
        dumped.parent.mkdir(exist_ok=True)
        house.dump(clinic, dumped)
        corpus.add("database dump", dumped)
        corpus.add("program logs", clinic.folders.log, clinic.folders.run)
        corpus.add("files", clinic.var / "files", clinic.var / "tmp", clinic.folders.beat)
        corpus.add_mails(clinic.folders.mail)
    for process in house.processes():
        with suppress(psutil.NoSuchProcess):  # a connection's own process ends with it
            _add_process(corpus, process)
    corpus.unpack()
    return corpus


def _add_process(corpus, process):
    """What anybody sees in the list of processes, and what its own account sees of its environment."""
    held = {name: value for name, value in process.environ().items() if name != "WORDS_OF_A_TASK"}
    corpus.write("process list", f"{process.pid}", "\n".join(process.cmdline()).encode())
    corpus.write("environment", f"{process.pid}", "\n".join(held.values()).encode())


def _needles(evenings):
    needles, owners = {}, defaultdict(list)
    for evening in evenings.values():
        for string in evening.garden.strings:
            for needle, way in spellings(string).items():
                needles[needle] = way
                owners[needle].append(string)
    return needles, owners


def _hits(found, name):
    """{String: places} of one clinic's strings, without what may be found where it was."""
    hits = {}
    for string in found.evenings[name].garden.strings:
        allowed = MAY_BE_FOUND.get(string.kind, (set(), ""))[0]
        where = {hit for hit in found.strings.get(string, ()) if hit[0] not in allowed}
        if where:
            hits[string] = sorted(where)
    return hits


# ---- what went in


def test_every_page_that_takes_words_was_told_some(found):
    told = found.evenings["real"].walk.told
    met = {kind.split()[0] for kind, one in told.items() if one.refused or one.words}

    takes_posts = {page.name for page in pages() if "POST" in page.methods}
    missing = takes_posts - met - plan.BY_HAND - plan.TAKES_NO_WORDS.keys()
    wrongly_silent = met & plan.TAKES_NO_WORDS.keys()

    assert (missing, wrongly_silent) == (set(), set())
    assert plan.TAKES_NO_WORDS.keys() | plan.BY_HAND <= takes_posts


def test_every_part_of_the_interview_and_the_plan_was_told_some(found):
    sections = {f"cases:section {key}" for key in set(SectionKey) - plan.SECTIONS_WITHOUT_WORDS}
    items = {f"cases:add_item {kind}" for kind in LABELS}

    told = found.evenings["real"].walk.told

    assert {kind for kind in sections | items if not (kind in told and told[kind].taken)} == set()


@pytest.mark.parametrize("name", ["real", "control"])
def test_every_form_that_takes_words_was_refused_once_kept_once_and_taken_once(found, name):
    told = found.evenings[name].walk.told
    ours = {
        kind: one
        for kind, one in told.items()
        if (one.refused or one.words) and not kind.startswith("account")
    }

    odd = {
        kind: one
        for kind, one in ours.items()
        if kind.split()[0] not in plan.BY_HAND
        and not (one.taken and (one.refused or kind in SEARCHES) and (one.drafts or kind == "cases:copy"))
    }

    assert odd == {}


@pytest.mark.parametrize("name", ["real", "control"])
def test_what_was_to_fail_failed(found, name):
    evening = found.evenings[name]

    assert evening.mishaps == [500] * len(evening.mishaps)
    assert len(evening.mishaps) == 4
    assert evening.clinic.post_office.refusals
    assert list(evening.clinic.folders.mail.iterdir())


# ---- what was found


def test_nothing_that_was_said_is_found_anywhere(found):
    hits = _hits(found, "real")

    strings = found.evenings["real"].garden.strings
    spelled = sum(len(spellings(string)) for string in strings)
    print(f"{len(strings)} strings, {spelled} spellings, {found.megabytes:.0f} MB, {found.seconds}")
    assert [f"{one.kind}, {one.way}: {where}" for one, where in hits.items()] == []
    assert len(strings) > 200


def test_the_control_finds_most_of_what_was_said(found):
    strings = [one for one in found.evenings["control"].garden.strings if one.kind not in KEPT_BY_NOBODY]
    seen = [one for one in strings if found.strings.get(one)]
    places = Counter(place for one in seen for place in {place for place, _way in found.strings[one]})

    print(f"control: {len(seen)} of {len(strings)} strings, in {places}")
    print("missed:", sorted({one.way for one in strings} - {one.way for one in seen}))
    assert len(seen) / len(strings) > 0.75
    assert len(seen) > 150
    assert places.keys() >= DATABASE | {"files"}


def test_what_is_excepted_is_found_where_it_may_be(found):
    strings = [one for one in found.evenings["real"].garden.strings if one.kind in MAY_BE_FOUND]

    kinds = {one.kind for one in strings if found.strings.get(one)}

    assert kinds == MAY_BE_FOUND.keys()


def test_no_key_is_found_anywhere_but_at_home(found):
    assert found.keys == {}
    assert {"SECRET_KEY", "ring k1"} <= found.keys_at_home


# ---- the search and the keys themselves


def test_the_search_finds_every_spelling(tmp_path):
    string = String("Zuñéta Quixolvár", "name", "")
    phone = String("+12125557743", "phone", "")
    needles = [*spellings(string), *spellings(phone)]
    corpus = Corpus(tmp_path / "corpus")
    for number, needle in enumerate(needles):
        corpus.write("a place", str(number), b"<\0\xff" + needle + b"\xfe>\n")

    assert set(corpus.search(needles)) >= set(needles) - {string.text.encode()}
    assert len(needles) > 25


def test_digits_inside_other_digits_are_no_find(tmp_path):
    corpus = Corpus(tmp_path / "corpus")
    corpus.write("a place", "hex", b"\\xab2125557743cd\n")

    assert corpus.search([b"2125557743"]) == {}


def test_what_is_packed_is_searched_too(tmp_path):
    corpus, packed = Corpus(tmp_path / "corpus"), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.txt", b"Zuneta in a zip")
    corpus.write("zip", "a", packed.getvalue())
    corpus.write("gz", "b", gzip.compress(b"Zuneta in a gz"))
    corpus.write("pdf", "c", small_pdf("Zuneta in a PDF"))
    corpus.unpack()

    assert corpus.search([b"Zuneta"])[b"Zuneta"] == {"zip", "gz", "pdf"}


def test_a_key_ring_shows_no_key_in_words_or_traces():
    ring = keyring.ring()
    said = [repr(ring), str(ring), f"{ring}", repr([ring])]
    try:
        ring.key("wrap", "no-such-key")
    except Exception:
        said.append(traceback.format_exc())

    needles = {needle for secret in ring._secrets.values() for needle in spellings_of_key(secret)}

    assert not [needle for needle in needles if any(needle in one.encode() for one in said)]


def test_no_code_of_the_product_knows_the_sealer_that_seals_nothing():
    product = [path for app in ("clinic", "cases", "accompaniment") for path in Path(app).rglob("*.py")]

    assert product
    assert not [
        path for path in product if "plain_settings" in path.read_text() or "tests.scan" in path.read_text()
    ]
