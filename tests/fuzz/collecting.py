"""Every form of every role, as the pages of the demo show them: found by following links, in this process."""

import re
from collections import Counter, deque
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.test import Client

from clinic.people import cards
from clinic.people.models import Person, Role, User
from tests.conftest import signed_in
from tests.scan.pages import Form, _Reader
from tests.urlconf import kind_of

STAFF = ("Ana", "Carmen", "Luis", "Mei", "Omar")
EVERYBODY = (*STAFF, "Rosa", "nobody")
HOME = "http://testserver"
LOOKS = 3  # at pages of one kind: another person's may show another form
OPEN = ["/", "/card/", "/rights/", "/help/", "/pass/", "/account/login/", "/account/password/reset/"]
STARTS = ["/start/", "/desk/", "/team/", "/account/email/", "/account/2fa/", "/account/sessions/"]


@dataclass
class Asked:
    """One form, and the page it stands on."""

    role: str
    page: str
    form: Form

    @property
    def kind(self):
        return kind_of(self.form.action)

    @property
    def names(self):
        return [one.name for one in self.form.fields] + [name for name, _value in self.form.buttons if name]


def browsers():
    """{who: a browser signed in as them}."""
    return {who: browser_of(who) for who in EVERYBODY}


def browser_of(who):
    """Of the team, of Rosa by her two slips, or of somebody who is nobody yet."""
    if who in STAFF:
        return signed_in(next(user for user in User.objects.all() if user.called == who))
    browser = Client()
    if who == "Rosa":
        rosa = next(person for person in Person.objects.all() if person.called == "Rosa")
        coordinator = User.objects.with_role(Role.COORDINATOR).first()
        _card, code, secret = cards.make_card(rosa, by=coordinator, shows_story=True)
        browser.post("/card/", {"code": code, "secret": secret})
    return browser


def collect(role, browser):
    """([Asked, …], [address, …]): each different form once, and the pages and papers that were found."""
    queue = deque(OPEN if role == "nobody" else [*STARTS, "/"])
    looked, known, forms, pages = Counter(), set(queue), {}, []
    while queue:
        url = queue.popleft()
        if looked[kind_of(url)] >= LOOKS:
            continue
        looked[kind_of(url)] += 1
        answer = browser.get(url, follow=True)
        if answer.status_code != 200:
            continue
        pages.append(url)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        reader = _Reader()
        reader.feed(answer.content.decode())
        for form in reader.forms:
            form.action = urljoin(url, form.action) if form.action else url
            asked = Asked(role, url, form)
            if form.method == "post" and asked.kind:
                forms.setdefault((asked.kind, tuple(dict.fromkeys(asked.names))), asked)
        for link in reader.links:
            link = urljoin(url, link).partition("#")[0]
            if _is_ours(link) and link not in known:
                known.add(link)
                queue.append(link)
    return list(forms.values()), pages


def _is_ours(link):
    parts = urlsplit(link)
    return not parts.netloc and not parts.query and not re.match(r"/(static|leave)/", parts.path)
