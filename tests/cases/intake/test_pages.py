"""The interview as Ana sees it at the table."""

import datetime
import uuid

import pytest
from django.utils import timezone

from cases.casefile.models import Case
from cases.casefile.services import open_case
from cases.intake.forms import SectionForm
from cases.intake.models import Section
from cases.intake.sections import PARTS
from cases.intake.views import FORMS
from cases.timeline import reading
from clinic.outbox.models import Task
from clinic.people import services as people
from clinic.people.models import OpeningRead

TODAY = timezone.localdate


def date_of(name, day, sure="paper", time=""):
    return {
        f"{name}_month": day.month,
        f"{name}_day": day.day,
        f"{name}_year": day.year,
        f"{name}_time": time,
        f"{name}_sure": sure,
    }


def text(answer):
    return answer.content.decode()


# ---- beginning, and what we are


def test_looking_at_the_start_makes_no_case(at, ana, rosa):
    page = at(ana).get(f"/cases/people/{rosa.pk}/interview/")

    assert (page.status_code, Case.objects.count()) == (200, 0)


def test_starting_opens_the_case_and_leads_to_the_opening_statement(at, ana, rosa):
    answer = at(ana).post(f"/cases/people/{rosa.pk}/interview/")

    case = Case.objects.get(person=rosa)
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.pk}/interview/opening/")


def test_starting_again_goes_on_with_the_same_case(at, ana, rosa, rosas_case):
    answers = [
        at(ana).get(f"/cases/people/{rosa.pk}/interview/"),
        at(ana).post(f"/cases/people/{rosa.pk}/interview/"),
    ]

    assert {answer["Location"] for answer in answers} == {f"/cases/{rosas_case.pk}/interview/"}
    assert Case.objects.count() == 1


def test_the_statement_stands_in_the_persons_language_beside_english(at, ana, rosa):
    case = open_case(rosa, by=ana)

    page = text(at(ana).get(f"/cases/{case.pk}/interview/opening/"))

    assert '<p lang="es">' in page and '<p lang="en">We are volunteers, not lawyers.' in page


def test_no_question_is_open_before_the_statement_was_heard(at, ana, rosa):
    case = open_case(rosa, by=ana)
    browser = at(ana)

    answer = browser.get(f"/cases/{case.pk}/interview/worry/")
    posted = browser.post(f"/cases/{case.pk}/interview/worry/", {"worry": "The hearing"})

    assert answer["Location"] == posted["Location"] == f"/cases/{case.pk}/interview/opening/"
    assert Section.objects.count() == 0


def test_hearing_it_is_written_down_with_reader_and_language(at, ana, rosa):
    case = open_case(rosa, by=ana)

    answer = at(ana).post(f"/cases/{case.pk}/interview/opening/", {"answer": "go_on"})

    read = OpeningRead.objects.get(person=rosa)
    assert (read.read_by, read.language, read.answer) == (ana, "es", "go_on")
    assert answer["Location"] == f"/cases/{case.pk}/interview/language/"


def test_not_now_closes_the_questions_again(at, ana, page, rosas_case):
    browser = at(ana)

    browser.post(page("opening"), {"answer": "not_now"})

    assert browser.get(page("worry"))["Location"] == page("opening")


# ---- the sections


def test_every_section_can_be_read_and_has_its_ways_out(at, ana, page):
    browser = at(ana)

    for key, part in PARTS.items():
        shown = text(browser.get(page(key)))
        assert "Why we ask:" in shown and "about" in shown
        for way_out in ("skipped", "rather_not", "unknown"):
            assert f'name="state" value="{way_out}"' in shown
        assert 'name="enough"' in shown
        assert f"Part {part.number} of {part.count}" in shown


def test_every_part_has_a_form_a_reason_and_at_most_twenty_words(page):
    assert FORMS.keys() == PARTS.keys()
    for part in PARTS.values():
        assert issubclass(FORMS[part.key], SectionForm)
        assert part.why and len(str(part.why).split()) <= 20
        assert part.minutes


def test_tonights_part_takes_about_ten_minutes():
    assert sum(part.minutes for part in PARTS.values() if part.tonight) == 10


def test_an_unknown_section_is_not_found(at, ana, page):
    assert at(ana).get(page("status")).status_code == 404


def test_saving_goes_on_to_the_next_part(at, ana, page):
    answer = at(ana).post(page("worry"), {"worry": "The hearing"})

    assert (answer.status_code, answer["Location"]) == (303, page("here"))


