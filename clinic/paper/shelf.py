"""What a page may load while it becomes paper. It brings WeasyPrint, so only printing asks for it."""

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint.urls import URLFetcher

PRINT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "print"


class NotOnThePaperShelf(ValueError):
    """A page asked for something outside our print folder."""


class PrintFolderOnly(URLFetcher):
    """Lets a page load our print sheets and fonts, and nothing else on this machine or any other."""

    def __init__(self):
        super().__init__(allowed_protocols=("file",), allow_redirects=False)

    def fetch(self, url, headers=None):
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not path.is_relative_to(PRINT_FOLDER):
            raise NotOnThePaperShelf("Paper loads nothing from outside static/print.")
        return super().fetch(path.as_uri(), headers)
