import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.days import services
from clinic.days.models import ClinicDay, Reason, Visit
from clinic.people.models import Access, Person
from clinic.security.models import AuditEntry


def walk_in(client, called="Rosa", **more):
    typed = {"visit_id": str(uuid.uuid4()), "called": called, "language": "spa", **more}
    return client.post("/line/people/", typed), typed


def test_a_walk_in_makes_a_person_and_a_place_in_the_line(at, ana):
    browser = at(ana)

    answer, _ = walk_in(browser, reasons=[Reason.HELD])

    page = browser.get(answer["Location"]).content.decode()
    assert answer.status_code == 303
    assert "Rosa" in page and "someone is held" in page


def test_a_double_tap_makes_one_visit(at, ana):
    browser = at(ana)
    _, typed = walk_in(browser)

    browser.post("/line/people/", typed)

    assert (Visit.objects.count(), Person.objects.count()) == (1, 1)


def test_a_refused_walk_in_goes_back_by_redirect_and_keeps_what_was_typed(at, ana):
    browser = at(ana)

    answer, _ = walk_in(browser, called="", language="mam")
    page = browser.get(answer["Location"]).content.decode()

    assert (answer.status_code, answer["Location"]) == (303, "/line/people/")
    assert 'value="mam" selected' in page
    assert "Please look" in page


def test_urgent_people_come_first_then_by_arrival(ana, carmen):
    for called, reasons in (("Wen", []), ("Ibrahim", [Reason.SUMMONS]), ("Nadia", [])):
        services.add_walk_in(by=ana, called=called, language="spa", reasons=reasons)

    line = services_line(ana)

    assert [place.person.called for place in line.urgent] == ["Ibrahim"]
    assert [place.person.called for place in line.waiting] == ["Wen", "Nadia"]


def services_line(user):
    from clinic.days.line import tonight

    return tonight(user)


def test_taking_opens_the_case_until_tomorrow(at, ana):
    visit = services.add_walk_in(by=ana, called="Rosa", language="spa")

    answer = at(ana).post(f"/line/{visit.pk}/taking/")

    access = Access.objects.get(user=ana, person=visit.person)
    assert answer["Location"] == f"/line/{visit.pk}/"
    assert timedelta(hours=23) < access.ends_at - timezone.now() <= timedelta(hours=24)


def test_two_volunteers_cannot_take_the_same_person(ana, bo):
    visit = services.add_walk_in(by=ana, called="Rosa", language="spa")
    services.take(visit, by=ana)

    with pytest.raises(services.AlreadyTaken):
        services.take(visit, by=bo)


def test_bo_does_not_see_who_sits_with_ana(at, ana, bo):
    visit = services.add_walk_in(by=ana, called="Rosa", language="spa")
    services.take(visit, by=ana)

    missing = at(bo).get(f"/line/{uuid.uuid4()}/")
    hidden = at(bo).get(f"/line/{visit.pk}/")

    assert (missing.status_code, hidden.status_code) == (404, 404)


def test_a_visit_of_another_night_opens_the_case_to_nobody_any_more(at, ana, bo):
    visit = services.add_walk_in(by=ana, called="Rosa", language="spa")
    services.take(visit, by=ana)
    ClinicDay.objects.update(day=timezone.localdate() - timedelta(days=1))
    until = Access.objects.get().ends_at

    taken = at(ana).post(f"/line/{visit.pk}/taking/")
    handed = at(ana).post(f"/line/{visit.pk}/hand-over/", {"to": str(bo.pk), "note": "Part 1 done"})

    assert (taken.status_code, handed.status_code) == (404, 404)
    assert Access.objects.get().ends_at == until


def test_handing_over_opens_the_case_to_the_next_helper(at, ana, bo):
    visit = services.add_walk_in(by=ana, called="Rosa", language="spa")
    services.take(visit, by=ana)

    at(ana).post(f"/line/{visit.pk}/hand-over/", {"to": str(bo.pk), "note": "Part 1 done", "table": "2"})

    page = at(bo).get("/line/").content.decode()
    assert "Part 1 done" in page
    assert Access.objects.now(bo).filter(person=visit.person).exists()


def test_what_was_promised_is_there_when_they_return(at, ana):
    first = services.add_walk_in(by=ana, called="Rosa", language="spa")
    services.take(first, by=ana)
    services.stop(first, by=ana, promised="Ask for the file")

    again = services.welcome_back(first.person, by=ana)
    services.take(again, by=ana)

    assert "Ask for the file" in at(ana).get(f"/line/{again.pk}/").content.decode()


def test_the_line_asks_the_database_the_same_number_of_times_for_fifty(at, ana):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (1, 49):
        for number in range(size):
            services.add_walk_in(by=ana, called=f"P{number}", language="spa", reasons=[Reason.HELD])
        browser = at(ana)
        browser.get("/line/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/line/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_looking_at_the_line_is_written_down(at, ana):
    visit = services.add_walk_in(by=ana, called="Rosa", language="spa")
    at(ana).get("/line/")

    entry = AuditEntry.objects.filter(verb="get line").get()
    assert (entry.actor, visit.person_id in entry.holders) == (str(ana.pk), True)
    assert "clinic.Person.called" in entry.fields
