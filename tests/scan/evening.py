"""What happens in both clinics, in order: signing in, the line, the interview, trips, letters, mistakes, mishaps."""

import base64
import hashlib
import hmac
import re
import struct
import time
from contextlib import suppress
from uuid import uuid4

from psycopg import Error

from .house import REFUSES
from .pages import Browser
from .walking import Walk, errors_on

LINK, CARD = (
    re.compile(r"^(\w+), .*: (http\S+/in/\S+)$", re.M),
    re.compile(r"code (\S+) and secret (.+)$", re.M),
)


class Evening:
    def __init__(self, clinic, garden):
        self.clinic, self.garden, self.walk = clinic, garden, Walk(garden)
        self.browsers, self.answers = {}, {}

    def live(self):
        """Everything that is said by hand or by form, before the letters leave."""
        self.commands()
        self.sign_in()
        self.intake()
        self.everybody_walks()
        self.a_hold()
        self.a_closed_record()
        self.own_account()
        self.at_a_table()
        self.nobody_signed_in()
        self.mistyped_addresses()
        self.database_trouble()

    # ---- the operator

    def commands(self):
        plant = self.garden.plant
        self.email, name = plant("staff_email", "make_staff"), plant("name", "make_staff")
        said = self.clinic.operate(
            ("make_staff", self.email, name, "admin", "coordinator"),
            ("make_staff", self.email, plant("name", "make_staff, again"), "intake"),
            (
                "make_staff",
                self.email,
                plant("name", "make_staff"),
                plant("text", "make_staff, no such role"),
            ),
            ("signin_link", plant("email", "signin_link of nobody")),
            ("signin_link", self.email),
            ("signin_link", self.email),
            ("signin_links", "--demo"),
            ("no_such_command", plant("text", "no such command")),
        )
        self.link, self.link_that_fails = said[4].strip(), said[5].strip()
        self.links = dict(LINK.findall(said[6]))
        self.card = CARD.search(said[6]).groups()
        for link in (self.link, self.link_that_fails, *self.links.values()):
            plant("secret", "signin_link", link.rpartition("/in/")[2].strip("/"))
        for secret in self.card:
            plant("secret", "the person's slips", secret)

    # ---- everybody comes in

    def browser(self):
        return Browser(self.clinic.url, self.garden.plant("agent", "the browser's name"))

    def sign_in(self):
        for name, link in {**self.links, "Operator": self.link}.items():
            browser = self.browsers[name] = self.browser()
            page = browser.get(link)
            assert browser.post(link, page.form("/in/").as_it_stands()).status == 302, name
        rosa = self.browsers["Rosa"] = self.browser()
        self.walk.go(rosa, f"{self.clinic.url}/card/")
        form = rosa.get("/card/").form("/card/")
        pairs = [(one.name, one.value) for one in form.fields if one.type == "hidden"]
        answer = rosa.post("/card/", [*pairs, ("code", self.card[0]), ("secret", self.card[1])])
        assert answer.goes_to.endswith("/start/"), answer.status

    # ---- two people of our own, from the door to the end of the interview

    def intake(self):
        """The first person's mailbox does not exist; the second reads what comes."""
        ana, walk = self.browsers["Ana"], self.walk
        self.garden.email_begins = REFUSES
        self.case = self._sit_down(ana)
        walk.go(ana, f"{self.clinic.url}/cases/{self.case}/interview/")
        self.garden.email_begins = ""
        second = self._sit_down(ana)
        for key in ("paper", "reach"):
            page = ana.get(f"/cases/{second}/interview/{key}/")
            walk.say(ana, page.url, page.form())

    def _sit_down(self, ana):
        """Somebody comes in, sits down with Ana, and hears what we are. Returns the id of their case."""
        page = ana.get("/line/people/")
        form = page.form()
        visit = next(one.value for one in form.fields if one.name == "visit_id")
        self.walk.say(ana, page.url, form)
        table = ana.follow(ana.post(f"/line/{visit}/taking/", _token(ana.get("/line/"))))
        begin = table.link(r"/interview/$")
        ana.post(begin, _token(table))
        opening = ana.open(begin)
        ana.post(opening.url, [*_token(opening), ("answer", "go_on")])
        return re.search(r"/cases/([0-9a-f-]{36})/", opening.url)[1]

    def everybody_walks(self):
        start, case = f"{self.clinic.url}/start/", f"{self.clinic.url}/cases/{self.case}"
        for name in ("Ana", "Carmen", "Luis", "Carmen", "Luis", "Mei", "Ana", "Omar", "Rosa"):
            of_our_own = [f"{case}/timeline/", f"{case}/plan/"] if name == "Ana" else []
            self.walk.go(self.browsers[name], start, *of_our_own)

    def a_hold(self):
        """The number of a hold may be read by everybody: words are refused there."""
        carmen = self.browsers["Carmen"]
        person = carmen.open(f"/cases/{self.case}/timeline/").link(r"/people/[0-9a-f-]{36}/$")
        url = f"{person}hold/"
        self._fill(carmen, url, reference=self.garden.plant("name", "the number of a hold")[:40])
        assert self._fill(carmen, url, reference="24-cv-0117").status == 303

    def a_closed_record(self):
        """Somebody's case is closed, and opened again with a reason."""
        carmen, case = self.browsers["Carmen"], self._sit_down(self.browsers["Ana"])
        person = carmen.open(f"/cases/{case}/timeline/").link(r"/people/[0-9a-f-]{36}/$")
        assert self._fill(carmen, f"/cases/{case}/closure/", sure="on").goes_to.endswith("/people/")
        door = carmen.get(f"{person}closed/")
        assert self.walk.say(carmen, door.url, door.form())[0].endswith(person)

    # ---- the team: somebody joins by a link in a mail; somebody sits down for one night

    def own_account(self):
        """The right words first: five wrong ones close an account for a while."""
        plant, operator = self.garden.plant, self.browsers["Operator"]
        password, new = plant("password", "a new password"), plant("password", "a changed password")
        self._fill(operator, "/account/password/set/", password1=plant("password", "refused"), password2="x")
        browser = self._join(password)
        codes = self._enrol(browser)
        browser = self._sign_in_by_password(password)
        answer = self._fill(browser, "/account/2fa/authenticate/", code=codes[0])
        assert answer.goes_to.endswith("/start/"), answer.status
        self._fill(browser, "/account/password/change/", oldpassword=password, password1=new, password2=new)
        self._wrong_words(browser, new)

    def _join(self, password):
        carmen, plant, browser = self.browsers["Carmen"], self.garden.plant, self.browser()
        asked = [("roles", "intake"), ("language", "en")]
        page = carmen.open("/team/invitations/")
        carmen.post(page.url, [*_token(page), *asked, ("email", plant("name", "no address") + "@")])
        self.email = plant("staff_email", "an invitation")
        page = carmen.open("/team/invitations/")
        carmen.post(page.url, [*_token(page), *asked, ("email", self.email)])
        link = self.clinic.link_in_mail(self.email, "join")
        plant("secret", "an invitation", link.rpartition("/join/")[2].strip("/"))
        words = {"called": plant("name", "who joins"), "password": password}
        self._fill(browser, link, **words, again=plant("password", "not the same"))
        answer = self._fill(browser, link, **words, again=password)
        assert answer.status == 303, answer.status
        return browser

    def _sign_in_by_password(self, password):
        browser = self.browser()
        answer = self._fill(browser, "/account/login/", login=self.email, password=password)
        assert answer.status == 302, answer.status
        return browser

    def _enrol(self, browser):
        """A second factor by an app, and codes on paper: neither may be found anywhere."""
        page = browser.open("/account/2fa/totp/activate/")
        seed = re.search(r">([A-Z2-7]{32})<", page.text)[1]
        self.garden.plant("secret", "the app's seed", seed)
        answer = browser.post(page.url, [*_token(page), ("code", totp(seed))])
        assert answer.status == 302, errors_on(answer)
        page = browser.open("/account/2fa/recovery-codes/")
        codes = re.findall(r'<li><bdi dir="ltr">([^<]+)</bdi></li>', page.text)
        assert codes, (page.url, page.status)
        for code in codes:
            self.garden.plant("secret", "a recovery code", code)
        return codes

    def at_a_table(self):
        """Somebody without an account, for one night: let in by a code, hidden behind four digits."""
        carmen, plant, laptop = self.browsers["Carmen"], self.garden.plant, self.browser()
        answer = self._fill(carmen, "/passes/", called=plant("name", "for one night"))
        code = re.search(r'slip__word"><bdi dir="ltr">([^<]+)<', carmen.follow(answer).text)[1]
        plant("secret", "a table pass", code)
        self._fill(laptop, "/pass/", code=plant("text", "no pass"), pin="4071")
        assert self._fill(laptop, "/pass/", code=code, pin="4071").goes_to.endswith("/line/")
        laptop.post("/pass/hiding/", _token(laptop.open("/line/")))
        self._fill(laptop, "/pass/pin/", pin=plant("text", "not the four digits"))
        assert self._fill(laptop, "/pass/pin/", pin="4071").status == 303

    def _wrong_words(self, browser, password):
        plant, another = self.garden.plant, self.browser()
        wrong = {
            "oldpassword": plant("password", "not the old one"),
            "password1": password,
            "password2": password,
        }
        self._fill(browser, "/account/password/change/", **wrong)
        self._fill(browser, "/account/reauthenticate/", password=plant("password", "a wrong one"))
        self._fill(another, "/account/login/", login=self.email, password=plant("password", "a wrong one"))
        self._fill(another, "/account/login/", login=self.email, password=password)
        self._fill(another, "/account/2fa/authenticate/", code=plant("text", "no code"))
        nobody = {"login": plant("email", "nobody's login"), "password": plant("password", "nobody's")}
        self._fill(self.browser(), "/account/login/", **nobody)

    def _fill(self, browser, url, **words):
        """Posts these answers with whatever else the page's form holds."""
        page = browser.open(url)
        pairs = [pair for pair in _token(page) + _hidden(page) if pair[0] not in words]
        return browser.post(page.url, [*pairs, *words.items()])

    # ---- what goes wrong

    def nobody_signed_in(self):
        """Forms of pages that are closed, or need a key from a mail."""
        browser, plant = self.browser(), self.garden.plant
        new = plant("password", "after a mail")
        self._fill(browser, "/account/password/reset/", email=plant("email", "reset of nobody"))
        self._fill(browser, "/account/password/reset/", email=self.email)
        for url in ("/account/signup/", "/account/login/code/confirm/", "/account/confirm-email/x/"):
            words = {name: plant("text", f"{url} {name}") for name in ("email", "code", "password1", "key")}
            browser.post(url, [*_token(browser.get("/account/login/")), *words.items()])
        key = plant("path", "a key that was in no mail")
        browser.post(
            f"/account/password/reset/key/1-{key}/",
            [*_token(browser.get("/account/login/")), ("password1", new)],
        )

    def mistyped_addresses(self):
        plant = self.garden.plant
        for name in ("Carmen", "Rosa", "Nobody"):
            browser = self.browsers.get(name) or self.browser()
            for url in (
                "/{}/",
                "/cases/{}/plan/",
                "/in/{}/",
                "/line/{}",
                "/cases/people/?name={}",
                "/?q={}&next={}",
            ):
                browser.get(url.replace("{}", plant("path", f"{name}: {url}")))
            token = _token(browser.get("/help/"))
            for url in ("/in/{}/", "/cases/{}/", "/language/?next={}"):
                to = url.replace("{}", plant("path", f"{name}: POST {url}"))
                browser.post(
                    to,
                    [*token, ("next", f"//{plant('path', 'next')}"), ("language", plant("text", "language"))],
                )
                browser.post(to, [("csrfmiddlewaretoken", plant("path", "no token"))])
            browser.get(f"/{plant('path', 'a very long address')}{'x' * 6000}/")
            browser.get("/", Host=f"{plant('path', 'another host')}.example.org")
            browser.get("/", Cookie=f"sessionid={plant('path', 'a cookie')}")
            browser.get("/", Referer=f"http://localhost/{plant('path', 'where from')}")
        self._too_much(self.browsers["Ana"])

    def _too_much(self, ana):
        """More than a form may hold; a zero byte; a body that ends in the middle; half a file."""
        page, plant = ana.get("/line/people/"), self.garden.plant
        token = _token(page)
        big = plant("text", "three megabytes") + " y" * 1_500_000
        ana.post(page.url, [*token, ("called", big)])
        many = plant("path", "many")
        ana.post(page.url, [*token, *((f"{many}{number}", "x") for number in range(1100))])
        ana.post(page.url, [*token, ("called", plant("text", "a zero byte") + "\0")])
        broken = f'--x\r\nContent-Disposition: form-data; name="{plant("path", "broken")}\r\n'
        ana._ask("POST", page.url, broken.encode(), {"Content-Type": "multipart/form-data; boundary=x"})

    def database_trouble(self):
        """The database refuses what the clinic writes, in ways that quote the row; each is a page that failed."""
        clinic, ana = self.clinic, self.browsers["Ana"]
        self.mishaps = []
        with clinic.connect(as_owner=True) as owner:
            for before, after in TROUBLES:
                owner.execute(before)
                page = ana.get("/line/people/")
                pairs = [*_token(page), ("visit_id", uuid4())]
                called = self.garden.plant("name", "a page that failed")
                answer = ana.post(page.url, [*pairs, ("called", called), ("language", "spa")])
                self.mishaps.append(answer.status)
                owner.execute(after)
            self._link_that_fails(owner)
        self._quoted_by_postgres()

    def _link_that_fails(self, owner):
        link, role, browser = self.link_that_fails, "clinic_app", self.browser()
        page = browser.get(link)
        owner.execute(f"REVOKE UPDATE ON clinic_signinlink FROM {role}")
        self.mishaps.append(browser.post(link, _token(page)).status)
        owner.execute(f"GRANT UPDATE ON clinic_signinlink TO {role}")

    def _quoted_by_postgres(self):
        """Statements with the words in them, as a driver that writes literals sends them."""
        plant = self.garden.plant
        twice = "INSERT INTO clinic_user (id, holder_id, email, password, language, is_active, made_at, called, phone)"
        row = " VALUES (gen_random_uuid(), gen_random_uuid(), '{}', '', 'en', true, now(), '', '')"
        email = plant("staff_email", "written down twice")
        with self.clinic.connect() as app:
            for statement, words in (
                (twice + row, email),
                (twice + row, email),
                ("SELECT '{}' FROM nowhere", plant("text", "no such table")),
                ("SELECT '{}' SELECT", plant("text", "no such words")),
                (
                    "INSERT INTO clinic_cache (cache_key, value, expires) VALUES (repeat('{}', 99), '', now())",
                    plant("path", "too long"),
                ),
                ("SET statement_timeout = 100; SELECT '{}', pg_sleep(9)", plant("path", "too slow")),
            ):
                with suppress(Error):
                    app.execute(statement.format(words))
            app.execute("SET statement_timeout = 0")
            with suppress(Error):
                app.execute("SELECT %s::text, 1 / %s::int", [plant("text", "bound"), 0])

    # ---- letters

    def letters(self):
        """First without Celery, then by a real worker, which also fails at a task."""
        self.clinic.manage("runoutbox", "--once")
        words = self.garden.plant("name", "a task that failed")
        self.clinic.env["WORDS_OF_A_TASK"] = words
        for task in ("clinic.outbox.tasks.sweep", "clinic.outbox.tasks.send", "tests.scan.fail"):
            self.clinic.call(task)


TROUBLES = [
    (
        "ALTER TABLE clinic_person ADD CONSTRAINT nobody_comes CHECK (false) NOT VALID",
        "ALTER TABLE clinic_person DROP CONSTRAINT nobody_comes",
    ),
    (
        "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION 'This is the row: %', NEW; END$$;"
        " CREATE TRIGGER shout BEFORE INSERT ON clinic_visit FOR EACH ROW EXECUTE FUNCTION shout()",
        "DROP FUNCTION shout CASCADE",
    ),
    ("REVOKE INSERT ON clinic_holderkey FROM clinic_app", "GRANT INSERT ON clinic_holderkey TO clinic_app"),
]


def totp(seed):
    """The six digits an app would show now."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(seed), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def _token(page):
    return [("csrfmiddlewaretoken", re.search(r'csrfmiddlewaretoken" value="([^"]+)', page.text)[1])]


def _hidden(page):
    try:
        form = page.form()
    except LookupError:
        return []
    return [
        (one.name, one.value)
        for one in form.fields
        if one.type == "hidden" and one.name != "csrfmiddlewaretoken"
    ]
