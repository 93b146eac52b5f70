"""A browser without a screen: fetches pages over HTTP, keeps cookies, reads the forms on a page as they stand."""

import http.client
import re
import secrets
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

OF_EVERY_PAGE = re.compile(r"/(language|logout)/")


@dataclass
class Field:
    name: str
    type: str
    value: str = ""
    is_checked: bool = False
    attributes: dict = field(default_factory=dict)
    options: list = field(default_factory=list)  # of a select: (value, is chosen)

    @property
    def is_text(self):
        return self.type in ("text", "textarea", "email", "tel", "password", "search", "url", "number")


@dataclass
class Form:
    action: str
    method: str
    fields: list = field(default_factory=list)
    buttons: list = field(default_factory=list)  # (name, value)

    @property
    def takes_words(self):
        return any(one.is_text or one.type == "file" for one in self.fields)

    @property
    def has_files(self):
        return any(one.type == "file" for one in self.fields)

    def as_it_stands(self):
        """What a browser sends when the first button is tapped and nothing else."""
        sent = [pair for one in self.fields for pair in _sent(one)]
        return sent + [pair for pair in self.buttons[:1] if pair[0]]


def _sent(one):
    if one.type == "select":
        chosen = [value for value, is_chosen in one.options if is_chosen] or [v for v, _ in one.options[:1]]
        return [(one.name, value) for value in chosen]
    if one.type in ("checkbox", "radio"):
        return [(one.name, one.value or "on")] if one.is_checked else []
    return [] if one.type == "file" else [(one.name, one.value)]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.form, self.select, self.area = [], [], None, None, None

    def handle_starttag(self, tag, pairs):
        said = {name: value or "" for name, value in pairs}
        if tag == "a" and said.get("href"):
            self.links.append(said["href"])
        elif tag == "form":
            self.form = Form(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is not None:
            self._inside(tag, said)

    def _inside(self, tag, said):
        name = said.get("name", "")
        if tag == "button" and said.get("type", "submit") == "submit":
            self.form.buttons.append((name, said.get("value", "")))
        elif tag == "option" and self.select is not None:
            self.select.options.append((said.get("value", ""), "selected" in said))
        elif name and tag in ("input", "select", "textarea"):
            kind = said.get("type", "text") if tag == "input" else tag
            made = Field(name, kind, said.get("value", ""), "checked" in said, said)
            self.form.fields.append(made)
            self.select = made if tag == "select" else self.select
            self.area = made if tag == "textarea" else None

    def handle_data(self, data):
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.area is not None:
            self.area.value, self.area = self.area.value.removeprefix("\n"), None


@dataclass
class Answer:
    url: str
    status: int
    headers: dict
    body: bytes

    @property
    def is_page(self):
        return "text/html" in self.headers.get("content-type", "")

    @property
    def text(self):
        return self.body.decode(errors="replace")

    @property
    def goes_to(self):
        """The path of a redirect, or nothing."""
        to = self.headers.get("location", "")
        return urljoin(self.url, to) if to else ""

    def read(self):
        reader = _Reader()
        reader.feed(self.text)
        for form in reader.forms:
            form.action = urljoin(self.url, form.action) if form.action else self.url
        links = [urljoin(self.url, link).partition("#")[0] for link in reader.links]
        return reader.forms, list(dict.fromkeys(links))

    def form(self, part_of_action=""):
        """The first form on the page that is posted where this says."""
        for form in self.read()[0]:
            if (
                form.method == "post"
                and part_of_action in form.action
                and not OF_EVERY_PAGE.search(form.action)
            ):
                return form
        raise LookupError(f"No form for {part_of_action} at {self.url}: {self.status}")

    def link(self, pattern):
        return next(link for link in self.read()[1] if re.search(pattern, link))


class Browser:
    """Follows no redirect by itself."""

    def __init__(self, home, agent):
        self.home, self.agent, self.cookies = home, agent, {}

    def get(self, url, **headers):
        return self._ask("GET", url, None, headers)

    def follow(self, answer):
        """Goes on where a redirect leads, until a page."""
        for _hop in range(8):
            if not answer.goes_to or urlsplit(answer.goes_to).netloc != urlsplit(self.home).netloc:
                break
            answer = self.get(answer.goes_to)
        return answer

    def open(self, url):
        return self.follow(self.get(url))

    def post(self, url, pairs, files=(), **headers):
        if files:
            kind, body = _multipart(pairs, files)
        else:
            kind, body = "application/x-www-form-urlencoded", urlencode(pairs).encode()
        return self._ask("POST", url, body, {"Content-Type": kind, **headers})

    def _ask(self, method, url, body, headers):
        url = urljoin(self.home, url)
        parts = urlsplit(url)
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=120)
        ours = {"Host": parts.netloc, "User-Agent": self.agent, "Referer": url}
        try:
            connection.request(method, path, body, ours | ({"Cookie": jar} if jar else {}) | headers)
            answer = connection.getresponse()
            self._keep_cookies(answer)
            got = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(url, answer.status, got, answer.read())
        finally:
            connection.close()

    def _keep_cookies(self, answer):
        for line in answer.headers.get_all("Set-Cookie", ()):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


def _multipart(pairs, files):
    mark = secrets.token_hex(12)
    lines = []
    for name, value in pairs:
        lines += [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()]
    for name, (file_name, media_type, content) in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        lines += [f"{head}Content-Type: {media_type}\r\n\r\n".encode(), content, b"\r\n"]
    return f"multipart/form-data; boundary={mark}", b"".join(lines) + f"--{mark}--\r\n".encode()
