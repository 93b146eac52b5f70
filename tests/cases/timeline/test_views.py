import re
import uuid
from datetime import time

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cases.casefile.models import FamilyTie
from cases.timeline import reading, services, shown
from cases.timeline.dates import PartialDate
from cases.timeline.engine import facts_of
from cases.timeline.models import Deadline, Event, RuleReview
from clinic.people import cards
from clinic.people import services as people
from clinic.people.models import AccessWhy
from clinic.words import dates
from tests.cases.timeline.conftest import in_days

WHEN = {"when_month": "12", "when_day": "", "when_year": "2027", "when_time": "", "when_sure": "memory"}


def url(case, *rest):
    return "/".join(["/cases", str(case.pk), "timeline", *map(str, rest), ""])


def same(answer):
    return re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content)


def test_three_cards_stand_there_even_when_nothing_is_known(at, ana, case):
    page = at(ana).get(url(case)).content.decode()

    assert page.count("This does not mean you have none.") == 3
    assert "1-800-898-7180" in page


def test_a_stranger_gets_the_answer_for_what_does_not_exist(at, bo, case, hearing):
    browser = at(bo)
    pages = [url(case), url(case, "events"), url(case, "events", hearing.pk)]

    for page in pages:
        hidden, missing = browser.get(page), browser.get(page.replace(str(case.pk), str(uuid.uuid4())))
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert same(hidden) == same(missing)


def test_adding_by_a_few_letters(at, ana, case):
    answer = at(ana).post(url(case, "events"), {"search": "I-589", **WHEN, "kind": "asylum-filed"})

    event = Event.objects.get()
    assert (answer.status_code, event.kind, event.partial) == (
        303,
        "asylum-filed",
        PartialDate.from_parts(2027, 12),
    )


def test_an_unclear_kind_asks_and_keeps_everything(at, ana, case):
    browser = at(ana)

    refused = browser.post(url(case, "events"), {"search": "hearing", **WHEN, "title": "with my sister"})
    page = browser.get(refused["Location"]).content.decode()

    assert refused.status_code == 303
    assert "These fit what you wrote. Please choose one." in page
    assert "with my sister" in page and 'value="2027"' in page
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "part", [{"when_day": "31", "when_month": "2"}, {"when_year": "20277"}, {"when_day": "x"}]
)
def test_a_date_that_cannot_be_is_answered_kindly(at, ana, case, part):
    browser = at(ana)

    refused = browser.post(url(case, "events"), {"kind": "asylum-filed", **WHEN, **part})

    assert refused.status_code == 303
    assert "Please look at" in browser.get(refused["Location"]).content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"when_month": "22", "when_year": "2019"}, "2019-22"),
        ({"when_said": "about March 2021"}, "2021-03~"),
        ({"when_said": "primavera de 2020"}, "2020-21"),
        ({"when_said": "sin fecha"}, ".."),
        ({"when_said": "not set, check by Dec 1, 2027"}, "2027-12-01/.."),
        ({"when_said": "cambiada al 5 de enero de 2028"}, "2028-01-05?"),
        ({"when_said": "moved"}, "?"),
        ({"when_said": "Dec 8, 2027", "when_time": "9:00"}, "2027-12-08T"),
        ({"when_sure": "unknown"}, "XXXX"),
        ({"when_sure": "not_set"}, ".."),
        ({"when_sure": "moved"}, "?"),
        ({"when_month": "3", "when_year": "2028", "when_sure": "expected"}, "2028-03%"),
    ],
)
def test_whatever_is_known_of_a_date_can_be_written(at, ana, case, typed, stored):
    said = {"kind": "hearing-scheduled", "when_sure": "memory", **typed}

    assert at(ana).post(url(case, "events"), said).status_code == 303

    assert Event.objects.get().when == stored


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ({"when_said": "some day in may"}, "We could not read this date."),
        ({"when_said": "May 2021", "when_year": "2021"}, "Please write the date once"),
        ({"when_month": "22", "when_day": "3", "when_year": "2019"}, "We could not read this date."),
        ({"when_month": "3", "when_year": "2028", "when_sure": "moved"}, "Please write the whole day"),
    ],
)
def test_a_date_that_cannot_be_read_stays_in_the_form(at, ana, case, typed, answer):
    browser = at(ana)

    refused = browser.post(url(case, "events"), {"kind": "hearing-scheduled", "when_sure": "memory", **typed})
    page = browser.get(refused["Location"]).content.decode()

    assert answer in page
    assert all(str(part) in page for part in typed.values())
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("typed", "first"),
    [("mas", "hearing-master-scheduled"), ("fir", "ice-check-in-scheduled"), ("Hué", "biometrics-notice")],
)
def test_a_few_letters_offer_the_kinds_while_typing(at, ana, typed, first):
    page = at(ana).post("/cases/kinds/", {"search": typed, "kind": ""}).content.decode()

    assert re.search(r'name="kind" value="([^"]+)"', page)[1] == first
    assert "It comes with a paper" in page or "It usually comes with a paper" in page


