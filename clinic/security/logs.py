"""Log lines never carry values: database errors quote whole rows, so what they quote is cut out, tracebacks included."""

import logging
import re

QUOTED = re.compile(r"(DETAIL:|CONTEXT:|Key \().*", re.DOTALL)


class WithoutValues(logging.Filter):
    """Keeps the exception's type and where it happened; drops its text, which may quote what somebody typed."""

    def filter(self, record):
        if record.exc_info and record.exc_info[0] is not None:
            kind, _error, trace = record.exc_info
            record.exc_info = None
            record.exc_text = None
            record.msg, record.args = f"{record.getMessage()} [{kind.__name__} at {_where(trace)}]", ()
        record.msg, record.args = QUOTED.sub("[left out]", record.getMessage()), ()
        return True


def _where(trace):
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{'/'.join(code.co_filename.split('/')[-2:])}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])
