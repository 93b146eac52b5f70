import gettext
from textwrap import dedent

import pytest

from clinic.words import catalogue, review
from clinic.words.never_said import never_said


@pytest.fixture
def project(tmp_path):
    for folder in ("clinic", "cases", "accompaniment", "templates", "elsewhere"):
        (tmp_path / folder).mkdir()
    return tmp_path


def write(project, path, text):
    (project / path).write_text(dedent(text), encoding="utf-8")


def said(project):
    catalogue.update(project, "es")
    return {(message.context, message.id) for message in catalogue.read(project, "es") if message.id}


def fill(project, **additions):
    return catalogue.update(project, "es", {("", msgid): text for msgid, text in additions.items()})


def test_python_texts_are_found_lazy_plural_and_with_context(project):
    write(
        project,
        "clinic/a.py",
        """
        _("one")
        gettext_lazy("two")
        ngettext_lazy("{n} day", "{n} days", n)
        pgettext_lazy("month", "May")
        _(variable)
    """,
    )

    assert said(project) == {(None, "one"), (None, "two"), (None, ("{n} day", "{n} days")), ("month", "May")}


def test_template_texts_are_found_in_every_shape_django_has(project):
    write(
        project,
        "templates/page.html",
        """
        {% load i18n %}<p class="it's ragged">
            {% translate "Save" %}
          {% translate "May" context "month" %}
                {% blocktranslate trimmed with name=who.name %}
                    Tell {{ name }}
                    today.
                {% endblocktranslate %}
        {% blocktranslate count n=people|length %}One person{% plural %}{{ n }} people{% endblocktranslate %}
     {% include "x.html" with label=_("Dates") only %}
        {% comment %}{% translate "not this" %}{% endcomment %}
    """,
    )

    assert said(project) == {
        (None, "Save"),
        ("month", "May"),
        (None, "Tell %(name)s today."),
        (None, ("One person", "%(n)s people")),
        (None, "Dates"),
    }


def test_only_the_projects_own_folders_are_read(project):
    write(project, "elsewhere/a.py", '_("not ours")')

    assert said(project) == set()


def test_a_translation_survives_when_its_text_moves_to_another_file(project):
    write(project, "clinic/a.py", '_("Dates")')
    fill(project, Dates="Fechas")
    (project / "clinic/a.py").unlink()
    write(project, "cases/b.py", '_("Dates")')

    catalogue.update(project, "es")

    assert catalogue.read(project, "es")["Dates"].string == "Fechas"


def test_a_text_taken_out_and_put_back_still_has_its_translation(project):
    write(project, "clinic/a.py", '_("Dates")')
    fill(project, Dates="Fechas")
    write(project, "clinic/a.py", "")
    catalogue.update(project, "es")
    write(project, "clinic/a.py", '_("Dates")')

    catalogue.update(project, "es")

    assert catalogue.read(project, "es")["Dates"].string == "Fechas"


def test_tidying_lets_go_of_what_is_no_longer_said(project):
    write(project, "clinic/a.py", '_("Dates")')
    fill(project, Dates="Fechas")
    write(project, "clinic/a.py", "")

    catalogue.update(project, "es", tidy=True)

    assert list(catalogue.read(project, "es").obsolete) == []


def test_the_file_is_the_same_when_nothing_changed_but_line_numbers(project):
    write(project, "clinic/a.py", '_("b")\n_("a")')
    fill(project, a="A", b="B")
    before = (project / "locale/es/LC_MESSAGES/django.po").read_bytes()
    write(project, "clinic/a.py", '\n\n\n_("a")\n_("b")')

    catalogue.update(project, "es")

    assert (project / "locale/es/LC_MESSAGES/django.po").read_bytes() == before


def test_additions_come_from_yaml_with_plurals_and_contexts(project):
    write(project, "clinic/a.py", '_("Dates"); ngettext("{n} day", "{n} days", n); pgettext("month", "May")')
    write(
        project,
        "es.yaml",
        """
        Dates: Fechas
        "{n} day": ["{n} día", "{n} días"]
        month: {May: mayo}
        Ghost: Fantasma
    """,
    )

    unasked = catalogue.update(project, "es", catalogue.read_additions(project / "es.yaml"))

    assert unasked == [("", "Ghost")]
    assert review.faults(project) == []


def test_the_compiled_file_is_read_by_gettext(project):
    write(project, "clinic/a.py", '_("Dates"); ngettext("{n} day", "{n} days", n)')
    fill(project, Dates="Fechas", **{"{n} day": ["{n} día", "{n} días"]})

    assert catalogue.compile_all(project) == ["es"]

    spanish = gettext.translation("django", project / "locale", ["es"])
    assert spanish.gettext("Dates") == "Fechas"
    assert spanish.ngettext("{n} day", "{n} days", 1) == "{n} día"
    assert spanish.ngettext("{n} day", "{n} days", 2) == "{n} días"


def test_a_new_text_is_a_fault_before_and_after_it_is_written_down(project):
    write(project, "clinic/a.py", '_("Dates")')
    assert review.faults(project) == ["es: new: 'Dates'"]

    catalogue.update(project, "es")

    assert review.faults(project) == ["es: not translated: 'Dates'"]


def test_a_fuzzy_translation_is_a_fault_until_somebody_gives_a_new_one(project):
    write(project, "clinic/a.py", '_("Dates")')
    fill(project, Dates="Fechas")
    po = project / "locale/es/LC_MESSAGES/django.po"
    po.write_text(po.read_text().replace('msgid "Dates"', '#, fuzzy\nmsgid "Dates"'))
    catalogue.update(project, "es")
    assert review.faults(project) == ["es: fuzzy: 'Dates'"]

    fill(project, Dates="Fechas")

    assert review.faults(project) == []


@pytest.mark.parametrize(
    ("english", "spanish", "faults"),
    [
        ("Call {phone}", "Llame al {phone}", 0),
        ("Call {phone}", "Llame al {telefono}", 1),
        ("Call %(phone)s", "Llame", 1),
    ],
)
def test_both_sides_hold_the_same_variables(project, english, spanish, faults):
    write(project, "clinic/a.py", f"_({english!r})")
    fill(project, **{english: spanish})

    assert len(review.faults(project)) == faults


def test_a_singular_may_leave_the_number_out(project):
    write(project, "clinic/a.py", 'ngettext("%(n)s person", "%(n)s people", n)')
    fill(project, **{"%(n)s person": ["una persona", "%(n)s personas"]})

    assert review.faults(project) == []


def test_words_we_never_say_are_faults_in_either_language(project):
    write(project, "clinic/a.py", '_("You must sign"); _("Yes")')
    fill(project, **{"You must sign": "Firme", "Yes": "Usted debe firmar"})

    assert review.faults(project) == [
        "en: never said: 'must' in 'You must sign'",
        "es: never said: 'debe': 'Yes'",
    ]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("This is information, not legal advice.", "en", []),
        ("Legal advice", "en", ["Legal advice"]),
        ("Later we translate it", "en", []),
        ("Write {error} here", "en", []),
        ("Proof of Service, and proofs", "en", ["proofs"]),
        ("¿Tiene Seguro Social?", "es", []),
        ("¿Está seguro?", "es", ["seguro"]),
        ("Un problema con el deber", "es", []),
    ],
)
def test_a_stem_is_found_only_where_it_is_that_word(text, language, found):
    assert never_said(text, language) == found
