"""Everything Rosa's phone can reach in the whole house, with the demo's full case behind it."""

import re
import uuid
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import Client

from clinic.people import cards
from clinic.people.models import Person, Role, User
from clinic.security.models import AuditEntry
from clinic.vault import holders
from tests.urlconf import pages

TELLING = re.compile(r"immigra|inmigra|asyl|asilo|deport|\bICE\b|Rosa|Ejemplo|A?000-?000-?042", re.IGNORECASE)
BEHIND_A_DATE = re.compile(r"clinic\.|cases\.(Case|Event)\.")  # the first page needs these to say a date
BEHIND_A_DEADLINE = {
    f"cases.Deadline.{name}" for name in ("rule", "version", "why")
}  # and these its last day; what it is, stays unsaid


@pytest.fixture
def rosa(demo_people_here):
    holders.forget()
    return next(person for person in Person.objects.all() if person.called == "Rosa")


@pytest.fixture
def phone(rosa):
    """phone(shows_story=…): Rosa's, signed in with her two slips."""

    def signed_in(*, shows_story):
        coordinator = User.objects.with_role(Role.COORDINATOR).first()
        _card, code, secret = cards.make_card(rosa, by=coordinator, shows_story=shows_story)
        client = Client()
        client.post("/card/", {"code": code, "secret": secret})
        return client

    return signed_in


def filled(path, rosa):
    known = {"case_pk": rosa.cases.first().pk, "person_pk": rosa.pk}
    return re.sub(r"<\w+:(\w+)>", lambda found: str(known.get(found[1], uuid.uuid4())), path)


STORY_ON_PAPER = "/cases/mine/story/paper/"  # a card that shows dates only has no such paper


def hers():
    """What she can look at; her buttons only take a POST."""
    return [
        page.path
        for page in pages()
        if page.is_ours and getattr(page.view, "roles", None) == (Role.PERSON,) and "GET" in page.methods
    ]


def opened_by(client, url, status=200):
    before = AuditEntry.objects.count()
    assert client.get(url).status_code == status, url
    rows = AuditEntry.objects.order_by("id")[before:]
    return {field for row in rows for field in row.fields if not BEHIND_A_DATE.match(field)}


def test_dates_only_means_that_nothing_else_is_opened_on_any_page(phone):
    with_story = {url: opened_by(phone(shows_story=True), url) for url in hers()}
    dates_only = {
        url: opened_by(phone(shows_story=False), url, 404 if url == STORY_ON_PAPER else 200) for url in hers()
    }

    assert with_story["/cases/mine/plan/"] and with_story["/cases/mine/papers/"]
    assert dates_only == dict.fromkeys(hers(), set()) | {"/cases/mine/": BEHIND_A_DEADLINE}


def test_dates_only_hides_her_story_wherever_she_goes(phone):
    client = phone(shows_story=False)

    for url in hers():
        page = client.get(url).content.decode()
        assert "story__item" not in page and "plan__step" not in page, url
        assert "quedarme" not in page and "pasaporte" not in page.casefold(), url


def test_no_page_of_the_clinics_opens_for_her(phone, rosa):
    client = phone(shows_story=True)
    closed = [
        page.path
        for page in pages()
        if page.is_ours and Role.PERSON not in getattr(page.view, "roles", (Role.PERSON,))
    ]

    opened = [path for path in closed if client.get(filled(path, rosa)).status_code not in (404, 405)]

    assert len(closed) > 60
    assert opened == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_title_and_no_address_tells_whose_phone_it_is(phone, language):
    client = phone(shows_story=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    for url in [*hers(), "/", "/card/", "/rights/", "/help/"]:
        answer = client.get(url)
        assert not TELLING.search(unquote(url))
        if not answer["Content-Type"].startswith("text/html"):
            continue  # a paper or a calendar of hers: tests of their own look into them
        page = answer.content.decode()
        (title,) = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', page)
        assert not TELLING.search(title), (url, title)
        of_pages = [one for one in addresses if not one.startswith(settings.STATIC_URL)]
        assert [one for one in of_pages if TELLING.search(unquote(one))] == []
        assert "Ejemplo" not in page and "000-042" not in page, url