@pytest.mark.parametrize("way_out", ["skipped", "rather_not", "unknown"])
def test_a_way_out_needs_no_answer_and_goes_on(at, ana, page, rosas_case, way_out):
    answer = at(ana).post(page("worry"), {"worry": "", "state": way_out})

    assert answer["Location"] == page("here")
    assert rosas_case.sections.get().state == way_out


def test_a_way_out_throws_away_what_was_half_typed(at, ana, page):
    browser = at(ana)
    browser.post(page("worry"), {"worry": "The hear"}, headers={"X-Draft": "1"})

    browser.post(page("worry"), {"worry": "The hear", "state": "skipped"})

    assert "The hear" not in text(browser.get(page("worry")))


def test_skipped_tonight_is_not_asked_again_tonight(at, ana, page, rosas_case):
    browser = at(ana)
    for key in ("language", "worry", "here"):
        browser.post(page(key), {"state": "skipped"})

    overview = text(browser.get(page()))

    assert f'href="{page("paper")}"><svg' in overview


def test_enough_for_tonight_saves_and_goes_to_the_end_of_the_visit(at, ana, page, rosas_case, visit):
    answer = at(ana).post(page("worry"), {"worry": "The hearing", "enough": "yes"})

    rosas_case.refresh_from_db()
    section = rosas_case.sections.get()
    assert answer["Location"] == f"/line/{visit.pk}/end/"
    assert (rosas_case.worry, section.visit) == ("The hearing", visit)


def test_enough_without_a_visit_goes_to_the_front_page(at, ana, page, rosa):
    answer = at(ana).post(page("worry"), {"worry": "The hearing", "enough": "yes"})

    assert answer["Location"] == f"/cases/people/{rosa.pk}/"


def test_a_refused_section_goes_back_by_redirect_and_keeps_all_that_was_typed(at, ana, page):
    browser = at(ana)
    typed = {
        "a_number": "A000 000 0421",
        "court_room": "floor 12",
        **date_of("ice_when", datetime.date(2026, 12, 8)),
    }
    typed |= {"court_when_month": "11", "court_when_day": "31", "court_when_year": "2026"}

    answer = browser.post(page("paper"), typed)
    shown = text(browser.get(answer["Location"]))

    assert (answer.status_code, answer["Location"]) == (303, page("paper"))
    assert "This has 10 digits." in shown and "That month does not have this day." in shown
    assert 'value="A000 000 0421"' in shown and 'value="floor 12"' in shown and 'value="31"' in shown
    assert Section.objects.count() == 0


def test_half_typed_is_kept_and_shown_without_complaint(at, ana, page):
    browser = at(ana)

    kept = browser.post(page("reach"), {"phone": "212-555", "hours": "evenings"}, headers={"X-Draft": "1"})
    shown = text(browser.get(page("reach")))

    assert kept.status_code == 204
    assert 'value="212-555"' in shown and 'value="evenings"' in shown and "Please look" not in shown


def test_a_saved_date_is_on_the_timeline_at_once_and_the_court_line_comes_next(at, ana, page, rosas_case):
    day = TODAY() + datetime.timedelta(days=20)
    browser = at(ana)

    answer = browser.post(page("paper"), {"a_number": "42000042", **date_of("court_when", day, time="13:30")})

    hearing = reading.next_dates(rosas_case)["court"]
    rosas_case.person.refresh_from_db()
    assert answer["Location"] == page("court-line")
    assert (hearing.day, hearing.moment.local_time, hearing.source) == (day, datetime.time(13, 30), "paper")
    assert rosas_case.person.a_number == "A042-000-042"


def test_the_court_line_page_has_the_number_to_call_and_four_answers(at, ana, page):
    browser = at(ana)
    day = TODAY() + datetime.timedelta(days=20)
    browser.post(page("paper"), {"a_number": "A000-000-042", **date_of("court_when", day)})

    shown = text(browser.get(page("court-line")))

    assert "1-800-898-7180" in shown and "A000-000-042" in shown
    for result in ("same", "changed", "not_found", "no_answer"):
        assert f"/checks/{result}/" in shown


