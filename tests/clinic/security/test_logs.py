"""What the program writes to its log, as the handler would write it."""

import logging

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import resolve

from clinic.security.logs import WithoutValues


@pytest.fixture
def written():
    """Every line that goes through the clinic's filter while the test runs."""
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Keep()
    handler.addFilter(WithoutValues())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def test_the_filter_stands_before_everything_that_is_written():
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["without_values"]
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]


def test_a_form_without_a_token_is_logged_without_the_link_it_was_sent_to(db, written):
    Client(enforce_csrf_checks=True).post("/in/a-link-nobody-used-yet/")

    assert [line for line in written if "csrf" in line] == ["csrf: sign_in_link"]


def test_a_page_that_failed_is_named_not_addressed(written, errors_are_expected):
    request = RequestFactory().post("/in/a-link-nobody-used-yet/")
    request.resolver_match = resolve(request.path)

    logging.getLogger("django.request").error(
        "Internal Server Error: %s", request.path, extra={"request": request}
    )

    assert written == ["request: sign_in_link"]


def test_a_stranger_host_is_not_written_down(db, written, errors_are_expected):
    Client().get("/", headers={"host": "rosa-ejemplo.example.org"})

    assert any("DisallowedHost" in line for line in written)
    assert not any("rosa-ejemplo" in line for line in written)


@pytest.mark.parametrize("words", ["Rosa Ejemplo", "Rosa 'Ejemplo'", "Rosa \"la 'flaca'\""])
def test_a_task_that_failed_is_logged_without_its_words(written, errors_are_expected, words):
    try:
        raise ValueError(f"Could not read {words!r}.")
    except ValueError as error:
        logging.getLogger("celery.app.trace").exception("Task sweep[1] raised unexpected: %r", error)

    assert "Rosa" not in "".join(written)
    assert written[0].startswith(
        "Task sweep[1] raised unexpected: [left out] [ValueError at security/test_logs.py:"
    )
