"""Everything the clinic holds of Rosa, in a zip she can carry away."""

import datetime
import io
import json
import re
import zipfile

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from pypdf import PdfReader

from cases.casefile import services as casefile
from cases.documents import services as documents
from cases.documents.models import Paper
from cases.plans import handouts
from cases.plans import services as plans
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from cases.timeline.models import Event, FormerDate
from clinic.outbox import hooks as outbox_hooks
from clinic.outbox.models import Task
from clinic.people import held, retention
from clinic.people import services as people
from clinic.people import take_home as going
from clinic.people import take_home_paper as paper
from clinic.people.models import Contact, ContactKind, TrustedPerson, Whose
from clinic.security.models import AuditEntry
from clinic.vault.fields import SealedDateField, SealedField, SealedJSONField
from clinic.words.never_said import never_said
from tests.cases.documents.conftest import picture


def planted(model, whose):
    """A value for each sealed field of this model that could be nobody else's."""
    for number, field in enumerate(f for f in model._meta.concrete_fields if isinstance(f, SealedField)):
        word = f"{whose}-{model.__name__}-{field.name}"
        if isinstance(field, SealedDateField):
            yield field.name, datetime.date(1990, 1, 1 + number)
        else:
            yield field.name, {"said": word} if isinstance(field, SealedJSONField) else word


def plant(person, by, whose):
    """Fills every sealed field of rows of eight kinds; returns all that was planted, as text."""
    case = casefile.open_case(person, by=by)
    documents.set_paper(case, kind="i862", state="have", by=by)
    event = Event.objects.create(case=case, holder_id=person.holder_id, source="person", written_by=by)
    FormerDate.objects.create(event=event, holder_id=person.holder_id, changed_by=by)
    Contact.objects.create(
        person=person, holder_id=person.holder_id, kind=ContactKind.PHONE, whose=Whose.MINE
    )
    TrustedPerson.objects.create(person=person, holder_id=person.holder_id, may_know="date")
    Task.objects.create(kind="x", about=person.pk, person_id=person.pk, holder_id=person.holder_id)
    casefile.name_lawyer(case, name="x", by=by)
    casefile.name_family(person, [{"relation": "child", "age": "3", "lives_in": "x"}], by=by)
    words = []
    owners = (Contact, TrustedPerson, Task, Event, FormerDate, Paper)
    for model in (
        type(person),
        type(case),
        *owners,
        *(apps.get_model(f"cases.{n}") for n in ("Lawyer", "FamilyTie")),
    ):
        row = model.objects.get(holder_id=person.holder_id)
        for name, value in planted(model, whose):
            setattr(row, name, value)
            words.append(value["said"] if isinstance(value, dict) else str(value))
        row.save()
    return words


@pytest.fixture
def iris(ana):
    return people.meet_person(called="Iris", by=ana)


def taken(person, by):
    person.refresh_from_db()
    return zipfile.ZipFile(io.BytesIO(going.take_home(person, by=by)))


def text_of(archive):
    pages = PdfReader(io.BytesIO(archive.read("everything.pdf"))).pages
    return "\n".join(page.extract_text() for page in pages)


def test_every_sealed_word_of_rosas_is_in_it_and_none_of_anybody_elses(rosa, iris, ana):
    hers, others = plant(rosa, ana, "rosas"), plant(iris, ana, "iris")

    archive = taken(rosa, ana)
    everything = archive.read("everything.json").decode()

    assert archive.testzip() is None
    assert [word for word in hers if word not in everything] == []
    assert [word for word in others if word.startswith("iris") and word in everything] == []


def test_a_relatives_row_that_points_to_rosa_stays_theirs(rosa, iris, ana):
    tie = apps.get_model("cases.FamilyTie")
    tie.objects.create(person=iris, other=rosa, holder_id=iris.holder_id, relation="a secret of Iris")

    assert "a secret of Iris" not in taken(rosa, ana).read("everything.json").decode()


def test_no_volunteers_name_and_no_id_is_in_it(rosa, ana):
    plant(rosa, ana, "rosas")
    ana.called = "Volunteer-Ana"
    ana.save()

    archive = taken(rosa, ana)

    for words in (archive.read("everything.json").decode(), text_of(archive)):
        assert "Volunteer-Ana" not in words
        assert str(ana.pk) not in words
        assert str(rosa.pk) not in words


def test_the_paper_is_in_the_persons_language_and_has_her_words(rosa, ana):
    casefile.change_case(casefile.open_case(rosa, by=ana), worry="Mi hermano", by=ana)

    words = text_of(taken(rosa, ana))

    assert "Rosa" in words
    assert "Preocupación: Mi hermano" in words


def test_an_answer_is_printed_in_her_language(rosa, ana):
    casefile.tell_fact(casefile.open_case(rosa, by=ana), "afraid", "no", by=ana)
    people.change_person(rosa, birth_date=datetime.date(1990, 5, 4), by=ana)

    words = text_of(taken(rosa, ana))

    assert "Respuesta: no" in words
    assert "Nacimiento: 4 de mayo de 1990" in words


def test_kept_copies_and_printed_sheets_go_along(rosa, ana):
    case = casefile.open_case(rosa, by=ana)
    paper = documents.set_paper(case, kind="i862", state="have", by=ana)
    documents.keep_copy(paper, by=ana, name="rosa.jpg", content=picture("JPEG"), said_yes=True)
    handout = handouts.make_handout(case, by=ana, language="es")

    archive = taken(rosa, ana)
    names = [name for name in archive.namelist() if name.startswith("files/")]

    assert names == ["files/001-copy.jpg", "files/002-carry.pdf", "files/003-home.pdf"]
    assert archive.read(names[0]).startswith(b"\xff\xd8")
    assert archive.read(names[1]) == handouts.read_sheet(handout, "carry")
    assert f"Número: {handout.number}" in text_of(archive)


