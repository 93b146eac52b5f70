"""What may arrive instead of an answer: hypothesis chooses among all that has ever broken a form."""

import json
import uuid
from urllib.parse import quote_from_bytes

from django.apps import apps
from hypothesis import strategies as st

from tests.scan import filling
from tests.scan.pages import Form

OURS = ("clinic", "cases", "accompaniment")
FIELD_NAMES = sorted(
    {
        name
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.get_fields()
        for name in (field.name, getattr(field, "attname", field.name))
    }
    | {"is_staff", "is_superuser", "user", "by", "next", "csrfmiddlewaretoken", "_method", "__class__"}
)
WORST = [
    "", " ", "\x00", "a\x00b", "\r\n", "\x1b[31m", "\x7f", "\ufeff", "\ufffe", "\uffff", "\u202eSOR", "\u2066\u2067\u2069",
    "\u0301" * 500, "Z" + "\u0334\u0358\u031b" * 200, "\U0001f469\u200d\U0001f4bb" * 40, "\U0010ffff", "𝕽𝖔𝖘𝖆", "Rоsа", "ﷺ" * 60,
    "\u2028\u2029", "\u200b", "١٢٣", "²", "Ⅳ", "①", "٣:٠٠", "९", "-1", "+", "0", "00", "1e309", "NaN",
    "Infinity", "1" + "0" * 400,
    "-" + "9" * 400, "9" * 5000, "9223372036854775808", "2147483648", "1.5", "0x10", "1_000", "0000-00-00", "9999999-1-1",
    "9999-12-31", "0001-01-01", "2026-02-30", "2026-13-01", "31 de febrero de 2026", "June 99, 99999", "99/99/9999", "1/1/1",
    "29 Feb 1900", "25:61", "24:00", "99999999:99", "12:00:99", "2026-11-21T10:00:00Z", "true", "null",
    "None", "on", "[]", "{}",
    "../../etc/passwd", "%00", "%s%n", "%(n)s", "{0.__class__}", "{{ 7|add:7 }}", "{% include 'x' %}",
    "' OR 1=1 --", "$$", "\\",
    "<script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>", "javascript:alert(1)", "a@b", "a@b.c" * 80,
    "@", "a@xn--\u0301", '"\r\nBcc: x@y.org"@example.org', "trusted:" + "-" * 36, "trusted:" + str(uuid.UUID(int=0)),
    str(uuid.UUID(int=0)), str(uuid.UUID(int=0)).replace("-", ""), "{" + str(uuid.UUID(int=5)) + "}", "urn:uuid:" + "g" * 32,
    "A" * 256, "A" * 4001, "é" * 10_000, "+" + "9" * 300, "tel:+1;phone-context=" + "x" * 300, "A" + "0" * 4000,
    "+1 212 555 0142 x" + "9" * 60,
    "//evil.example", "https://evil.example/", "/\\evil.example", "http://[", "/start/\r\nX: y",
]  # fmt: skip


def strangest(ids=()):
    """One value."""
    return st.one_of(
        st.sampled_from(WORST),
        st.sampled_from(list(ids) or WORST),
        st.text(max_size=60),
        st.integers().map(str),
        st.dates().map(str),
        st.sampled_from(["A", "\u0301", "9", "\U0001f600", " ", "<"]).map(lambda sign: sign * 20_000),
    )


def valid(form):
    """What the form as it stands would take, as pairs; papers are left for `files`."""
    return [(name, value) for name, value in filling.taken(form, Plain(), "")[0]]


class Plain:
    """Answers by the kind of question, as `filling` asks for them."""

    WORDS = {"email": "somebody@example.org", "a_number": "A042-000-042", "phone": "212-555-0142",
        "where": "The café", "short": "words"}  # fmt: skip

    def plant(self, kind, _way):
        return self.WORDS.get(kind, "Some words")


@st.composite
def bodies(draw, form: Form, ids=()):
    """(what was done, body, content type, headers) to be sent to this form."""
    pairs = valid(form)
    for _change in range(draw(st.integers(0, 4))):
        pairs = draw(_changed(pairs, form, ids))
    headers = draw(st.sampled_from([{}, {}, {}, {"HTTP_X_DRAFT": "1"}, {"HTTP_HX_REQUEST": "true"}]))
    way = draw(st.sampled_from(["form", "form", "form", "form", "parts", "parts", "odd"]))
    if way == "form":
        return pairs, encoded(pairs), "application/x-www-form-urlencoded", headers
    files = [one.name for one in form.fields if one.type == "file"]
    if way == "parts":
        return pairs, *draw(_multipart(pairs, files or ["file", "paper"])), headers
    return pairs, *draw(_odd(pairs)), headers


