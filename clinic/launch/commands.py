"""How web, worker and beat are called: the same by `make run` and in a container."""

NOT_SERVED = (
    "bootstrap/js/*",
    "bootstrap/css/bootstrap-*",
    "bootstrap/css/bootstrap.css*",
    "bootstrap/css/bootstrap.rtl.css*",
)


def collect_static():
    """What no page asks for stays out: compressing all of Bootstrap's sources took fourteen seconds."""
    ignored = [word for pattern in NOT_SERVED for word in ("--ignore", pattern)]
    return ["collectstatic", "--no-input", "--verbosity", "0", *ignored]


def web(*, bind, behind_proxy=False):
    """No access log: the addresses of pages say whose they are.

    Behind Caddy the visitor's address comes by the PROXY protocol: limits on tries need it, and a header can be forged.
    """
    words = ["gunicorn", "clinic.wsgi", "--bind", bind, "--no-control-socket"]
    words += ["--workers", "2", "--threads", "4", "--timeout", "60", "--graceful-timeout", "5"]
    if behind_proxy:
        words += ["--proxy-protocol", "v2", "--proxy-allow-from", "*", "--worker-tmp-dir", "/dev/shm"]
    return words


def worker():
    words = ["worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    return ["celery", "--app", "clinic.celery", *words]


def beat(*, schedule):
    """The schedule file only remembers when what ran last; losing it costs nothing."""
    return [
        "celery",
        "--app",
        "clinic.celery",
        "beat",
        "--loglevel",
        "INFO",
        "--schedule",
        str(schedule),
        "--pidfile=",
    ]
