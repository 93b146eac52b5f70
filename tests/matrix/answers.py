"""All that somebody gets: every page, paper, file and export, searches, what follows a refused form, letters."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.hooks import hook, hooks
from clinic.outbox.models import Message
from clinic.outbox.wanted import NotNow
from clinic.people.models import Person
from clinic.security.models import AuditEntry
from tests.scan.plan import TAKES_NO_WORDS
from tests.urlconf import pages

from . import table
from .addresses import kwargs_for

THE_SAME_FOR_ALL = {"cases:blank", "cases:blanks"}  # forms that nobody has filled in
NO = ("not there", "sign in")
READERS = {
    "person": "letter to the person",
    "trusted": "letter to those named",
    "user": "letter to whoever goes",
}


@dataclass(frozen=True)
class Answer:
    """`content`: its bytes, with the page it leads on to; `opened`: sealed fields; `typed`: what the reader had said."""

    where: str
    content: bytes
    opened: frozenset
    typed: str = ""


def answers_to(world, who):
    """An Answer from each address this role comes in at, and from searches for Rosa."""
    for page in pages():
        for method in table.ROWS[page.name]:
            kwargs = kwargs_for(world, page.name, page.arguments, who)
            if kwargs is not None and _tells_something(page.name, method, who):
                yield ask(world, who, method, page.name, kwargs, {})
    for name, words in _searches(world):
        if table.expected(name, "POST", who) not in NO:
            yield ask(world, who, "POST", name, {}, words)


def _tells_something(name, method, who):
    """A tap that leads on shows no more than the page it leads to."""
    gets = table.expected(name, method, who)
    leads_on = method == "POST" and name in TAKES_NO_WORDS and gets == "goes on"
    return gets not in NO and not leads_on and name not in THE_SAME_FOR_ALL


def _searches(world):
    rosa = Person.objects.get(pk=world.rosa.pk)
    yield "cases:people", {"name": rosa.called}
    yield "cases:people", {"name": rosa.a_number}
    yield "walk_in", {"called": rosa.full_name, "language": "spa", "visit_id": uuid4()}


def ask(world, who, method, name, kwargs, words):
    """Nothing of it stays in the database."""
    client, url = browser(world, who), reverse(name, kwargs=kwargs)
    with transaction.atomic():
        last = AuditEntry.objects.latest("pk").pk
        answer = client.get(url) if method == "GET" else client.post(url, words)
        content = answer.getvalue()
        if answer.status_code in (302, 303) and answer["Location"].startswith("/"):
            content += client.get(answer["Location"]).getvalue()
        opened = {field for entry in AuditEntry.objects.filter(pk__gt=last) for field in entry.fields}
        transaction.set_rollback(True)
    return Answer(f"{method} {name}", content, frozenset(opened), " ".join(map(str, words.values())))


def browser(world, who, **more):
    client = Client(**more)
    client.cookies = SimpleCookie(world.cookies.get("rosa" if who == "person" else who, {}))
    return client


def letters():
    """[(whose letter, its words)] of all that is due from today until ten days ahead; nothing of it stays in the database."""
    with transaction.atomic():
        for days in range(10):
            now = timezone.now() + timedelta(days=days)
            for wanted in (
                one for wanted_messages in hooks("wanted_messages") for one in wanted_messages(now)
            ):
                if wanted.due_at <= now < wanted.not_after:
                    yield from _letter(Message(**asdict(wanted), next_at=now))
        transaction.set_rollback(True)


def _letter(message):
    try:
        letter = hook("render_message", message.topic)(message)
    except NotNow:
        return
    yield READERS[message.recipient.partition(":")[0]], f"{letter.subject}\n{letter.body}"
