"""Log lines never carry values: database errors quote whole rows, so what they quote is cut out, tracebacks included."""

import logging
import re

QUOTED = re.compile(r"(DETAIL:|CONTEXT:|Key \().*", re.DOTALL)
OF_REQUESTS = ("django.request", "django.security")


class WithoutValues(logging.Filter):
    """Keeps the exception's type and where it happened; drops its text, which may quote what somebody typed."""

    def filter(self, record):
        if record.name.startswith(OF_REQUESTS):
            _name_the_page(record)
        if record.exc_info and record.exc_info[0] is not None:
            _name_the_kind(record)
        record.msg, record.args = QUOTED.sub("[left out]", record.getMessage()), ()
        return True


def _name_the_page(record):
    """Which page it was, instead of its address: that may be a sign-in link, or whatever a stranger sent."""
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    why = record.name.rpartition(".")[2]
    record.msg, record.args = f"{why}: {match.view_name if match else 'unknown page'}", ()


def _name_the_kind(record):
    """Celery and others put an exception's words into the message too."""
    kind, error, trace = record.exc_info
    said = record.getMessage()
    for words in filter(None, (repr(error), str(error))):
        said = said.replace(words, "[left out]")
    record.exc_info = record.exc_text = None
    record.msg, record.args = f"{said} [{kind.__name__} at {_where(trace)}]", ()


def _where(trace):
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{'/'.join(code.co_filename.split('/')[-2:])}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])