@st.composite
def _changed(draw, pairs, form, ids):
    what = draw(st.sampled_from(["value", "value", "value", "drop", "double", "extra", "fields", "empty"]))
    place = draw(st.integers(0, max(len(pairs) - 1, 0)))
    if what == "extra":
        more = draw(st.lists(st.tuples(st.sampled_from(FIELD_NAMES), strangest(ids)), max_size=8))
        return pairs + more
    if what == "fields":
        names = [one.name for one in form.fields] or ["kind"]
        return pairs + [(draw(st.sampled_from(names)), draw(strangest(ids)))]
    if what == "empty" or not pairs:
        return []
    name, value = pairs[place]
    new = {
        "value": lambda: [(name, draw(strangest(ids)))],
        "drop": list,
        "double": lambda: [(name, value)] * 2,
    }
    return pairs[:place] + new[what]() + pairs[place + 1 :]


FORM = "application/x-www-form-urlencoded"


def with_papers(pairs, names):
    """(body, content type) of a form that takes files, with a small PDF for each."""
    said = [(f'name="{name}"', str(value).encode()) for name, value in pairs]
    said += [
        (f'name="{name}"; filename="a.pdf"\r\nContent-Type: application/pdf', filling.small_pdf("Paper"))
        for name in names
    ]
    parts = [
        f"--mark\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + said + b"\r\n"
        for head, said in said
    ]
    return b"".join(parts) + b"--mark--\r\n", "multipart/form-data; boundary=mark"


def encoded(pairs):
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()


def _quoted(text):
    return quote_from_bytes(str(text).encode("utf-8", "surrogatepass"), safe="")


@st.composite
def _multipart(draw, pairs, names):
    lines = []
    for name, value in pairs:
        head = f'--mark\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        lines += [head.encode(), str(value).encode("utf-8", "surrogatepass"), b"\r\n"]
    for name in names:
        title = draw(
            st.sampled_from(
                ["a.pdf", "", "../../a.pdf", "a\x00.pdf", "\u202efdp.exe", "a" * 3000 + ".pdf", ".", '".pdf']
            )
        )
        kind = draw(
            st.sampled_from(
                ["application/pdf", "image/jpeg", "text/html", "", "x" * 300, "image/png; charset=nope"]
            )
        )
        content = draw(
            st.sampled_from(
                [
                    b"",
                    b"%PDF-1.4",
                    b"\xff\xd8\xff\xe0",
                    b"\x89PNG\r\n\x1a\n",
                    b"GIF89a",
                    b"<html>",
                    filling.small_pdf("Paper"),
                ]
            )
            | st.binary(max_size=80)
        )
        head = f'--mark\r\nContent-Disposition: form-data; name="{name}"; filename="{title}"\r\n'
        lines += [f"{head}Content-Type: {kind}\r\n\r\n".encode(), content, b"\r\n"]
    end = draw(st.sampled_from([b"--mark--\r\n", b"--mark--\r\n", b"", b"--mark", b"--other--\r\n"]))
    kind = draw(
        st.sampled_from(
            ["boundary=mark"] * 4 + ["boundary=", "boundary=other", "charset=utf-8", "boundary=é"]
        )
    )
    return b"".join(lines) + end, f"multipart/form-data; {kind}"


@st.composite
def _odd(draw, pairs):
    bodies = st.one_of(
        st.just(encoded(pairs)),
        st.just(json.dumps(dict(pairs)).encode()),
        st.binary(max_size=200),
        st.just(b"%ff%fe=%c0%80&%ED%A0%80=%ED%B0%80&a=%&=&&=x&" + encoded(pairs)),
        st.just(b"&".join(b"a%d=1" % n for n in range(1001))),
    )
    kinds = [
        "application/json", "text/plain", "", "application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data",
        "application/x-www-form-urlencoded; charset=nope", "application/x-www-form-urlencoded", "application/xml", "é/é",
    ]  # fmt: skip
    return draw(bodies), draw(st.sampled_from(kinds))