def test_letters_that_fit_nothing_leave_the_whole_list_in_its_groups(at, ana):
    page = at(ana).post("/cases/kinds/", {"search": "xqz", "kind": ""}).content.decode()

    assert "We found nothing like this." in page
    assert page.count("<optgroup") == 9


def test_a_kind_from_the_list_says_what_it_usually_brings(at, ana):
    chosen = {"search": "", "kind": "hearing-individual-scheduled"}
    page = at(ana).post("/cases/kinds/", chosen).content.decode()

    assert "From: the immigration court (EOIR)." in page
    assert re.search(r'value="hearing-individual-scheduled"\s+selected', page)


def test_an_appointment_far_away_keeps_the_clock_of_its_own_place(at, ana, case):
    later = in_days(2000)
    said = {
        "kind": "hearing-scheduled",
        "when_month": later.month,
        "when_day": later.day,
        "when_year": later.year,
    }

    at(ana).post(url(case, "events"), {**said, "when_time": "9:00", "zone": "America/Chicago"})

    moment = Event.objects.get().moment
    assert (moment.zone, moment.local_time, moment.local_date) == ("America/Chicago", time(9), later)
    page = at(ana).get(url(case, "events", Event.objects.get().pk)).content.decode()
    assert "9:00 a.m. Chicago time" in page
    assert re.search(r'value="America/Chicago"\s+selected', page)


def test_the_page_of_an_event_says_how_its_date_is_known(at, ana, case, hearing):
    services.record_check(case, by=ana, result="same", event=hearing)
    notice = services.add_event(
        case,
        by=ana,
        kind="hearing-notice",
        when=PartialDate.of(in_days(-3)),
        source="paper",
        came_next=hearing,
    )
    services.change_event(hearing, by=ana, when=PartialDate.of(in_days(41)), recheck_on=in_days(10))

    page = at(ana).get(url(case, "events", hearing.pk)).content.decode()
    assert "with the court line, by Ana." in page
    assert "The court changed it on" in page and "Written down by Ana." in page
    assert "It came after: Got a hearing notice" in page
    assert f'value="{in_days(10).isoformat()}"' in page
    assert "What came next: Long hearing" in at(ana).get(url(case, "events", notice.pk)).content.decode()


def test_a_day_to_look_again_is_kept_until_the_date_changes(at, ana, case, hearing):
    services.change_event(hearing, by=ana, recheck_on=in_days(10))
    hearing.refresh_from_db()
    assert hearing.recheck_on == in_days(10)

    services.change_event(hearing, by=ana, when=PartialDate.of(in_days(60)))
    hearing.refresh_from_db()
    assert hearing.recheck_on is None


def test_a_check_in_is_checked_by_asking_its_own_office(at, ana, case):
    event = services.add_event(
        case, by=ana, kind="ice-check-in-scheduled", when=PartialDate.moved(in_days(20)), source="person"
    )

    at(ana).post(url(case, "events", event.pk, "checks", "same"))

    page = at(ana).get(url(case, "events", event.pk)).content.decode()
    assert "with the court line" not in page
    assert f"Checked on {dates.plain_date(timezone.localdate())} by Ana." in page
    assert Event.objects.get().partial == PartialDate.of(in_days(20))


