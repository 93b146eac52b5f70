"""Hostile words in every field that keeps words, and what a page or a paper is made of: it must be the same with them."""

import io
import itertools
import re
from urllib.parse import urlsplit

import tinyhtml5
from django.apps import apps
from django.db import models
from pypdf import PdfReader

from clinic.vault import holders
from clinic.vault.fields import SealedTextField

from .bodies import OURS

CORPUS = [
    "<script>window.__owned = 1</script>", "</script><script>window.__owned = 1</script>",
    "</title><script>window.__owned = 1//", '"><img src=x onerror="window.__owned=1">', "'><svg onload='window.__owned=1'>",
    '" autofocus onfocus="window.__owned=1', "</textarea><iframe srcdoc='<b>'></iframe>",
    "</option></select><form action=//evil.example>", "--><base href=//evil.example>", "javascript:window.__owned=1",
    "JaVa\tScript:window.__owned=1", "data:text/html,<script>window.__owned=1</script>", "https://evil.example/",
    "//evil.example/a.js", "[a](javascript:window.__owned=1)", "<a href=//evil.example>a</a>",
    "{{ 7|add:'7' }}{% debug %}", "${7*7} #{7*7} <%= 7*7 %>", "&lt;script&gt;&#60;b&#62;&quot;&#x3c;i",
    "&#0;&#x110000;&nbsp", "<style>*{display:none}</style>", "x;background:url(//evil.example/a)",
    "@import '//evil.example/a.css'", "<!--", "<![CDATA[<b>]]>", "<math><mtext><style><img src=x onerror=window.__owned=1>",
    "<svg><use href=data:image/svg+xml,a#b></svg>", "<plaintext>", "<link rel=stylesheet href=//evil.example/a.css>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", '=HYPERLINK("//evil.example")', "+1+cmd|' /C calc'!A0",
    "@SUM(1)", "-2+3", "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:a", "a\r\nBcc: somebody@evil.example\r\n\r\n<b>",
    "a\nSet-Cookie: a=b", "\u202egnp.exe\u202c", "\u2066<b>\u2069", "a\u200b<\u200bb\u200b>", "\ufeff<b>",
    "\uff1cscript\uff1e", "\u2028<b>", "`onclick=window.__owned=1`", "%3Cscript%3E", '\\"onclick=\\"', '{"a":"</b>"}',
]  # fmt: skip
WORDS = {
    "accompaniment.Trip": ["meeting_point"],
    "accompaniment.Report": ["seen", "officials", "asked_for", "outcome"],
    "cases.Case": ["worry"],
    "cases.Lawyer": ["name", "phone", "email"],
    "cases.FamilyTie": ["relation", "age", "lives_in"],
    "cases.Paper": ["title", "asked_whom", "original_with", "note"],
    "cases.KeptCopy": ["name"],
    "cases.Plan": ["goal"],
    "cases.Item": ["text", "helper"],
    "cases.OptionReview": ["words"],
    "cases.Event": ["title", "room", "judge", "outcome"],
    "cases.FormerDate": ["place"],
    "cases.DeadlineAnswer": ["why"],
    "clinic.User": ["called", "phone"],
    "clinic.Person": ["called", "full_name", "a_number", "country"],
    "clinic.Contact": ["value", "hours"],
    "clinic.TrustedPerson": ["name", "relation", "phone", "email"],
    "cases.Pattern": ["note"],
    "cases.RuleNote": ["text"],
    "clinic.BreakGlass": ["reason"],
    "clinic.LegalHold": ["reference"],
    "clinic.Visit": ["promised"],
    "clinic.HandOver": ["table", "note"],
    "clinic.Shift": ["table"],
    "clinic.Task": ["note"],
    "clinic.Place": ["name", "short", "street", "room", "city", "phone", "notes"],
}
CODES = {  # chosen or made by the program, dates as it writes them, digests, addresses checked by their form
    "accompaniment.Call": ["to"],
    "cases.Case": ["here_for", "paid_before"],
    "cases.Fact": ["answer"],
    "cases.Paper": ["kind", "dated", "asked_on"],
    "cases.KeptCopy": ["media_type"],
    "cases.Item": ["catalogue_id"],
    "cases.Handout": ["language"],
    "cases.Moment": ["zone"],
    "cases.Event": ["kind", "when", "printed_due"],
    "cases.FormerDate": ["when"],
    "cases.Deadline": ["rule", "version", "state"],
    "cases.DeadlineAnswer": ["until"],
    "cases.Pattern": ["kind"],
    "cases.RuleNote": ["rule"],
    "cases.RuleStop": ["rule"],
    "cases.RuleReview": ["rule", "version", "text_digest"],
    "cases.RuleChange": ["rule", "was", "now"],
    "clinic.HolderKey": ["ring_key"],
    "clinic.User": ["email", "password", "language"],
    "clinic.Person": ["language", "page_language"],
    "clinic.Contact": ["ended_why"],
    "clinic.TrustedPerson": ["language"],
    "clinic.OpeningRead": ["language"],
    "clinic.CaseCard": ["secret_hash"],
    "clinic.SignInLink": ["token_digest"],
    "clinic.Invitation": ["email", "language", "token_digest"],
    "clinic.TablePass": ["pin_hash"],
    "clinic.Message": ["topic", "lead", "recipient", "worker", "provider_ref", "problem"],
    "clinic.Task": ["kind", "occasion"],
    "clinic.Beat": ["name"],
    "clinic.Place": ["slug", "state", "zone"],
    "clinic.AuditEntry": ["actor", "roles", "verb"],
}
LINKS = ("href", "src", "action", "formaction", "srcset", "data", "poster")


