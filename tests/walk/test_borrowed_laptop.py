"""A whole intake on a laptop somebody else takes home: whatever was typed, refused, lost its connection, was read or printed,
nothing of it is in the browser's folder or in Downloads. A website that takes no care is the control."""

from contextlib import suppress
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error

from cases.intake.models import SectionKey
from cases.plans.models import Handout
from clinic.days import passes
from tests.scan import filling
from tests.scan.pages import Answer
from tests.scan.planted import Garden

from .borrowed import Laptop
from .conftest import person_called, user_called
from .left_behind import files, opened_up
from .ordinary_site import WAYS, OrdinarySite
from .test_walk import press, send

PIN = "4071"
AT_LEAST = 200
CUT_OFF = (
    "/worry/",
    "/lawyer/",
    "/reach/",
    "/tell/",
    "/interview/papers/",
    "/interview/family/",
)  # where the connection is lost
STORED = """async () => {
  const databases = await indexedDB.databases();
  return [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...databases.map((one) => one.name),
    ...(await caches.keys())];
}"""


TYPED = """() => new URLSearchParams(new FormData(document.querySelector("form[data-draft]"))).toString()"""


@dataclass
class Evening:
    """What went in, and what was found: `found` is {String: {(place, encoding), …}}."""

    garden: Garden
    control: Garden
    laptop: Laptop
    sheets: list
    stored: list
    found: dict


class Sitting:
    """Ana at the table with somebody: every question is answered three times over, and only the last time for good."""

    def __init__(self, context, url, garden):
        self.context, self.url, self.garden = context, url, garden
        self.page = context.pages[0]
        self.stored = []

    def sits_down(self):
        page = self.page
        _made, code = passes.make_pass(by=user_called("Carmen"), volunteer=user_called("Ana"))
        self.garden.plant("secret", "the code of the pass", code)
        page.goto(f"{self.url}/pass/")
        page.fill('[name="code"]', code)
        page.fill('[name="pin"]', PIN)
        send(page)
        assert page.url == f"{self.url}/line/"

    def somebody_comes(self):
        page = self.page
        page.goto(f"{self.url}/line/people/")
        page.fill('[name="called"]', self.garden.plant("name", "typed at the door, not sent"))
        page.reload()
        name = self.garden.plant("name", "who comes")
        page.fill('[name="called"]', name)
        page.select_option('select[name="language"]', "spa")
        send(page)
        self.person = person_called(name)
        self.visit = self.person.visits.get()
        page.goto(f"{self.url}/line/")
        send(page, action=f"/line/{self.visit.pk}/taking/", button="button")
        page.goto(f"{self.url}/cases/people/{self.person.pk}/interview/")
        send(page)
        press(page, 'main button[name="answer"][value="go_on"]')
        self.case = self.person.cases.get()

    def is_asked(self, path):
        """A page with a form: words without a connection, words that are refused, words that are saved."""
        page = self.page
        page.goto(f"{self.url}{path}")
        if path.endswith(CUT_OFF):
            self._loses_the_connection(path)
        if self._write(f"{path}, refused", wrong=True):
            self._send(path)
            assert page.locator('[aria-invalid="true"]').count(), path
        self._write(f"{path}, saved")
        self._send(path)
        assert not page.locator('[aria-invalid="true"]').count(), path
        assert "/account/" not in page.url

    def _loses_the_connection(self, path):
        self._write(f"{path}, offline")
        self.context.set_offline(True)
        self.page.evaluate("document.dispatchEvent(new Event('clinic:keep'))")
        self.page.locator(".saved--not").wait_for()
        self._sends_offline()
        self.context.set_offline(False)
        with suppress(Error):  # the browser may have begun to try again by itself
            self.page.goto(f"{self.url}{path}")
        self.page.goto(f"{self.url}{path}")
        self._write(f"{path}, drafted")
        with self.page.expect_response(lambda answer: answer.status == 204):
            self.page.evaluate("document.dispatchEvent(new Event('clinic:keep'))")
        self.page.reload()

    def _sends_offline(self):
        """A form that goes nowhere: the page stays, says so, and keeps what was typed."""
        before = self.page.evaluate(TYPED)
        self.page.evaluate("document.querySelector('.saved--not').className = 'saved'")
        self.page.locator("form[data-draft] button:not([name])").first.click()
        self.page.locator(".saved--not").wait_for()
        assert self.page.evaluate(TYPED) == before != ""

    def _write(self, way, wrong=False):
        """Answers every question; whether one of the answers will be refused."""
        page, refused = self.page, False
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        forms, _links = Answer(page.url, 200, {}, page.content().encode()).read()
        form = next(one for one in forms if one.method == "post" and one.action == page.url)
        form.fields = [one for one in form.fields if one.type not in ("hidden", "file")]
        pairs, _files = filling.taken(form, self.garden, way)
        types = {one.name: one.type for one in form.fields}
        for name, value in pairs:
            if types[name] == "email" and wrong:
                value, refused = f"{value}@", True
            if name == "a_number" and wrong:
                value, refused = self.garden.plant("text", way), True
            self._answer(name, types[name], value)
        return refused

    def _answer(self, name, kind, value):
        if kind == "select":
            self.page.select_option(f'main [name="{name}"]', value)
        elif kind in ("radio", "checkbox"):
            box = self.page.locator(f'main [name="{name}"][value="{value}"]')
            if not box.is_checked():
                box.press("Space")  # as with a keyboard: a page that is still moving cannot be missed
        else:
            self.page.fill(f'main [name="{name}"]', value)

    def _send(self, path):
        with self.page.expect_navigation():
            self.page.locator("main form.form button:not([name])").first.click()
        self.stored += self.page.evaluate(STORED)

    def prints(self):
        """Both sheets, in a tab each. Their bytes are told apart by a piece of their own."""
        self.page.goto(f"{self.url}/cases/{self.case.pk}/handouts/")
        send(self.page)
        handout = Handout.objects.get(case=self.case)
        for which in ("carry", "home"):
            with self.context.expect_page() as opened:
                self.page.locator(f'a[href$="/{handout.pk}/{which}/"]').first.click()
            opened.value.wait_for_load_state()
            yield self.page.request.get(opened.value.url).body()
            opened.value.close()

    def makes_a_card(self):
        self.page.goto(f"{self.url}/cases/people/{self.person.pk}/card/")
        send(self.page)
        for word in self.page.locator(".slip__word").all_inner_texts()[:2]:
            self.garden.plant("secret", "a slip of the card", word)

    def reads_it_all_again(self):
        case, person = f"/cases/{self.case.pk}", f"/cases/people/{self.person.pk}"
        for path in ("/timeline/", "/plan/", "/papers/", "/interview/"):
            self.page.goto(self.url + case + path)
        for path in ("/", "/held/", "/looked/"):
            self.page.goto(self.url + person + path)
        self.page.goto(f"{self.url}/cases/people/")

    def hands_over_and_signs_out(self):
        self.is_asked(f"/line/{self.visit.pk}/end/")
        self.page.goto(f"{self.url}/line/")
        press(self.page, 'form[action="/account/logout/"] button')


