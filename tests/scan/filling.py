"""Fills a form's questions: with planted words that will be refused, or with planted words that will be taken."""

from datetime import date, timedelta

from django.utils import timezone

from .planted import LONG


def refused(form, garden, way):
    """(pairs, files): every question answered with something that cannot be: too long, unreadable, not on the list."""
    pairs, files = [], []
    for one in _questions(form):
        if one.type == "file":
            files.append((one.name, _no_paper(garden, way)))
        elif one.type in ("hidden", "checkbox"):
            pairs.append((one.name, one.value))
        elif one.type == "email":
            pairs.append((one.name, garden.plant("name", f"{way}, refused: {one.name}") + "@"))
        else:
            pairs.append((one.name, garden.plant("text", f"{way}, refused: {one.name}") + LONG))
    return pairs, files


def taken(form, garden, way, keep=()):
    """(pairs, files): what the form will take. Questions named in `keep` stay as they are."""
    pairs, files = [], []
    for one in _questions(form):
        if one.type == "file":
            files.append((one.name, _paper(garden, way)))
        elif one.name in keep or one.type in ("hidden", "checkbox"):
            pairs += [(one.name, one.value)] if one.type == "hidden" or one.is_checked else []
        else:
            pairs.append((one.name, _answer(form, one, garden, f"{way}: {one.name}")))
    return pairs, files


def _questions(form):
    """Each question once: of radios the first, unless there is none but a chosen one."""
    seen = set()
    for one in form.fields:
        if one.type == "radio" and one.name in seen:
            continue
        seen.add(one.name)
        if one.type not in ("submit", "button"):
            yield one


def _answer(form, one, garden, way):
    if part := _part_of_date(form, one):
        return part
    if one.type == "number":
        return one.value or "1"
    if one.attributes.get("data-line"):  # a date in words: its parts are filled
        return ""
    if one.type == "select":
        return next((value for value, _chosen in one.options if value), "")
    if one.type == "radio":
        return one.value
    if one.type in ("date", "time"):
        return soon().isoformat() if one.type == "date" else _hour(form, one)
    return "" if "list" in one.attributes else garden.plant(_kind(one), way)


def _part_of_date(form, one):
    """A date asked in short fields: a day ahead where the hour is asked too, else a day long past."""
    base, _sign, part = one.name.rpartition("_")
    if part not in ("month", "day", "year") or not any(
        other.name == f"{base}_month" for other in form.fields
    ):
        return ""
    is_ahead = any(other.name == f"{base}_time" for other in form.fields)
    return str(getattr(soon() if is_ahead else date(2019, 3, 14), part))


def _hour(form, one):
    """Later questions of a form ask for later hours."""
    asked = [other.name for other in form.fields if other.type == "time"]
    return f"{10 + asked.index(one.name)}:30"


def soon():
    """A day that reminders are due for already."""
    return timezone.localdate() + timedelta(days=6)


def _kind(one):
    if one.type == "password":
        return "password"
    if one.type == "email":
        return "email"
    if "a_number" in one.name:
        return "a_number"
    if one.type == "tel" or one.attributes.get("inputmode") == "tel" or "phone" in one.name:
        return "phone"
    if one.name in ("table", "meeting_point"):
        return "where"
    if int(one.attributes.get("maxlength") or 100) < 30:
        return "short"
    return "name" if "name" in one.name or one.name == "called" else "text"


def _paper(garden, way):
    name, words = (garden.plant("text", f"{way}: {what}") for what in ("file name", "file"))
    return f"{name}.pdf", "application/pdf", small_pdf(words)


def _no_paper(garden, way):
    name, words = (garden.plant("text", f"{way}, refused: {what}") for what in ("file name", "file"))
    return f"../{name}.docx", "application/msword", words.encode()


def small_pdf(words):
    """One page, its title and its only line these words."""
    title = b"\xfe\xff" + words.encode("utf-16-be")
    line = b"BT /F1 12 Tf 72 700 Td <" + words.encode().hex().encode() + b"> Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(line), line),
        b"<< /Title <" + title.hex().encode() + b"> >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + head + table + tail % (len(objects) + 1, len(body))
