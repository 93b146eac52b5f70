"""Walks through the pages of one role and says something to every form on the way: what is refused, what is a draft, what
is taken. Buttons that take something away are tapped last."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.urlconf import kind_of

from . import filling

TAKES_AWAY = re.compile(r"removal|end|stop|ending|undo|withdrawal|told|handout|reopening|hand_over|logout")
NEVER = {"leave", "language", "healthz", "account_logout", None}
NEVER |= {
    "member",
    "deactivation",
    "everybodys_sessions",
    "members_sessions",
    "invite_again",
}  # they sign people out
NEVER |= {
    "invite",
    "withdraw_invitation",
    "table_passes",
    "night_leads",
    "lead_end",
    "pass_end",
}  # `evening.py` does
AGAIN = 3  # so often is a form tried that was not taken yet
TAPS = 2  # so often is a button of one kind tapped: before and after something else
LOOKS = 6  # at pages of one kind, in the hope of a form that takes what it is told
DOORS = {"account_login", "card"}  # a few wrong words close them
SEARCHES = {"cases:people", "cases:family"}  # taken or not, they answer by the same page


@dataclass
class Told:
    """What was said to one kind of form, and what came of it."""

    refused: int = 0
    drafts: int = 0
    taken: int = 0
    words: int = 0
    tapped: int = 0
    failed: list = field(default_factory=list)


class Walk:
    """One clinic's whole evening: which kinds of pages were seen, what each kind of form was told."""

    def __init__(self, garden):
        self.garden, self.told, self.pages = garden, {}, Counter()

    def go(self, browser, *starts):
        """Breadth first from these pages; what takes something away waits until nothing else is left."""
        queue, later = deque((url, "landing") for url in starts), deque()
        while queue or later:
            url, why = (queue or later).popleft()
            if why == "link" and self._is_known(kind_of(url)):
                continue
            answer = browser.open(url)
            self.pages[kind_of(answer.url)] += 1
            if not answer.is_page:
                continue
            forms, links = answer.read()
            queue.extend((link, "link") for link in links if _is_ours(browser, link))
            for form in forms:
                kind = kind_of(form.action)
                if form.method != "post" or kind in NEVER or not self._wants(kind, form):
                    continue
                if TAKES_AWAY.search(kind) and why != "late":
                    later.append((answer.url, "late"))
                else:
                    queue.extend((to, "landing") for to in self.say(browser, answer.url, form))

    def say(self, browser, page, form):
        """Says what there is to say to this form; returns the pages it led to."""
        told = self.told.setdefault(kind_of(form.action), Told())
        if not form.takes_words:
            return self._tap(browser, form, told)
        way = kind_of(form.action)
        if not told.refused:
            self._refused(browser, page, form, told, way)
        if not told.drafts and not form.has_files:
            pairs, _files = filling.taken(form, self.garden, f"{way}, draft")
            told.drafts += browser.post(form.action, pairs, **{"X-Draft": "1"}).status == 204
            browser.get(page)
        return self._taken(browser, form, told, way)

    def _refused(self, browser, page, form, told, way):
        answer = browser.post(form.action, *filling.refused(form, self.garden, way))
        told.refused += is_refusal(form, answer)
        self._note(told, answer)
        browser.get(page)

    def _taken(self, browser, form, told, way):
        before = len(self.garden.strings)
        answer = browser.post(form.action, *filling.taken(form, self.garden, way))
        told.words += len(self.garden.strings) - before
        self._note(told, answer)
        if is_refusal(form, answer):
            told.failed.append(errors_on(browser.follow(answer)))
            return []
        told.taken += 1
        return [answer.goes_to] if answer.goes_to else []

    def _tap(self, browser, form, told):
        answer = browser.post(form.action, form.as_it_stands())
        told.tapped += answer.status in (200, 302, 303)
        self._note(told, answer)
        return [answer.goes_to] if answer.goes_to else []

    def _note(self, told, answer):
        if answer.status >= 400:
            told.failed.append(f"answered {answer.status}")

    def _wants(self, kind, form):
        told = self.told.get(kind, Told())
        if not form.takes_words:
            return told.tapped < TAPS and len(told.failed) < AGAIN
        return self._is_worth_another_try(kind, told)

    def _is_known(self, kind):
        """A page of this kind was seen; a form that was refused so far may do better on another."""
        told = self.told.get(kind)
        is_worth_another = told and told.words and self._is_worth_another_try(kind, told)
        return kind in NEVER or self.pages[kind] >= (LOOKS if is_worth_another else 1)

    def _is_worth_another_try(self, kind, told):
        return not told.taken and len(told.failed) < (1 if kind in DOORS else AGAIN)


def _is_ours(browser, link):
    return link.startswith(browser.home) and "?" not in link and "/static/" not in link


def is_refusal(form, answer):
    """Ours: 303 back to the page itself. The libraries': the page again."""
    if answer.status == 303:
        back = urlsplit(answer.goes_to).path == urlsplit(form.action).path
        return back and kind_of(form.action) not in SEARCHES
    return answer.status == 200


def errors_on(answer):
    found = re.findall(
        r'invalid-feedback[^>]*>(.*?)</|class="errors?[^>]*>(.*?)</div>', answer.text, re.DOTALL
    )
    return [re.sub(r"<[^>]+>|\s+", " ", "".join(one)).strip()[:150] for one in found] or f"{answer.status}"
