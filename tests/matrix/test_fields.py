"""Each role sees its fields and no others, wherever they could stand: fields.yaml says which."""

import io
import zipfile
from collections import defaultdict

import pytest
from django.urls import reverse

from tests import real_servers
from tests.scan.filling import small_pdf

from . import fields
from .answers import answers_to, browser, letters
from .planted import Garden, Value, sealed_fields

pytestmark = pytest.mark.matrix


@pytest.fixture(scope="module")
def said(world, django_db_blocker):
    """{kind of reader: [letter, …]}"""
    said = defaultdict(list)
    with django_db_blocker.unblock():
        for who, words in letters():
            said[who].append(words)
    return said


@pytest.fixture(scope="module")
def seen(world, said, django_db_blocker):
    """{role: {Value: {where}}}, without what readers typed themselves and their own accounts."""
    seen = defaultdict(lambda: defaultdict(set))
    with django_db_blocker.unblock():
        for who in fields.ROLES:
            own = world.users[who].pk if who in world.users else "nobody's"
            for answer in answers_to(world, who):
                values = world.garden.shown(answer.content) - world.garden.said(answer.typed)
                chosen = {Value(field, None) for field in answer.opened & fields.CODES}
                for value in chosen | {value for value in values if value.holder != own}:
                    seen[who][value].add(answer.where)
    for who, words in said.items():
        for value in world.garden.said(" ".join(words)):
            seen[who][value].add("a letter")
    return seen


def places(seen, who):
    """{field: where it was seen}."""
    found = defaultdict(set)
    for value, where in seen[who].items():
        found[value.field] |= where
    return found


def test_what_was_planted_is_found_however_it_is_written():
    garden = Garden()
    ways = ("words", "email", "phone", "a_number", "day", "partial", "hour")
    planted = {way: garden.plant(way, None, way) for way in ways}
    shown = {
        "words": planted["words"].upper(),
        "email": f"<{planted['email']}>",
        "phone": f"(718) 555-{planted['phone'][-4:]}",
        "a_number": planted["a_number"].replace("-", "").lstrip("A"),
        "day": f"17 de mayo de {planted['day'].year}",
        "partial": f"May {planted['partial'][:4]}",
        "hour": f"{planted['hour'].hour % 12 or 12}:{planted['hour'].minute:02} p.m.",
    }

    for way, text in shown.items():
        for answer in (text.encode(), small_pdf(text), zipped(small_pdf(text))):
            assert garden.shown(answer) == {Value(way, None)}, (way, text)


def zipped(content):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.pdf", content)
    return packed.getvalue()


def test_every_sealed_field_is_in_the_table():
    assert sealed_fields().keys() - fields.WAYS.keys() == set()


def test_every_field_in_the_table_was_filled(world):
    filled = {value.field for value in [*world.garden.planted.values(), *world.garden.contents.values()]}

    assert fields.WAYS.keys() - fields.CODES - filled == set()


@pytest.mark.parametrize("who", fields.ROLES + fields.LETTERS)
def test_nobody_sees_what_is_not_theirs(seen, who):
    more = {
        field: sorted(where)[:5]
        for field, where in places(seen, who).items()
        if who not in fields.SEEN_BY[field]
    }

    assert more == {}


@pytest.mark.parametrize("who", fields.ROLES + fields.LETTERS)
def test_everybody_sees_somewhere_what_is_theirs(seen, who):
    theirs = {field for field, readers in fields.SEEN_BY.items() if who in readers}

    assert theirs - places(seen, who).keys() == set()


def test_everybody_who_gets_letters_got_one(said):
    assert said.keys() == set(fields.LETTERS)


def test_a_person_sees_her_own_and_nobody_elses(seen, world):
    others = {value for value in seen["person"] if value.holder not in (None, world.rosa.pk)}

    assert others == set()


@pytest.mark.parametrize("who", fields.ROLES)
def test_what_went_wrong_shows_nobody(world, django_db_blocker, errors_are_expected, who):
    """Not there, refused, failed: on no such page stands anything of anybody."""
    url = reverse("cases:person", args=[world.rosa.pk])
    with django_db_blocker.unblock():
        client = browser(world, who, enforce_csrf_checks=True, raise_request_exception=False)
        answers = [client.get(f"{url}nothing/"), client.post(url)]
        real_servers.as_admin("REVOKE INSERT ON clinic_auditentry FROM clinic_app")
        try:
            answers.append(client.get(url))
        finally:
            real_servers.as_admin("GRANT INSERT ON clinic_auditentry TO clinic_app")

    assert [answer.status_code for answer in answers] == [404, 403, 302 if who == "stranger" else 500]
    assert set().union(*(world.garden.shown(answer.getvalue()) for answer in answers)) == set()