def test_the_court_line_says_the_same_and_the_interview_goes_on(at, ana, page, rosas_case):
    browser = at(ana)
    browser.post(page("paper"), date_of("court_when", TODAY() + datetime.timedelta(days=20)))
    hearing = reading.next_dates(rosas_case)["court"]

    answer = browser.post(
        f"/cases/{rosas_case.pk}/timeline/events/{hearing.pk}/checks/same/", {"next": page("court-line")}
    )
    shown = text(browser.get(answer["Location"]))

    assert answer["Location"] == page("court-line")
    assert "Last checked on" in shown and f'href="{page("lawyer")}"' in shown


def test_the_same_a_number_on_two_people_is_said(at, ana, page, rosa):
    people.meet_person(called="Wen", by=ana, a_number="A000-000-042")
    browser = at(ana)

    browser.post(page("paper"), {"a_number": "A 000 000 042"})

    assert "Another person here has the same A-number." in text(browser.get(page()))


def test_another_date_from_the_court_line_leads_back_into_the_interview(at, ana, page, rosas_case):
    browser = at(ana)
    browser.post(page("paper"), date_of("court_when", TODAY() + datetime.timedelta(days=20)))
    hearing = reading.next_dates(rosas_case)["court"]
    moved = TODAY() + datetime.timedelta(days=27)

    answer = browser.post(
        f"/cases/{rosas_case.pk}/timeline/events/{hearing.pk}/checks/changed/?next={page('court-line')}",
        date_of("when", moved, sure=""),
    )

    assert answer["Location"] == page("court-line")
    assert reading.next_dates(rosas_case)["court"].day == moved


def test_a_next_date_that_has_passed_is_not_taken_for_the_next(at, ana, page, rosas_case):
    browser = at(ana)

    browser.post(page("paper"), date_of("court_when", TODAY() - datetime.timedelta(days=3)))

    assert "This day has passed." in text(browser.get(page("paper")))
    assert not rosas_case.events.exists()


def test_an_hour_the_clock_skips_is_asked_for_again(at, ana, page, rosas_case):
    browser = at(ana)
    spring = next(
        day
        for day in (datetime.date(TODAY().year + 1, 3, number) for number in range(8, 15))
        if day.weekday() == 6
    )

    browser.post(page("paper"), date_of("court_when", spring, time="02:30 am"))

    assert "The clock skips this hour on that day." in text(browser.get(page("paper")))
    assert not rosas_case.sections.exists()


def test_an_isap_phone_is_refused_kindly(at, ana, page, rosa):
    browser = at(ana)

    browser.post(page("reach"), {"phone": "212-555-0142", "whose": "isap"})

    assert "We never use a phone that ISAP gave you. Is there another one?" in text(
        browser.get(page("reach"))
    )
    assert not rosa.contacts.exists()


def test_a_short_phone_number_says_how_to_mend_it(at, ana, page):
    browser = at(ana)

    browser.post(page("reach"), {"phone": "212-555-014", "whose": "mine"})

    assert "This has 9 digits. A number here has 10, with the area code." in text(browser.get(page("reach")))


def test_somebody_under_18_alone_stops_the_interview(at, ana, page, rosas_case):
    browser = at(ana)

    answer = browser.post(page("here"), {"here_for": "minor_alone"})

    assert answer["Location"] == page("here")
    assert "Stay with the young person and fetch the coordinator." in text(browser.get(page("here")))
    assert Task.objects.filter(kind="minor_alone").count() == 1


def test_earlier_answers_are_shown_to_confirm(at, ana, page):
    browser = at(ana)
    browser.post(page("worry"), {"worry": "The hearing in December"})

    shown = text(browser.get(page("worry")))

    assert "Last time you told us: The hearing in December. Is it still so?" in shown


def test_the_names_of_whom_to_tell_come_back_with_what_each_may_know(at, ana, page, rosa):
    browser = at(ana)
    browser.post(
        page("tell"), {"name_1": "Lucía", "phone_1": "212 555 0143", "may_know_1": "held", "language_1": "es"}
    )

    named = people.whom_to_tell(rosa)[0]
    shown = text(browser.get(page("tell")))

    assert (named.name, named.phone, named.may_know) == ("Lucía", "+12125550143", "held")
    assert 'value="212-555-0143"' in shown


def test_a_trusted_person_without_what_they_may_know_is_asked_for(at, ana, page, rosa):
    browser = at(ana)

    browser.post(page("tell"), {"name_1": "Lucía"})

    assert "Please choose what this person may know." in text(browser.get(page("tell")))
    assert people.whom_to_tell(rosa) is None


