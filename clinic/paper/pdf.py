"""From a template to a tagged PDF of US Letter pages."""

import logging
import threading
import warnings
from contextlib import contextmanager

from django.template.loader import render_to_string
from django.utils import translation


class PaperWarning(UserWarning):
    """WeasyPrint complained of a page: an error in tests, while a person at the desk still gets her paper."""


def make_pdf(template, context, *, language, large=False):
    """The bytes of a PDF/UA-1 of `template`, its words in `language`; `large` is the 18 pt print.

    Whatever WeasyPrint complains of is given out as one PaperWarning, worded without the page's own text.
    """
    from weasyprint import HTML  # takes half a second, which no command that prints nothing need spend

    from .shelf import PRINT_FOLDER, PrintFolderOnly

    with translation.override(language):
        html = render_to_string(template, {**context, "large": large})
    with _complaints() as complaints:
        page = HTML(string=html, base_url=f"{PRINT_FOLDER.as_uri()}/", url_fetcher=PrintFolderOnly())
        pdf = page.write_pdf(pdf_variant="pdf/ua-1")
    if complaints:
        warnings.warn(PaperWarning(template, *complaints), stacklevel=2)
    return pdf


@contextmanager
def _complaints():
    """Takes what WeasyPrint would log from this thread; others may be printing at the same moment."""
    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addFilter(complaints)
    try:
        yield complaints.found
    finally:
        logger.removeFilter(complaints)


class _Complaints(logging.Filter):
    """Keeps the wording without its arguments, which quote the page, and lets nothing through to the log."""

    def __init__(self):
        super().__init__()
        self.thread, self.found = threading.get_ident(), []

    def filter(self, record):
        if record.thread != self.thread:
            return True
        if record.levelno >= logging.WARNING:
            self.found.append(record.msg)
        return False