def test_the_trail_says_once_that_it_was_taken(rosa, ana):
    taken(rosa, ana)

    entry = AuditEntry.objects.get(verb="person.export")
    assert (entry.actor, entry.holders) == (str(ana.pk), [rosa.holder_id])


def test_json_groups_the_rows_by_kind(rosa, ana):
    casefile.open_case(rosa, by=ana)

    kinds = json.loads(taken(rosa, ana).read("everything.json"))

    assert kinds["Who you are: names, numbers, language"][0]["called"] == "Rosa"


def paper_fields():
    models = [apps.get_model(line.model) for line in retention.table() if line.what]
    return [
        field
        for model in models
        if model not in going.NOT_TAKEN
        for field in paper.on_paper(model, going.taken_fields(model))
    ]


def test_every_field_on_the_paper_has_a_word_in_both_languages():
    names = yaml.safe_load(paper.NAMES.read_text())
    fields = paper_fields()

    assert {name for name in names if "." not in name} == {field.name for field in fields}
    assert {name for name in names if "." in name} <= {f"{f.model._meta.label}.{f.name}" for f in fields}
    assert all(said["en"] and said["es"] for said in names.values())


def test_every_choice_on_the_paper_has_words_in_both_languages():
    """A choice without a text of its own is shown by its code: such a field has its words in take_home_values.yaml."""
    values = yaml.safe_load(paper.VALUES.read_text())
    without = {
        f"{field.model._meta.label}.{field.name}": {value for value, _label in field.choices}
        for field in paper_fields()
        if field.choices and not all(isinstance(label, Promise) for _value, label in field.choices)
    }

    assert {key: set(values.get(key, ())) for key in without} == without
    assert set(values["clinic.Task.kind"]) == set(outbox_hooks.KINDS) | outbox_hooks.SHOWN_ELSEWHERE
    assert set(values["clinic.Message.topic"]) == set(settings.HOOKS["render_message"])
    assert all(said["en"] and said["es"] for known in values.values() for said in known.values())


SAID = [
    "Vino por: Tengo un familiar detenido",
    "Parentesco: hijo o hija",
    "Pregunta: ¿Está usted en detención ahora?",
    "Respuesta: no se sabe",
    "Preferencias: palabras claras en los mensajes",
    "Número o dirección: 212-555-0142",
    "Tipo: Cita con ICE",
    "Cuándo: diciembre de 2031 (no se sabe el día)",
    "Tipo: Aviso de comparecencia (NTA)",
    "Con fecha: jueves, 13 de agosto de 2026",
    "Paso u opción: el asilo en la corte",
    "Idioma: español",
    "Abre: su caso",
]


def test_codes_dates_and_languages_are_said_in_her_words(rosa, ana):
    case = casefile.open_case(rosa, by=ana)
    casefile.change_case(case, here_for="relative_held", by=ana)
    casefile.name_family(rosa, [{"relation": "child", "age": "9", "lives_in": "x"}], by=ana)
    casefile.tell_fact(case, "detained", "unknown", by=ana)
    people.change_person(rosa, preferences={"words": "plain", "paper_only": False}, by=ana)
    people.replace_contact(rosa, kind="phone", value="+12125550142", whose="mine", by=ana)
    timeline.add_event(
        case, kind="ice-check-in-scheduled", when=PartialDate.from_parts(2031, 12), source="paper", by=ana
    )
    documents.set_paper(case, kind="i862", state="have", dated="2026-08-13", by=ana)
    plans.add_item(case, kind="option", catalogue_id="asylum-court", by=ana)

    words = text_of(taken(rosa, ana))

    assert [line for line in SAID if line not in words] == []
    assert not re.search(r"True|False|\bspa\b|\d{4}-\d\d-\d\d", words)


def test_who_she_is_comes_first_and_what_is_empty_is_left_out(rosa, ana):
    casefile.open_case(rosa, by=ana)

    words = text_of(taken(rosa, ana))

    assert words.index("Quién es usted") < words.index("Su caso") < words.index("Cuándo se pudo abrir")
    assert "Preocupación" not in words


def test_each_entry_stands_apart(rosa, ana):
    casefile.name_family(
        rosa, [{"relation": "child", "age": age, "lives_in": ""} for age in ("9", "4")], by=ana
    )
    kinds = [
        (kind, list(kind.rows))
        for kind in held.kinds_of(rosa)
        if kind.rows.model._meta.object_name == "FamilyTie"
    ]

    (sheet,) = paper._sheets(kinds, going.taken_fields, paper.Words("en"))

    assert sorted(dict(entry)["Age"] for entry in sheet["entries"]) == ["4", "9"]


def test_every_kind_that_ends_with_a_person_is_said_to_her(rosa):
    with_her = {
        line.model for line in retention.table() if line.how_long["en"] == "until the person is erased"
    }
    told = {kind.line.model for kind in held.kinds_of(rosa)}

    assert with_her - told == {"clinic.HolderKey", "accompaniment.Ask"}
    assert all(kind.line.what["es"] and kind.line.how_long["es"] for kind in held.kinds_of(rosa))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_words_for_it_are_the_clinics_own(rosa, language):
    said = [text for kind in held.kinds_of(rosa) for text in (kind.what(language), kind.how_long(language))]
    said += [word[language] for word in yaml.safe_load(paper.NAMES.read_text()).values()]
    said += [
        one[language] for known in yaml.safe_load(paper.VALUES.read_text()).values() for one in known.values()
    ]

    assert [(text, never_said(text, language)) for text in said if never_said(text, language)] == []
