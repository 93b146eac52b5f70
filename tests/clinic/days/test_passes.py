"""Carmen lets Ana in at a table for one night: tonight's line only, behind four digits, until the night is over."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from clinic.days import passes, services
from clinic.days.models import ClinicDay, PassEnd, TablePass, Visit
from clinic.days.tasks import end_passes
from clinic.people import services as people
from clinic.people import tries
from clinic.people.models import AccessWhy, Person, Role, User
from clinic.security.models import AuditEntry, Leftover
from clinic.vault import holders

PIN = "4071"


def code_on(page):
    return re.search(r'slip__word"><bdi dir="ltr">([^<]+)<', page)[1]


def asked_for_pass(lead, **typed):
    """The lead's browser asks for a pass; returns the code it shows."""
    answer = lead.post("/passes/", typed)
    return code_on(lead.get(answer["Location"]).content.decode())


def sat_down(code, pin=PIN):
    """A laptop on which nobody is signed in, and what it was answered."""
    laptop = Client()
    return laptop, laptop.post("/pass/", {"code": code, "pin": pin})


@pytest.fixture
def laptop(carmen, ana):
    """Ana at a table, let in by Carmen's pass."""
    _pass, code = passes.make_pass(by=carmen, volunteer=ana)
    return sat_down(code)[0]


@pytest.fixture
def table_pass(laptop):
    return TablePass.objects.get()


@pytest.fixture
def visit(bo):
    return services.add_walk_in(by=bo, called="Nadia", language="spa")


def later(**by):
    return time_machine.travel(timezone.now() + timedelta(**by))


def test_the_lead_makes_a_pass_and_the_laptop_opens_the_line(at, carmen, ana, visit):
    code = asked_for_pass(at(carmen), volunteer=str(ana.pk))
    laptop, answer = sat_down(code.lower().replace("-", " "))

    assert (answer.status_code, answer["Location"]) == (303, "/line/")
    assert "Nadia" in laptop.get("/line/").content.decode()
    assert [e.verb for e in AuditEntry.objects.filter(verb__startswith="pass.")] == ["pass.make", "pass.use"]


def test_a_password_alone_would_not_have_opened_it(ana):
    browser = Client()
    browser.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert browser.get("/line/").status_code == 302


def test_somebody_without_an_account_gets_one_that_ends_with_the_pass(at, carmen, visit):
    lead = at(carmen)
    laptop, _answer = sat_down(asked_for_pass(lead, called="Teo"))
    teo = TablePass.objects.get().volunteer
    page = laptop.get("/line/").content.decode()

    lead.post(f"/passes/{TablePass.objects.get().pk}/end/")

    holders.forget()
    teo = User.objects.get(pk=teo.pk)
    assert (teo.called, teo.email, "Nadia" in page) == ("Teo", None, True)
    assert (teo.is_active, teo.role_names) == (False, frozenset())
    assert laptop.get("/line/").status_code == 302


@pytest.mark.parametrize("typed", [{}, {"called": "Teo", "volunteer": "ana"}])
def test_a_pass_is_for_one_of_the_two(at, carmen, ana, typed):
    lead = at(carmen)

    answer = lead.post("/passes/", {**typed, **({"volunteer": str(ana.pk)} if "volunteer" in typed else {})})

    assert answer["Location"] == "/passes/"
    assert not TablePass.objects.exists()


def test_a_code_is_good_once(carmen, ana):
    _pass, code = passes.make_pass(by=carmen, volunteer=ana)
    sat_down(code)

    second, answer = sat_down(code)

    assert answer["Location"] == "/pass/"
    assert "This code is not good" in second.get("/pass/").content.decode()


@pytest.mark.parametrize(("minutes", "to"), [(9, "/line/"), (11, "/pass/")])
def test_a_code_is_good_for_ten_minutes(carmen, ana, minutes, to):
    _pass, code = passes.make_pass(by=carmen, volunteer=ana)

    with later(minutes=minutes):
        assert sat_down(code)[1]["Location"] == to


def test_wrong_codes_are_counted_like_those_of_cards(db):
    laptop = Client()
    for number in range(tries.AN_ADDRESS + 1):
        laptop.post("/pass/", {"code": f"0000-{number:04}", "pin": PIN})

    assert "That was many tries" in laptop.get("/pass/").content.decode()