def test_a_story_date_that_lies_ahead_is_asked_for_again(at, ana, page):
    browser = at(ana)

    browser.post(page("arrival"), {"when_year": str(TODAY().year + 2), "when_sure": "memory"})

    assert "This day lies ahead. Please look at the year again." in text(browser.get(page("arrival")))


def test_an_empty_answer_is_met_kindly(at, ana, page):
    browser = at(ana)

    browser.post(page("worry"), {"worry": ""})

    assert "Nothing is written here yet. You can also skip." in text(browser.get(page("worry")))


def test_the_other_night_is_saved_too(at, ana, page, rosas_case, rosa):
    browser = at(ana)

    browser.post(page("arrival"), {"when_month": "3", "when_year": "2021", "when_sure": "about"})
    browser.post(page("family"), {"relation_1": "child", "age_1": "8", "lives_in_1": "New York"})
    browser.post(page("history"), {"kind_1": "nta-served", "when_1_month": "4", "when_1_year": "2021"})
    browser.post(page("papers"), {"state_i862": "have", "held_i862": "Rosa"})

    assert sorted((event.kind, event.when) for event in rosas_case.events.all()) == [
        ("last-arrival", "2021-03~"),
        ("nta-served", "2021-04"),
    ]
    assert rosa.ties.get().lives_in == "New York"
    assert [(paper.kind, paper.original_with) for paper in rosas_case.papers.all()] == [("i862", "Rosa")]


# ---- doors


@pytest.mark.parametrize("where", ["", "opening", "worry", "court-line"])
def test_the_interview_is_not_found_for_bo(at, bo, page, where):
    browser = at(bo)

    assert browser.get(page(where)).status_code == 404
    if where in ("opening", "worry"):
        assert browser.post(page(where), {"answer": "go_on", "worry": "x"}).status_code == 404


def test_the_case_of_somebody_else_is_not_found(at, ana, rosas_case):
    assert at(ana).get(f"/cases/{uuid.uuid4()}/interview/").status_code == 404


def test_the_front_page_is_not_found_for_bo(at, bo, rosa):
    browser = at(bo)

    assert browser.get(f"/cases/people/{rosa.pk}/").status_code == 404
    assert browser.get(f"/cases/people/{rosa.pk}/interview/").status_code == 404


# ---- the front page


def test_the_front_page_says_that_an_unknown_date_is_not_no_date(at, ana, rosa, rosas_case):
    page = text(at(ana).get(f"/cases/people/{rosa.pk}/"))

    assert page.count("We do not know the next date. This does not mean there is none.") == 3


def test_the_front_page_shows_what_each_may_be_told(at, ana, rosa, rosas_case):
    people.name_trusted(rosa, [{"name": "Lucía", "may_know": "outcome", "language": "es"}], by=ana)

    page = text(at(ana).get(f"/cases/people/{rosa.pk}/"))

    assert "Lucía" in page and "May be told: also how it went" in page


def test_the_front_page_says_what_is_missing(at, ana, rosa, rosas_case):
    page = text(at(ana).get(f"/cases/people/{rosa.pk}/"))

    assert "7 parts of the first interview are open." in page
    assert "Nobody has asked whom to tell." in page


def test_the_front_page_before_any_case_leads_to_the_interview(at, ana, rosa):
    page = text(at(ana).get(f"/cases/people/{rosa.pk}/"))

    assert "No case yet." in page and f"/cases/people/{rosa.pk}/interview/" in page


def test_mei_reads_the_front_page_and_asks_nothing(at, mei, rosa, rosas_case):
    page = text(at(mei).get(f"/cases/people/{rosa.pk}/"))

    assert "Go on with the interview" not in page and "Still missing" in page


def test_mei_sees_no_telephone_of_rosas_nor_of_whom_she_named(at, ana, mei, rosa, rosas_case):
    people.replace_contact(rosa, kind="phone", value="+12125550142", whose="mine", by=ana)
    people.name_trusted(rosa, [{"name": "Elena", "phone": "+12125550148", "may_know": "held"}], by=ana)

    seen = {who: text(at(who).get(f"/cases/people/{rosa.pk}/")) for who in (ana, mei)}

    assert all(words in seen[ana] for words in ("212-555-0142", "Elena", "212-555-0148", "/told/"))
    assert not [words for words in ("0142", "Elena", "0148", "/told/") if words in seen[mei]]