def test_correcting_shows_what_it_was(at, ana, case, hearing):
    browser = at(ana)
    later = in_days(50)

    browser.post(
        url(case, "events", hearing.pk),
        {
            "kind": hearing.kind,
            "when_month": later.month,
            "when_day": later.day,
            "when_year": later.year,
            "when_time": "13:00",
            "when_sure": "memory",
            "source": "paper",
        },
    )

    again = Event.objects.get()
    assert (again.day, again.moment.local_time) == (later, time(13))
    assert "The court changed it on" in browser.get(url(case, "events", hearing.pk)).content.decode()


def test_taking_off_asks_first(at, ana, case, hearing):
    browser = at(ana)

    asked = browser.get(url(case, "events", hearing.pk, "removal"))
    assert Event.objects.exists()
    browser.post(url(case, "events", hearing.pk, "removal"))

    assert asked.status_code == 200
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("result", "says"), [("same", "Same date."), ("not_found", "did not find"), ("no_answer", "get through")]
)
def test_the_court_line_in_one_tap(at, ana, case, hearing, result, says):
    browser = at(ana)

    answer = browser.post(url(case, "events", hearing.pk, "checks", result))

    assert says in browser.get(answer["Location"]).content.decode()
    assert case.checks.get().result == result


def test_the_court_line_gives_another_date(at, ana, case, hearing):
    day = in_days(33)
    typed = {
        "when_month": day.month,
        "when_day": day.day,
        "when_year": day.year,
        "when_time": "10:00",
        "when_sure": "memory",
    }

    at(ana).post(url(case, "events", hearing.pk, "checks", "changed"), typed)

    moment = Event.objects.get().moment
    assert (moment.local_date, moment.unconfirmed_at is not None) == (day, True)


def test_a_deadline_nobody_checked_says_so_to_staff_and_is_not_on_her_phone(at, ana, case, deadline, rosa):
    assert "Not checked by a lawyer" in at(ana).get(url(case)).content.decode()
    phone = phone_of(rosa, ana)
    assert "Do it by" not in phone.get("/cases/mine/story/").content.decode()

    services.tick_rule(deadline.rule, deadline.version, by=ana)

    assert "Not checked by a lawyer" not in at(ana).get(url(case)).content.decode()
    assert "Do it by" in phone.get("/cases/mine/story/").content.decode()


def test_a_deadline_is_answered_never_dropped(at, ana, case, deadline):
    browser = at(ana)

    answer = browser.post(
        url(case, "deadlines", deadline.pk, "answer"), {"kind": "not_for_me", "why": "the judge said no"}
    )

    assert answer.status_code == 303
    assert "the judge said no" in browser.get(url(case)).content.decode()


def test_more_time_wants_the_new_day(at, ana, case, deadline):
    browser = at(ana)

    refused = browser.post(url(case, "deadlines", deadline.pk, "answer"), {"kind": "more_time"})

    assert "Please write the new last day" in browser.get(refused["Location"]).content.decode()


def test_a_question_answered_counts_at_once(at, ana, case, hearing):
    browser = at(ana)
    assert "Are you held now?" in browser.get(url(case)).content.decode()

    browser.post(f"/cases/{case.pk}/facts/detained/no/")
    browser.post(f"/cases/{case.pk}/facts/represented/no/")

    assert Deadline.objects.exists()


def test_mei_ticks_a_rule_and_nobody_else_does(at, mei, ana):
    assert at(ana).post("/cases/rules/bia-appeal/v3/").status_code == 404

    at(mei).post("/cases/rules/bia-appeal/v3/")

    assert RuleReview.objects.get().reviewed_by == mei
    assert "Ticked on" in at(mei).get("/cases/rules/").content.decode()


def test_a_vacated_version_is_not_ticked(at, mei):
    assert at(mei).post("/cases/rules/bia-appeal/v2/").status_code == 404


def phone_of(person, by, **card):
    client = Client()
    _card, code, secret = cards.make_card(person, by=by, shows_story=card.get("shows_story", True))
    client.post("/card/", {"code": code, "secret": secret})
    return client


@pytest.mark.parametrize("language", ["en", "es"])
def test_rosa_sees_her_next_dates_on_her_phone(rosa, ana, hearing, language):
    phone = phone_of(rosa, ana)
    phone.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = phone.get("/cases/mine/")

    assert page.status_code == 200
    assert page.content.decode().count("date-card__kind") == 3