@pytest.mark.parametrize("pin", ["0000", "1234", "9876", "12", "abcd", "٤٠٧١"])
def test_a_pin_is_four_digits_and_not_the_first_to_guess(carmen, ana, pin):
    _pass, code = passes.make_pass(by=carmen, volunteer=ana)

    assert sat_down(code, pin)[1]["Location"] == "/pass/"
    assert sat_down(code)[1]["Location"] == "/line/"


def test_neither_code_nor_pin_can_be_read_from_the_table(carmen, ana, laptop, table_pass):
    row = str(TablePass.objects.values().get())

    assert PIN not in re.sub(r"[0-9a-f-]{36}", "", row).replace(table_pass.pin_hash, "")
    assert table_pass.pin_hash.startswith("argon2$argon2id$")


def test_guessing_a_code_in_its_ten_minutes_is_hopeless():
    """Twenty codes wait at once, and a thousand addresses try: less than one chance in 500,000 a night of four hours."""
    tries_a_night = 1000 * tries.AN_ADDRESS * 4

    assert tries_a_night * 20 / 2**40 < 1 / 500_000
    assert passes.WRONG_PINS / 10**4 <= 1 / 2000


# ---------------------------------------------------------------- who may let others in


def test_an_intake_volunteer_lets_nobody_in_until_a_coordinator_names_her(at, carmen, ana, bo):
    before = at(bo).get("/passes/").status_code
    at(carmen).post("/passes/leads/", {"volunteer": str(bo.pk)})
    lead = at(bo)
    laptop, _answer = sat_down(asked_for_pass(lead, volunteer=str(ana.pk)))

    assert before == 404
    assert 'href="/passes/"' in lead.get("/line/").content.decode()
    assert laptop.get("/line/").status_code == 200


def test_being_the_lead_ends_with_the_night_or_by_the_coordinator(at, carmen, bo):
    lead = passes.name_lead(bo, by=carmen)
    with later(days=1):
        tomorrow = at(bo).get("/passes/").status_code
    at(carmen).post(f"/passes/leads/{lead.pk}/end/")

    assert (tomorrow, at(bo).get("/passes/").status_code) == (404, 404)


@pytest.mark.parametrize("who", ["luis", "mei", "omar"])
def test_nobody_else_makes_passes(at, request, who):
    browser = at(request.getfixturevalue(who))

    assert [browser.get(url).status_code for url in ("/passes/", "/passes/leads/")] == [404, 404]


def test_a_pass_makes_no_passes_even_for_a_lead(carmen, ana, laptop):
    passes.name_lead(ana, by=carmen)

    assert laptop.get("/passes/").status_code == 404


def test_the_code_shows_to_the_lead_who_asked_alone(at, carmen, ana):
    lead = at(carmen)
    answer = lead.post("/passes/", {"volunteer": str(ana.pk)})

    assert lead.get(answer["Location"]).status_code == 200
    assert at(carmen).get(answer["Location"]).status_code == 404


# ---------------------------------------------------------------- what it sees


def test_it_sees_tonights_line_and_not_who_was_handed_over_before(at, ana, bo, laptop, visit):
    earlier = people.meet_person(called="Ibrahim", by=bo)
    people.open_access(ana, earlier, why=AccessWhy.HANDED, by=bo)
    own = at(ana)

    pages = [browser.get("/cases/people/").content.decode() for browser in (own, laptop)]
    answers = [browser.get(f"/cases/people/{earlier.pk}/").status_code for browser in (own, laptop)]

    assert ["Ibrahim" in page for page in pages] == [True, False]
    assert answers == [200, 404]
    assert "Nadia" in laptop.get("/line/").content.decode()


def test_whom_she_takes_at_the_table_opens_and_whom_bo_took_does_not(bo, laptop, visit):
    other = services.add_walk_in(by=bo, called="Wen", language="spa")
    services.take(other, by=bo)

    laptop.post(f"/line/{visit.pk}/taking/")

    assert laptop.get(f"/line/{visit.pk}/").status_code == 200
    assert laptop.get(f"/cases/people/{visit.person_id}/").status_code == 200
    assert laptop.get(f"/cases/people/{other.person_id}/").status_code == 404


def test_a_visit_of_another_night_is_not_there(ana, bo, laptop, visit):
    Visit.objects.update(
        clinic_day=ClinicDay.objects.create(day=timezone.localdate() - timedelta(days=7), opened_by=bo)
    )
    people.open_access(ana, visit.person, why=AccessWhy.VISIT, by=bo)

    assert laptop.get(f"/line/{visit.pk}/").status_code == 404
    assert not Person.objects.visible_to(_as_on(laptop, ana)).exists()


