"""The pages on which a person sees what is held, takes it home, and has it erased; and a legal hold."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.people import cards, holds
from clinic.people import services as people
from clinic.people.models import AccessWhy, LegalHold, Person
from clinic.security.models import AuditEntry
from tests.clinic.people.signing_in import signs_in, with_app


@pytest.fixture
def address(rosa):
    return f"/cases/people/{rosa.pk}/"


@pytest.fixture
def stale(time_machine):
    """stale(ana): signed in eleven minutes ago."""

    def browser(user):
        time_machine.move_to(timezone.now(), tick=False)
        client = signs_in(user, with_app(user))
        time_machine.shift(timedelta(minutes=11))
        return client

    return browser


def test_ana_sees_what_is_held_and_how_long(at, ana, address):
    page = at(ana).get(f"{address}held/").content.decode()

    assert "Who you are: names, numbers, language" in page
    assert "kept until the person is erased" in page
    assert f"{address}erasing/" not in page


def test_ana_takes_it_home_as_a_file_with_a_neutral_name(at, ana, address):
    answer = at(ana).post(f"{address}held/take-home/")

    assert answer["Content-Disposition"] == 'attachment; filename="papers.zip"'
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert AuditEntry.objects.filter(verb="person.export").count() == 1


@pytest.mark.parametrize("door", ["held/take-home/", "erasing/", "hold/", "hold/end/"])
def test_a_sign_in_of_long_ago_takes_erases_and_holds_nothing(stale, carmen, rosa, address, door):
    answer = stale(carmen).post(f"{address}{door}", {"sure": "on", "reference": "24-7"})

    assert answer["Location"].startswith("/account/reauthenticate/")
    assert Person.objects.filter(pk=rosa.pk).exists()
    assert not AuditEntry.objects.filter(verb__in=["person.export", "hold.set"]).exists()


def test_a_volunteer_too_signs_in_again_before_anything_is_taken_home(stale, ana, address):
    answer = stale(ana).post(f"{address}held/take-home/")

    assert answer["Location"].startswith("/account/reauthenticate/")
    assert not AuditEntry.objects.filter(verb="person.export").exists()


def test_mei_reads_what_is_held_and_takes_nothing_away(at, mei, address):
    page = at(mei).get(f"{address}held/").content.decode()

    assert "Who you are: names, numbers, language" in page
    assert "take-home" not in page
    assert at(mei).post(f"{address}held/take-home/").status_code == 404


@pytest.mark.parametrize("who", ["bo", "luis"])
def test_strangers_find_nothing(request, at, who, address):
    browser = at(request.getfixturevalue(who))

    for door in ("held/", "erasing/", "hold/"):
        assert browser.get(f"{address}{door}").status_code == 404
    for door in ("held/take-home/", "erasing/", "hold/", "hold/end/"):
        assert browser.post(f"{address}{door}", {"sure": "on", "reference": "7"}).status_code == 404
    assert Person.objects.exists()


def test_ana_neither_erases_nor_holds(at, ana, address):
    for door in ("erasing/", "hold/", "hold/end/"):
        assert at(ana).post(f"{address}{door}", {"sure": "on", "reference": "7"}).status_code == 404

    assert Person.objects.exists()
    assert not LegalHold.objects.exists()


def test_her_phone_shows_what_is_held_where_it_shows_the_story(at, rosa, ana):
    cards.make_card(rosa, by=ana, shows_story=True)
    phone = at(rosa.user)

    assert phone.get("/cases/mine/held/").status_code == 200
    assert phone.post("/cases/mine/held/take-home/")["Content-Type"] == "application/zip"


def test_a_phone_that_shows_only_dates_shows_and_gives_nothing(at, rosa, ana):
    cards.make_card(rosa, by=ana, shows_story=False)
    phone = at(rosa.user)

    page = phone.get("/cases/mine/held/").content.decode()

    assert "This does not show on this phone." in page and "Take everything home" not in page
    assert phone.post("/cases/mine/held/take-home/").status_code == 404


def test_carmen_erases_rosa_after_saying_yes_and_is_back_on_the_roll(at, carmen, rosa, address):
    browser = at(carmen)
    assert f"{address}erasing/" in browser.get(f"{address}held/").content.decode()

    answer = browser.post(f"{address}erasing/", {"sure": "on"})

    assert (answer.status_code, answer["Location"]) == (303, "/cases/people/")
    assert not Person.objects.filter(pk=rosa.pk).exists()
    assert "Everything of this person is erased." in browser.get("/cases/people/").content.decode()


def test_an_administrator_erases_and_holds_nobody_even_where_the_case_is_open_to_them(
    at, omar, ana, rosa, address
):
    people.open_access(omar, rosa, why=AccessWhy.GRANT, by=ana)
    browser = at(omar)

    answers = [browser.post(f"{address}{page}/", {"sure": "on"}) for page in ("erasing", "hold", "hold/end")]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert Person.objects.filter(pk=rosa.pk).exists()


def test_nothing_is_erased_without_the_tick_or_by_looking(at, carmen, rosa, address):
    browser = at(carmen)

    assert browser.get(f"{address}erasing/").status_code == 200
    assert browser.post(f"{address}erasing/", {}).status_code == 303
    assert Person.objects.filter(pk=rosa.pk).exists()


@pytest.mark.parametrize("everybody", [False, True])
def test_under_a_legal_hold_there_is_no_button_and_a_post_erases_nothing(
    at, carmen, rosa, address, everybody
):
    holds.hold(None if everybody else rosa, by=carmen, reference="24-7")
    browser = at(carmen)

    page = browser.get(f"{address}erasing/").content.decode()
    browser.post(f"{address}erasing/", {"sure": "on"})

    assert "Nothing may be erased now" in page
    assert 'name="sure"' not in page
    assert Person.objects.filter(pk=rosa.pk).exists()
    assert "Nothing was erased." in browser.get(f"{address}erasing/").content.decode()


def test_carmen_sets_a_hold_and_lifts_it(at, carmen, rosa, address):
    browser = at(carmen)

    answer = browser.post(f"{address}hold/", {"reference": "24-7"})
    assert answer["Location"] == f"{address}erasing/"
    assert holds.is_held(rosa)
    assert "24-7" in browser.get(f"{address}erasing/").content.decode()

    browser.post(f"{address}hold/end/")
    assert not holds.is_held(rosa)


def test_a_second_hold_is_refused_in_words(at, carmen, rosa, address):
    holds.hold(rosa, by=carmen, reference="24-7")
    browser = at(carmen)

    browser.post(f"{address}hold/", {"reference": "24-8"})

    assert "A hold stands already." in browser.get(f"{address}hold/").content.decode()


@pytest.mark.parametrize(
    ("written", "taken"),
    [("24-cv-0117", True), ("A.7/2026", True), ("Rosa Ejemplo", False), ("Rosa7", False), ("A000-000-042", False),
     ("A000000042", False), ("7", True), ("-", False)],
)  # fmt: skip
def test_a_holds_number_is_a_number_and_names_nobody(at, carmen, rosa, address, written, taken):
    browser = at(carmen)

    browser.post(f"{address}hold/", {"reference": written})

    assert holds.is_held(rosa) == taken


def test_lifting_rosas_hold_leaves_the_hold_for_everybody(at, carmen, address):
    holds.hold(None, by=carmen, reference="24-7")

    at(carmen).post(f"{address}hold/end/")

    assert LegalHold.objects.standing().exists()