def test_her_story_shows_only_when_she_asked_for_it(rosa, ana, hearing):
    phone = phone_of(rosa, ana, shows_story=False)

    assert "does not show on this phone" in phone.get("/cases/mine/story/").content.decode()


def test_an_ended_card_signs_the_phone_out(rosa, ana, hearing):
    phone = phone_of(rosa, ana)
    cards.end_card(rosa, by=ana)

    assert phone.get("/cases/mine/")["Location"] == "/"
    assert phone.get("/cases/mine/").status_code == 302


def test_her_phone_opens_no_page_of_the_clinic(rosa, ana, case, hearing):
    phone = phone_of(rosa, ana)

    assert [phone.get(page).status_code for page in ("/line/", "/desk/", url(case), "/trips/")] == [404] * 4


def typed_of(day, **more):
    return {
        "when_month": day.month,
        "when_day": day.day,
        "when_year": day.year,
        "when_sure": "memory",
        **more,
    }


def read(browser, page):
    return " ".join(browser.get(page).content.decode().split())


def test_letters_that_fit_several_come_back_as_a_choice_and_the_choice_is_saved(at, ana, case):
    browser = at(ana)
    typed = {"search": "audi", **WHEN}

    browser.post(url(case, "events"), typed)
    page = read(browser, url(case, "events"))
    browser.post(url(case, "events"), {**typed, "kind": "hearing-held"})

    assert 'type="radio" name="kind" value="hearing-individual-scheduled"' in page
    assert Event.objects.get().kind == "hearing-held"


def test_letters_that_fit_one_kind_or_a_whole_name_are_enough(at, ana, case):
    browser = at(ana)

    browser.post(url(case, "events"), {"search": "huellas", **WHEN})
    browser.post(url(case, "events"), {"search": "short hearing MASTER", **WHEN})

    assert {event.kind for event in Event.objects.all()} == {"biometrics-notice", "hearing-master-scheduled"}


def test_letters_that_fit_nothing_say_so(at, ana, case):
    browser = at(ana)

    browser.post(url(case, "events"), {"search": "zzzz", **WHEN})

    assert "We found nothing like this." in read(browser, url(case, "events"))


def test_a_kind_typed_anew_counts_for_more_than_the_one_that_stood_there(at, ana, case, hearing):
    typed = typed_of(in_days(40), search="master", kind=hearing.kind, source="paper", when_time="09:00")

    at(ana).post(url(case, "events", hearing.pk), typed)

    assert Event.objects.get().kind == "hearing-master-scheduled"


def test_what_stands_there_comes_back_as_it_was(at, ana, case, hearing):
    services.record_check(case, by=ana, result="changed", event=hearing, when=PartialDate.of(in_days(33)))
    browser = at(ana)

    page = read(browser, url(case, "events", hearing.pk))
    browser.post(
        url(case, "events", hearing.pk),
        typed_of(in_days(33), kind=hearing.kind, when_sure="moved", source="court_line", room="12"),
    )

    again = Event.objects.get()
    assert f'name="when_day" value="{in_days(33).day}"' in page
    assert (again.partial, again.source, again.room) == (PartialDate.moved(in_days(33)), "court_line", "12")


def test_a_day_to_ask_again_by_is_no_date(at, ana, case):
    typed = typed_of(in_days(20), kind="ice-check-in-scheduled", when_sure="again_by")

    at(ana).post(url(case, "events"), typed)

    event = Event.objects.get()
    assert (event.day, event.partial.again_by, event.recheck_on) == (None, in_days(20), in_days(20))


def test_half_a_day_cannot_be_asked_again_by(at, ana, case):
    browser = at(ana)

    browser.post(url(case, "events"), {**WHEN, "kind": "ice-check-in-scheduled", "when_sure": "again_by"})

    assert "Please write the whole day" in read(browser, url(case, "events"))