def _as_on(laptop, user):
    user = User.objects.get(pk=user.pk)
    user.table_pass = TablePass.objects.get()
    return user


def test_a_coordinators_role_does_not_come_through_a_pass(ana, carmen):
    people.give_role(ana, Role.COORDINATOR, by=carmen)
    _pass, code = passes.make_pass(by=carmen, volunteer=ana)
    laptop = sat_down(code)[0]

    assert [laptop.get(url).status_code for url in ("/desk/", "/line/")] == [404, 200]


@pytest.mark.parametrize(
    "url", ["/account/2fa/", "/account/2fa/totp/activate/", "/account/password/change/", "/account/sessions/"]
)
def test_a_pass_changes_nothing_about_the_account(laptop, url):
    assert laptop.get(url).status_code == 404


# ---------------------------------------------------------------- when it ends


def test_one_tap_of_the_lead_ends_it_on_the_next_request(at, carmen, laptop, table_pass):
    before = laptop.get("/line/").status_code

    at(carmen).post(f"/passes/{table_pass.pk}/end/")
    after = laptop.get("/line/")

    assert (before, after.status_code, after["Location"]) == (200, 302, "/pass/")
    assert settings.SESSION_COOKIE_NAME not in {n for n, c in laptop.cookies.items() if c.value}


def test_it_ends_with_the_night(laptop, table_pass):
    morning = timezone.localtime(table_pass.ends_at)
    TablePass.objects.update(ends_at=timezone.now() + timedelta(hours=1))

    with later(hours=1):
        answer = laptop.get("/line/")
        end_passes()

    table_pass.refresh_from_db()
    assert answer["Location"] == "/pass/"
    assert (table_pass.ended_why, table_pass.ended_by) == (PassEnd.NIGHT, None)
    assert (morning.date(), morning.time()) == (
        table_pass.clinic_day.day + timedelta(days=1),
        passes.MORNING,
    )


def test_the_sweep_leaves_what_stands(carmen, bo, laptop, table_pass):
    passes.make_pass(by=carmen, volunteer=bo)

    end_passes()

    assert TablePass.objects.current().count() == 2


def test_a_new_pass_ends_the_one_before(carmen, ana, laptop):
    passes.make_pass(by=carmen, volunteer=ana)

    assert laptop.get("/line/")["Location"] == "/pass/"


@pytest.mark.parametrize("way", ["/leave/", "/account/logout/"])
def test_whoever_leaves_gives_the_pass_back(laptop, table_pass, way):
    laptop.post(way) if "logout" in way else laptop.get(way)

    table_pass.refresh_from_db()
    assert table_pass.ended_why == PassEnd.LEFT


def test_who_is_no_longer_an_intake_volunteer_sees_nothing(ana, carmen, laptop):
    people.take_role(ana, Role.INTAKE, by=carmen)

    assert laptop.get("/line/").status_code in (302, 404)


# ---------------------------------------------------------------- the four digits


def test_after_a_while_every_page_answers_with_the_pin(laptop, visit):
    with later(seconds=settings.TABLE_PASS_IDLE + 1):
        answers = [
            laptop.get(url) for url in ("/line/", "/line/people/", "/cases/people/", "/start/", "/help/")
        ]
        page = laptop.get("/pass/pin/").content.decode()

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(303, "/pass/pin/")}
    assert "Nadia" not in page and "/line/" not in page


def test_the_pin_shows_the_page_again_where_it_was(laptop):
    with later(seconds=settings.TABLE_PASS_IDLE + 1):
        laptop.get("/line/people/")

        answer = laptop.post("/pass/pin/", {"pin": PIN})

        assert answer["Location"] == "/line/people/"
        assert laptop.get("/line/people/").status_code == 200


def test_who_works_is_not_hidden(laptop):
    now = timezone.now()
    for step in range(1, 4):
        with time_machine.travel(now + timedelta(seconds=step * (settings.TABLE_PASS_IDLE - 10))):
            assert laptop.post("/pass/seen/").status_code == 204
            assert laptop.get("/line/").status_code == 200


def test_hiding_holds_although_somebody_works_in_another_tab(laptop):
    laptop.post("/pass/hiding/")

    laptop.post("/pass/seen/")

    assert laptop.get("/line/")["Location"] == "/pass/pin/"