@pytest.fixture(scope="module")
def evening(play, clinic, tmp_path_factory, django_db_blocker):
    laptop, garden, control = Laptop(play, tmp_path_factory.mktemp("laptop")), Garden(), Garden()
    site = OrdinarySite(control)
    with django_db_blocker.unblock(), site.open() as elsewhere, laptop.opened() as browser:
        sitting = Sitting(browser, clinic, garden)
        sitting.sits_down()
        sitting.somebody_comes()
        for key in SectionKey:
            sitting.is_asked(f"/cases/{sitting.case.pk}/interview/{key}/")
        for path in ("plan/goal/", "plan/new/step/", "plan/new/question/", "papers/new/"):
            sitting.is_asked(f"/cases/{sitting.case.pk}/{path}")
        sheets = list(sitting.prints())
        sitting.makes_a_card()
        sitting.reads_it_all_again()
        sitting.hands_over_and_signs_out()
        site.visited(browser.pages[0], elsewhere)
    found = laptop.search([*garden.strings, *control.strings])
    return Evening(garden, control, laptop, sheets, sitting.stored, found)


def test_nothing_of_the_intake_is_left_on_the_laptop(evening):
    assert len(evening.garden.strings) >= AT_LEAST
    assert {
        string: evening.found[string] for string in evening.garden.strings if string in evening.found
    } == {}
    print(f"{len(evening.garden.strings)} strings, {len(files(evening.laptop.profile))} files")


def test_the_printed_sheets_are_nowhere_on_the_laptop(evening):
    pieces = [b"%PDF-", *(sheet[len(sheet) // 2 :][:32] for sheet in evening.sheets)]
    kept = [file for folder in (evening.laptop.profile, evening.laptop.downloads) for file in files(folder)]

    assert all(sheet.startswith(b"%PDF-") for sheet in evening.sheets) and len(evening.sheets) == 2
    assert [
        file
        for file in kept
        for content in (file.read_bytes(), *opened_up(file))
        if any(piece in content for piece in pieces)
    ] == []


def test_the_pages_keep_nothing_in_the_browsers_own_stores(evening):
    """htmx notes the address of the page for its tab; an address says nothing."""
    assert set(evening.stored) <= {"htmx-current-path-for-history"}


@pytest.mark.parametrize("way", WAYS)
def test_what_a_careless_website_leaves_behind_is_found(evening, way):
    assert [string.way for string in evening.control.strings if string.way == way and string in evening.found]
