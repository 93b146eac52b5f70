"""The same form sent twice is taken once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cases.casefile import services as casefile
from cases.plans.models import Item
from clinic.security import once
from clinic.security.models import TakenForm
from tests.at_once import at_once
from tests.conftest import signed_in
from tests.urlconf import pages

DOORS = {  # nobody is signed in there: what is typed is counted, or good once, or changes nothing when said again
    "account_confirm_email", "account_confirm_login_code", "account_email_verification_sent", "account_login",
    "account_logout", "account_reset_password", "account_reset_password_from_key", "account_signup", "card", "invitation",
    "language", "mail_status", "mfa_authenticate", "mfa_login_webauthn", "sign_in_link", "table_pass", "text_came_in",
    "text_status",
}  # fmt: skip


class StepForm:
    """The page for a new step, as a browser got it: each showing has a token of its own."""

    def __init__(self, browser, case):
        self.browser, self.url = browser, f"/cases/{case.pk}/plan/new/step/"
        page = browser.get(self.url).content.decode()
        self.token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def send(self, text="Ask for my file", **more):
        return self.browser.post(self.url, {"csrfmiddlewaretoken": self.token, "text": text, **more})


@pytest.fixture
def case(rosa, ana):
    return casefile.open_case(rosa, by=ana)


@pytest.fixture
def form(case, ana):
    return StepForm(signed_in(ana), case)


def test_a_double_tap_is_taken_once_and_leads_to_the_same_page(form):
    first, second = form.send(), form.send()

    assert (first.status_code, second.status_code) == (303, 303)
    assert second["Location"] == first["Location"] != form.url
    assert Item.objects.count() == 1
    assert "This came twice" in form.browser.get(second["Location"]).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_moment_are_taken_once(form):
    first, second = at_once(form.send, form.send)

    assert second["Location"] == first["Location"] != form.url
    assert Item.objects.count() == 1


def test_other_words_from_the_same_page_are_another_form(form):
    form.send("Ask for my file")
    form.send("Ask for my file again")

    assert Item.objects.count() == 2


def test_the_same_words_from_a_new_page_are_another_form(form, case):
    form.send()
    StepForm(form.browser, case).send()

    assert Item.objects.count() == 2


def test_a_refused_form_may_come_again(form):
    refused = [form.send(""), form.send("")]

    assert [answer["Location"] for answer in refused] == [form.url, form.url]
    assert TakenForm.objects.count() == 0
    assert form.send()["Location"] != form.url


def test_a_draft_of_it_may_come_before(form):
    form.browser.post(
        form.url, {"csrfmiddlewaretoken": form.token, "text": "Ask for my file"}, headers={"X-Draft": "1"}
    )

    assert form.send()["Location"] != form.url
    assert Item.objects.count() == 1


def test_a_form_that_broke_is_not_taken(form, monkeypatch, errors_are_expected):
    form.browser.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(TakenForm.objects, "update_or_create", None)
        broken = form.send()

    assert (broken.status_code, Item.objects.count()) == (500, 0)
    assert form.send().status_code == 303
    assert Item.objects.count() == 1


def test_somebody_elses_session_does_not_get_the_answer(form, case, ana):
    form.send()
    other = StepForm(signed_in(ana), case)
    other.token = form.token

    assert other.send()["Location"]
    assert Item.objects.count() == 2


def test_a_file_sent_again_in_other_parts_is_the_same_file(form):
    def send(mark):
        said = {"csrfmiddlewaretoken": form.token, "text": "Ask for my file"}
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in said.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="paper"; filename="a.pdf"\r\n\r\n'
        body = "".join([*parts, head, "A paper\r\n", f"--{mark}--\r\n"])
        return form.browser.generic(
            "POST", form.url, body, content_type=f"multipart/form-data; boundary={mark}"
        )

    assert send("one")["Location"] == send("two")["Location"]
    assert Item.objects.count() == 1


def test_what_is_kept_of_it_tells_nothing_and_goes_within_the_hour(form, case):
    form.send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT form || leads_to FROM clinic_takenform")
        kept = bytes(cursor.fetchone()[0])

    assert str(case.pk).encode() not in kept and b"file" not in kept
    assert once.drop_old() == 0
    TakenForm.objects.update(taken_at=timezone.now() - timedelta(hours=1))
    assert once.drop_old() == 1


def test_every_form_behind_the_sign_in_is_taken_once():
    posts = [page for page in pages() if "POST" in page.methods]
    outside = {page.name for page in posts if not getattr(page.view, "login_required", True)}

    assert outside == DOORS