def test_an_hour_the_clock_skips_is_said_kindly(at, ana, case):
    browser = at(ana)
    typed = {
        "kind": "hearing-scheduled",
        "when_month": 3,
        "when_day": 14,
        "when_year": 2027,
        "when_time": "2:30 am",
    }

    browser.post(url(case, "events"), typed)

    page = read(browser, url(case, "events"))
    assert "The clock skips this hour on that day." in page and 'value="2027"' in page


def test_nothing_said_of_the_date_is_asked_and_not_made_up(at, ana, case):
    browser = at(ana)

    browser.post(url(case, "events"), {"kind": "hearing-scheduled"})

    assert "Please write what is known of the date" in read(browser, url(case, "events"))
    assert not Event.objects.exists()


def test_a_relative_at_the_clinic_can_be_named(at, ana, case, rosa):
    luz = people.meet_person(called="Luz", by=ana)
    hidden = people.meet_person(called="Hidden", by=ana)
    people.open_access(ana, luz, why=AccessWhy.VISIT, by=ana)
    for other in (luz, hidden):
        FamilyTie(person=rosa, other=other, holder_id=rosa.pk, relation="child").save()
    browser = at(ana)

    page = read(browser, url(case, "events"))
    browser.post(url(case, "events"), {**WHEN, "kind": "hearing-scheduled", "people": [str(luz.pk)]})

    assert "Luz" in page and "Hidden" not in page
    assert {event.case.person for event in Event.objects.all()} == {rosa, luz}


def test_the_line_gives_a_date_where_none_was_known(at, ana, case):
    browser = at(ana)

    browser.post(url(case, "checks", "changed"), typed_of(in_days(30), when_time="09:00"))

    event = Event.objects.get()
    assert (event.kind, event.day, event.source) == ("hearing-scheduled", in_days(30), "court_line")
    assert event.checks.get().result == "changed"


def test_the_line_says_moved_and_gives_no_day(at, ana, case, hearing):
    at(ana).post(url(case, "events", hearing.pk, "checks", "changed"), {"when_sure": "unknown"})

    assert Event.objects.get().partial == PartialDate.moved()


def test_the_line_cannot_give_a_day_that_has_been(at, ana, case, hearing):
    browser = at(ana)

    browser.post(url(case, "events", hearing.pk, "checks", "changed"), typed_of(in_days(-3)))

    assert "This day has passed." in read(browser, url(case, "events", hearing.pk, "checks", "changed"))
    assert not case.checks.exists()


def test_a_check_goes_back_to_where_it_was_asked_and_nowhere_else(at, ana, case, hearing):
    browser, page = at(ana), url(case, "events", hearing.pk, "checks", "same")

    asked = browser.post(page, {"next": f"/cases/{case.pk}/interview/"})
    strange = browser.post(page, {"next": "https://elsewhere.example.org/"})

    assert asked["Location"] == f"/cases/{case.pk}/interview/"
    assert strange["Location"] == url(case)


@pytest.fixture
def order(case, ana):
    return services.add_event(
        case, by=ana, kind="ij-decision", when=PartialDate.of(in_days(-20)), source="paper"
    )


def test_an_answer_about_one_order_is_kept_with_that_order(at, ana, case, order):
    services.tell_facts(case, {"detained": "no"}, by=ana)
    found, said = reading.what_follows(case), facts_of(case)
    asked = [ask for ask in shown.asks(found, said=said, events=[order]) if ask.event == order and ask.fact]
    browser = at(ana)

    browser.post(url(case, "events", order.pk, "facts", asked[0].fact, "yes"))

    assert Event.objects.get().details["answers"] == {asked[0].fact: "yes"}


def test_a_question_names_every_deadline_that_waits_for_it_and_what_is_new_comes_first(at, ana, case, order):
    services.add_event(case, by=ana, kind="entry-to-us", when=PartialDate.from_parts(2021), source="person")
    found, said = reading.what_follows(case), facts_of(case)

    first, *rest = shown.asks(found, said=said, events=reading.events_of(case))

    assert first.event == order and first.fact == "present_at_order" and first.is_new
    assert "Appeal the judge's decision to the Board (EOIR-26)" in first.for_what
    assert len(first.for_what) > 1 and rest and not any(ask.is_new for ask in rest)
    assert (
        "Appeal the judge&#x27;s decision to the Board (EOIR-26)" in at(ana).get(url(case)).content.decode()
    )


