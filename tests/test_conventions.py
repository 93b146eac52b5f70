"""Walks every model, URL and template for the promises of the house, so that nobody has to remember them."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import hashers
from django.db import connection, models

from clinic.management.commands import data_classes
from clinic.people.models import Person, PersonRow
from clinic.security.data_classes import LIBRARIES, colour_of
from clinic.vault.fields import SealedField
from clinic.vault.models import SealedModel, SealedQuerySet
from tests.doors import naked
from tests.markup import runs, trusts, unescaped
from tests.urlconf import OURS, pages

OUR_MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]
ALL_FIELDS = [
    field for model in apps.get_models(include_auto_created=True) for field in model._meta.concrete_fields
]
OPEN_PAGES = {
    "home",
    "card",
    "sign_in_link",
    "invitation",
    "leave",
    "language",
    "table_pass",
    "healthz",
    "cases:feed",
    "know_your_rights",
    "resources",
    "metrics",
    "mail_status",
    "text_came_in",
    "text_status",
}
ROOT = settings.ROOT
SIGNED_INSTEAD = {"clinic/outbox/views.py"}  # our providers post there, with a signature for each request
OUR_CODE = [path for app in OURS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
VIEWS = [path for path in OUR_CODE if path.name.endswith("views.py")]
HOOKS = [path for path in OUR_CODE if path.name == "hooks.py"]
OF_PEOPLE = {model.__name__: model for model in OUR_MODELS if issubclass(model, Person | PersonRow)}
CONSTANT_MARKUP = {
    "cases/plans/drawings.py",
    "print/page.html",
}  # drawings and page counters of our own, no values in them
VAGUE = {"utils", "helpers", "common", "base", "data", "info", "manager"}


@pytest.mark.parametrize("field", ALL_FIELDS, ids=str)
def test_every_field_says_what_a_stolen_dump_would_tell(field):
    declared = colour_of(field)

    assert declared is not None
    assert declared.colour in ("red", "amber", "green")
    assert declared.why or declared.colour != "amber"


def test_no_declaration_speaks_of_a_field_that_is_gone():
    known = {f"{field.model._meta.label}.{field.name}" for field in ALL_FIELDS}

    assert set(LIBRARIES) <= known


def test_the_page_of_data_classes_is_up_to_date():
    """manage.py data_classes writes it."""
    assert data_classes.PAGE.read_text() == data_classes.page()


@pytest.mark.parametrize("model", OUR_MODELS, ids=str)
def test_a_model_with_sealed_fields_has_a_holder_and_guards_its_querysets(model):
    sealed = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
    if sealed:
        assert "holder_id" in {field.attname for field in model._meta.concrete_fields}
        assert issubclass(model._default_manager._queryset_class, SealedQuerySet)
    assert model._meta.pk.get_internal_type() in ("UUIDField", "OneToOneField", "BigAutoField", "CharField")


@pytest.mark.parametrize("model", [m for m in OUR_MODELS if issubclass(m, SealedModel)], ids=str)
def test_a_sealed_row_has_a_random_id_made_before_insert(model):
    assert isinstance(model._meta.pk, models.UUIDField)


@pytest.mark.parametrize("model", OUR_MODELS, ids=str)
def test_names_of_times_say_what_they_hold(model):
    for field in model._meta.concrete_fields:
        if field.name.endswith("_on"):
            assert field.get_internal_type() in ("DateField", "BinaryField"), field
        if field.name.endswith("_at") and field.name != "meet_at":
            assert field.get_internal_type() == "DateTimeField", field
        assert not (field.null and isinstance(field, models.CharField | models.TextField)) or field.unique, (
            field
        )


def test_only_these_pages_open_without_signing_in():
    assert {page.name for page in pages() if page.is_ours and not _wants_sign_in(page)} == OPEN_PAGES


def test_every_page_of_ours_says_who_may_come_in():
    closed = [page for page in pages() if page.is_ours and page.name not in OPEN_PAGES | {"start"}]

    assert [page.name for page in closed if not getattr(page.view, "roles", None)] == []


def _wants_sign_in(page):
    return getattr(page.view, "login_required", True)


@pytest.mark.parametrize("path", VIEWS + HOOKS, ids=lambda p: str(p.relative_to(ROOT)))
def test_pages_reach_peoples_rows_only_through_the_door(path):
    assert naked(path.read_text(), OF_PEOPLE, for_requests_only=path in HOOKS) == []


@pytest.mark.parametrize("path", OUR_CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_python_keeps_the_promises(path):
    text = path.read_text()
    tree = ast.parse(text)
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]

    assert path.stem not in VAGUE
    if path.name != "crypto.py" or path.parent.name != "vault":
        assert not [
            name for name in names if name.split(".")[0] in ("cryptography", "hmac", "hashlib")
        ] or _may(path)
    assert "date.today()" not in text and "utcnow" not in text and ".now().date()" not in text
    assert path.relative_to(ROOT).as_posix() in CONSTANT_MARKUP or list(trusts(text)) == []
    assert "csrf_exempt" not in text or path.relative_to(ROOT).as_posix() in SIGNED_INSTEAD


def _may(path):
    """hashlib for plain fingerprints of our own data files (a changed rule wants a new tick); never for secrets."""
    return path.relative_to(ROOT).as_posix() in {"cases/timeline/rule.py", "cases/timeline/rules.py"} or (
        "launch" in path.parts
    )


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda p: str(p.relative_to(ROOT / "templates"))
)
def test_templates_keep_the_promises(path):
    text = path.read_text()

    ours = {"|safe"} if path.relative_to(ROOT / "templates").as_posix() in CONSTANT_MARKUP else set()

    assert set(unescaped(text)) <= ours
    assert runs(text) == []
    assert not re.search(r"https?://(?!www\.w3\.org)", text)


def test_the_app_may_add_to_the_audit_trail_and_nothing_else(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("clinic_app",)
        for right in ("SELECT", "INSERT"):
            cursor.execute("SELECT has_table_privilege('clinic_auditentry', %s)", [right])
            assert cursor.fetchone() == (True,)
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute("SELECT has_table_privilege('clinic_auditentry', %s)", [right])
            assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("migration", sorted(Path(ROOT).glob("*/migrations/0*.py")), ids=lambda p: p.stem)
def test_migrations_have_chosen_names_and_import_only_the_vaults_fields(migration):
    imports = re.findall(
        r"^(?:from|import) ((?:clinic|cases|accompaniment)[\w.]*)", migration.read_text(), re.MULTILINE
    )

    assert set(imports) <= {"clinic.vault.fields"}
    assert "_auto_" not in migration.stem and not migration.stem.endswith("_initial")


def test_a_password_costs_a_test_next_to_nothing():
    assert hashers.get_hasher().memory_cost < 100
    assert "m=64," in hashers.make_password("anything")