def text_fields():
    """{model: [names]} of every field that could keep words."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            names = [
                field.name
                for field in model._meta.get_fields()
                if isinstance(field, (models.CharField, models.TextField, SealedTextField))
                and not field.choices
            ]
            found |= {model._meta.label: names} if names else {}
    return found


def plant(*, harmless):
    """Fills each field of WORDS in each row; returns how many. The harmless ones are as long, and sort alike."""
    number = 0
    for label, names in WORDS.items():
        model = apps.get_model(label)
        for row in model.objects.order_by("pk"):
            for name in names:
                number += 1
                setattr(row, name, _word(number, model._meta.get_field(name).max_length, harmless=harmless))
            row.save(update_fields=names)
    holders.forget()
    return number


def _word(number, length, *, harmless):
    hostile = f"{number:04}{CORPUS[number % len(CORPUS)]}"[:length]
    return re.sub(r"[^\w\s]", "x", hostile) if harmless else hostile


def made_of(answer):
    """Of a page: its elements, their attributes, and where its links may lead. Of a PDF: what in it can be tapped or run."""
    if answer["Content-Type"].startswith("text/html"):
        return [
            _element(one)
            for one in tinyhtml5.parse(answer.content.decode()).iter()
            if isinstance(one.tag, str)
        ]
    return sorted(set(_taps(answer.content))) if answer["Content-Type"] == "application/pdf" else []


def difference(one, other):
    """The first place where two answers are made of something else, or None."""
    pairs = itertools.zip_longest(made_of(one), made_of(other))
    return next((pair for pair in pairs if pair[0] != pair[1]), None)


def _element(one):
    leads = [(name, *urlsplit(one.get(name).strip())[:2]) for name in LINKS if one.get(name)]
    return one.tag, sorted(one.keys()), leads


def _taps(content):
    reader = PdfReader(io.BytesIO(content))
    yield from (
        f"root {key}" for key in ("/OpenAction", "/AA", "/AcroForm") if key in reader.trailer["/Root"]
    )
    yield from (f"run {key.decode()}" for key in (b"/JavaScript", b"/JS", b"/Launch") if key in content)
    for page in reader.pages:
        for note in page.get("/Annots", ()):
            yield str(note.get_object().get("/A", {}).get("/URI", "a place in the paper"))