def test_what_was_typed_before_the_page_hid_is_there_again(laptop):
    """Without JavaScript: the form is sent after the page has hidden itself."""
    typed = {"called": "Ousmane", "language": "wol", "reasons": ["held"]}
    with later(seconds=settings.TABLE_PASS_IDLE + 1):
        sent = laptop.post("/line/people/", typed, headers={"referer": "http://testserver/line/people/"})
        unlocked = laptop.post("/pass/pin/", {"pin": PIN})
        page = laptop.get(unlocked["Location"]).content.decode()

    assert (sent["Location"], unlocked["Location"]) == ("/pass/pin/", "/line/people/")
    assert 'value="Ousmane"' in page and 'value="wol" selected' in page
    assert not Person.objects.filter(visits__isnull=False).exists()


def test_a_draft_that_comes_after_the_page_hid_is_kept_and_shows_nothing(laptop):
    laptop.post("/pass/hiding/")

    answer = laptop.post("/line/people/", {"called": "Ousmane"}, headers={"x-draft": "1"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert Leftover.objects.count() == 1
    laptop.post("/pass/pin/", {"pin": PIN})
    assert 'value="Ousmane"' in laptop.get("/line/people/").content.decode()


def test_a_tap_on_a_hidden_page_does_nothing_and_comes_back_to_its_page(laptop, visit):
    laptop.post("/pass/hiding/")

    laptop.post(f"/line/{visit.pk}/taking/", headers={"referer": "http://testserver/line/"})

    assert laptop.post("/pass/pin/", {"pin": PIN})["Location"] == "/line/"
    assert Visit.objects.get().taken_by is None


@pytest.mark.parametrize("came_from", ["http://evil.example/line/people/", "//evil.example/", ""])
def test_it_never_comes_back_to_another_house(laptop, came_from):
    laptop.post("/pass/hiding/")
    laptop.post("/line/people/", {"called": "x"}, headers={"referer": came_from})

    assert laptop.post("/pass/pin/", {"pin": PIN})["Location"] == "/line/"


def test_five_wrong_pins_end_the_pass(laptop, table_pass):
    laptop.post("/pass/hiding/")
    answers = [laptop.post("/pass/pin/", {"pin": "5038"})["Location"] for _ in range(passes.WRONG_PINS)]

    laptop.post("/pass/pin/", {"pin": PIN})

    table_pass.refresh_from_db()
    assert answers == ["/pass/pin/"] * 4 + ["/pass/"]
    assert table_pass.ended_why == PassEnd.PIN
    assert laptop.get("/line/").status_code == 302


def test_a_right_pin_begins_the_count_anew(laptop, table_pass):
    for pin in ["5038"] * 4 + [PIN] + ["5038"] * 4:
        laptop.post("/pass/pin/", {"pin": pin})

    assert TablePass.objects.current().count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_wrong_pins_at_once_are_five_tries(laptop, table_pass):
    gate = Barrier(10)

    def wrong(_number):
        gate.wait(timeout=30)
        try:
            return passes.check_pin(table_pass, "5038")
        except passes.PassIsOver:
            return "over"
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(wrong, range(10)))

    table_pass.refresh_from_db()
    assert (answers.count(False), answers.count("over")) == (4, 6)
    assert (table_pass.wrong_pins, table_pass.ended_why) == (5, PassEnd.PIN)


def test_the_script_asks_and_hears_only_yes_or_no(laptop):
    laptop.post("/pass/hiding/", headers={"x-cover": "1"})

    answers = [laptop.post("/pass/pin/", {"pin": pin}, headers={"x-cover": "1"}) for pin in ("5038", PIN)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(403, b""), (204, b"")]
    assert laptop.get("/line/").status_code == 200


@pytest.mark.parametrize("url", ["/pass/pin/", "/pass/hiding/"])
def test_without_a_pass_there_is_nothing_to_hide(at, ana, url):
    assert at(ana).post(url).status_code == 404


def test_ending_one_laptop_leaves_the_other(at, carmen, ana, bo):
    laptops = [sat_down(passes.make_pass(by=carmen, volunteer=who)[1])[0] for who in (ana, bo)]
    anas = TablePass.objects.get(volunteer=ana)

    at(carmen).post(f"/passes/{anas.pk}/end/")

    assert [laptop.get("/line/").status_code for laptop in laptops] == [302, 200]