def test_what_nobody_knows_is_written_down_and_still_asked_quietly(at, ana, case, hearing):
    browser = at(ana)

    browser.post(f"/cases/{case.pk}/facts/detained/unknown/")

    page = read(browser, url(case))
    assert "Are you held now?" in page and "Asked before: not known" in page


def test_an_answer_can_be_taken_back(at, ana, case, deadline):
    browser = at(ana)
    browser.post(url(case, "deadlines", deadline.pk, "answer"), {"kind": "done"})
    done = read(browser, url(case))

    browser.post(url(case, "deadlines", deadline.pk, "answer", "removal"))

    assert "Last legal day" not in done
    assert "Last legal day" in read(browser, url(case))


def test_more_time_shows_the_new_last_day(at, ana, case, deadline):
    browser = at(ana)
    typed = {"kind": "more_time", "why": "the judge", "until": "2027-05-03"}

    browser.post(url(case, "deadlines", deadline.pk, "answer"), typed)

    page = read(browser, url(case))
    assert "The judge gave more time." in page and "Monday, May 3, 2027" in page
    assert "Do it by" not in page


def test_the_day_a_notice_prints_shows_whatever_our_rules_know(at, ana, case, rosa):
    services.add_event(
        case,
        by=ana,
        kind="rfe-received",
        when=PartialDate.of(in_days(-5)),
        source="paper",
        printed_due=in_days(60),
    )

    page = read(phone_of(rosa, ana), "/cases/mine/story/")

    assert "The date printed on your notice" in page
    assert "Not checked by a lawyer" not in page


def test_a_tick_of_the_demo_says_that_it_is_practice(at, ana, mei, case, deadline):
    services.tick_rule(deadline.rule, deadline.version, by=mei, is_demo=True)

    assert "For practice: no lawyer has checked this." in read(at(ana), url(case))


def test_a_rule_we_no_longer_have_breaks_no_page(at, ana, case, deadline):
    services.answer_deadline(deadline, by=ana, kind="done")
    deadline.rule = "gone"
    deadline.save()

    assert at(ana).get(url(case)).status_code == 200


def test_today_stands_between_what_was_and_what_comes(at, ana, case, hearing):
    services.add_event(case, by=ana, kind="last-arrival", when=PartialDate.from_parts(2021), source="person")

    page = read(at(ana), url(case))

    story = page[page.index('class="story"') :]
    assert story.index("2021 (month not known)") < story.index("Today, ") < story.index("Long hearing")


def test_the_drawing_says_in_words_what_it_draws(at, ana, case, hearing):
    services.add_event(case, by=ana, kind="last-arrival", when=PartialDate.from_parts(2021), source="person")

    page = read(at(ana), url(case))

    assert 'role="img" aria-labelledby="drawn-title drawn-words"' in page
    assert "From 2021 to" in page and "Before today: 1 date. To come: Long hearing (individual) (" in page


def test_a_day_to_watch_is_not_called_a_last_legal_day(at, ana, case):
    services.tell_facts(case, {"known_to_government": "yes"}, by=ana)
    services.add_event(case, by=ana, kind="final-order", when=PartialDate.of(in_days(-5)), source="paper")

    due = next(
        line.due
        for line in shown.lines(case)
        if line.deadline is not None and line.deadline.rule == "removal-period-90"
    )

    assert (due.do_by, due.last_day, due.past) == (None, None, False)
    assert due.note.startswith("The day to watch is ")


def test_a_count_that_something_stopped_says_when(at, ana, case):
    services.add_event(
        case, by=ana, kind="continuous-presence-start", when=PartialDate.of(in_days(-2000)), source="person"
    )
    services.add_event(
        case, by=ana, kind="stop-time-offense", when=PartialDate.of(in_days(-900)), source="person"
    )

    page = at(ana).get(url(case)).content.decode()

    assert "The count stopped on" in page


def test_the_printed_day_that_a_rule_wants_is_asked_for(at, ana, case):
    services.add_event(case, by=ana, kind="rfe-received", when=PartialDate.of(in_days(-3)), source="paper")

    page = at(ana).get(url(case)).content.decode()

    assert "By which day does USCIS want the answer?" in page
