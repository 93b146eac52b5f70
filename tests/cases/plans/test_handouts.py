import re
from datetime import date, time, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from cases.casefile import services as casefile
from cases.documents import services as documents
from cases.documents.models import PaperState
from cases.plans import handouts, services
from cases.plans.hooks import desk_panels
from cases.plans.models import Handout, ItemKind, Verdict
from cases.plans.story import story_lines
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from cases.timeline.models import Deadline, RuleReview, Source
from cases.timeline.rhythm import Rhythm, Unit
from cases.timeline.rules import find_rule
from clinic.people import services as people
from clinic.places.models import Place
from clinic.security.models import AuditEntry
from clinic.vault import holders

pytestmark = pytest.mark.filterwarnings("error")

HOSTILE = '</p><script>x</script><img src="http://192.0.2.1/a">&{{ 7 }}'


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def add(case, by, kind, when, **more):
    more.setdefault("source", Source.PAPER)
    return timeline.add_event(case, by=by, kind=kind, when=when, **more)


@pytest.fixture
def hearing(rosas_case, ana):
    when = PartialDate.of(date(2027, 3, 2))
    return add(rosas_case, ana, "hearing-individual-scheduled", when, local_time=time(9), room="8")


def text_of(handout, which):
    pages = PdfReader(BytesIO(handouts.read_sheet(handout, which))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def printed(case, by, which, language="en", **more):
    return text_of(handouts.make_handout(case, by=by, language=language, **more), which)


def test_the_sheet_to_carry_has_the_date_place_and_what_to_bring(rosas_case, ana, hearing):
    text = printed(rosas_case, ana, "carry")

    assert "Court: long hearing (individual)" in text
    assert "Tuesday, March 2, 2027" in text
    assert "9:00 a.m. New York time" in text
    assert "The paper with this date on it" in text
    assert "Not checked yet. It comes from: your paper." in text


def test_a_date_nobody_knows_prints_its_block_and_never_none_recorded(rosas_case, ana):
    text = printed(rosas_case, ana, "carry")

    assert "We do not know your next date. This does not mean you have none. Call 1-800-898-7180" in text
    assert "We do not know your next ICE date." in text
    assert "We do not know your next ISAP date." in text
    assert "None recorded" not in text


def test_an_empty_list_says_none_recorded(rosas_case, ana):
    assert printed(rosas_case, ana, "home").count("None recorded") == 5


def test_a_checked_date_says_when_and_with_what(rosas_case, ana, hearing):
    timeline.record_check(rosas_case, by=ana, result="same", event=hearing)

    assert "with: the court line." in printed(rosas_case, ana, "carry")


def test_paper_speaks_the_persons_language_whatever_the_volunteers(rosas_case, ana, hearing):
    text = printed(rosas_case, ana, "carry", language="es")

    assert "Para llevar" in text
    assert "martes, 2 de marzo de 2027" in text
    assert "Individual (merits) hearing" in text


def test_large_print_takes_more_pages(rosas_case, ana, hearing):
    usual, large = (
        PdfReader(
            BytesIO(
                handouts.read_sheet(
                    handouts.make_handout(rosas_case, by=ana, language="en", large=size), "carry"
                )
            )
        )
        for size in (False, True)
    )

    assert len(large.pages) > len(usual.pages)


def test_the_sheet_to_carry_fits_one_page_with_all_three_dates(rosas_case, ana, hearing):
    add(rosas_case, ana, "ice-check-in-scheduled", PartialDate.of(in_days(9)), local_time=time(9))
    add(rosas_case, ana, "isap-event-scheduled", PartialDate.of(in_days(4)), local_time=time(10))

    for language in ("en", "es"):
        handout = handouts.make_handout(rosas_case, by=ana, language=language)
        assert len(PdfReader(BytesIO(handouts.read_sheet(handout, "carry"))).pages) == 1


def test_it_fits_one_page_with_dates_that_come_again_and_again_and_a_place_with_many_words(
    rosas_case, ana, hearing
):
    add(rosas_case, ana, "hearing-master-scheduled", PartialDate.of(in_days(17)), local_time=time(9))
    far = Place.objects.create(
        slug="far",
        kind="isap",
        name="ISAP",
        short="ISAP",
        street="Elk Street (number as on the paper; often listed as 7)",
    )
    timeline.record_check(
        rosas_case, by=ana, result="changed", event=rosas_case.events.get(moment__local_date=in_days(17)),
        when=PartialDate.of(in_days(14)), local_time=time(9),
    )  # fmt: skip
    tuesdays = Rhythm(2, Unit.WEEKS, 1, in_days(1), at=time(10))
    yearly = Rhythm(1, Unit.YEARS, None, in_days(80))
    timeline.add_pattern(rosas_case, by=ana, kind="isap-event-scheduled", rhythm=tuesdays, place=far)
    timeline.add_pattern(rosas_case, by=ana, kind="ice-check-in-scheduled", rhythm=yearly)
    timeline.add_pattern(
        rosas_case, by=ana, kind="app-task-scheduled", rhythm=Rhythm(1, Unit.WEEKS, 0, in_days(1))
    )

    for language in ("en", "es"):
        handout = handouts.make_handout(rosas_case, by=ana, language=language)
        assert len(PdfReader(BytesIO(handouts.read_sheet(handout, "carry"))).pages) == 1


def test_a_date_nobody_has_set_is_on_the_sheet_for_home_and_not_as_if_it_had_been(rosas_case, ana):
    add(rosas_case, ana, "biometrics-notice", PartialDate.to_be_announced(), source=Source.PERSON)
    add(rosas_case, ana, "uscis-interview", PartialDate.check_by(in_days(9)), source=Source.PERSON)
    lines = {line.what: line for line in story_lines(rosas_case)}

    assert [line.ahead for line in lines.values()] == [True, True]
    assert "date not set yet" in printed(rosas_case, ana, "home")
    assert "Fingerprints (biometrics)" in lines


def test_an_option_without_a_yes_is_on_neither_sheet(rosas_case, ana, mei):
    option = services.add_item(rosas_case, by=ana, kind=ItemKind.OPTION, catalogue_id="asylum-court")
    before = printed(rosas_case, ana, "home")
    services.review_option(option, by=mei, verdict=Verdict.YES)

    assert "asylum" not in before
    assert "Ask a lawyer about asylum in court" in printed(rosas_case, ana, "home")
    assert "asylum" not in printed(rosas_case, ana, "carry")


def test_with_a_lawyer_there_are_questions_and_no_options(rosas_case, ana, mei):
    option = services.add_item(rosas_case, by=ana, kind=ItemKind.OPTION, catalogue_id="asylum-court")
    services.review_option(option, by=mei, verdict=Verdict.YES)
    services.add_item(rosas_case, by=ana, kind=ItemKind.QUESTION, text="Can you come on March 2?")
    casefile.name_lawyer(rosas_case, name="Dana Cole", by=ana)

    text = printed(rosas_case, ana, "home")

    assert "Questions for my lawyer" in text
    assert "Can you come on March 2?" in text
    assert "asylum" not in text


def test_the_home_sheet_holds_story_papers_and_plan(rosas_case, ana, hearing):
    add(rosas_case, ana, "last-arrival", PartialDate.from_parts(2021, 3), source=Source.PERSON)
    documents.set_paper(rosas_case, kind="i213", state=PaperState.ASKED, asked_on="2026-11-14", by=ana)
    services.write_goal(rosas_case, by=ana, goal="stay with my son")
    services.add_item(rosas_case, by=ana, kind=ItemKind.STEP, text="ask for my file", due=in_days(3))

    text = printed(rosas_case, ana, "home")

    assert "March 2021 (day not known)" in text
    assert "I asked for it on November 14, 2026." in text
    assert "My goal: stay with my son" in text
    assert "I will ask for my file." in text
    assert text.count("ask for my file") == 1


def test_what_is_sensitive_stays_off_the_paper(rosas_case, ana):
    add(rosas_case, ana, "criminal-arrest", PartialDate.from_parts(2022), source=Source.PERSON)

    assert "2022" not in printed(rosas_case, ana, "home")


@pytest.fixture
def decision(rosas_case, ana):
    return add(rosas_case, ana, "ij-decision", PartialDate.of(in_days(-3)))


@pytest.fixture
def deadline(rosas_case, decision):
    rule = find_rule("bia-appeal")
    Deadline.objects.filter(case=rosas_case).delete()
    row = Deadline(
        case=rosas_case, holder_id=rosas_case.holder_id, event=decision, rule=rule.id, state="ahead"
    )
    row.version, row.last_day, row.do_by = rule.versions[0].key, in_days(27), in_days(20)
    row.save(force_insert=True)
    return row


def tick(deadline, mei, **more):
    rule = find_rule(deadline.rule)
    timeline.tick_rule(rule.id, deadline.version, by=mei, **more)


def test_a_deadline_no_lawyer_has_ticked_does_not_print(rosas_case, ana, deadline):
    assert "Last legal day" not in printed(rosas_case, ana, "home")


def test_a_ticked_deadline_prints_with_both_days(rosas_case, ana, mei, deadline):
    tick(deadline, mei)

    text = printed(rosas_case, ana, "home")

    assert "Do it by" in text
    assert "Last legal day" in text
    assert "for practice" not in text


def test_a_tick_for_an_earlier_text_of_the_rule_does_not_count(rosas_case, ana, mei, deadline):
    tick(deadline, mei)
    RuleReview.objects.update(text_digest="of another text")

    assert "Last legal day" not in printed(rosas_case, ana, "home")


def test_a_demo_tick_says_that_it_is_practice(rosas_case, ana, mei, deadline):
    tick(deadline, mei, is_demo=True)

    assert "for practice: no lawyer has checked this" in printed(rosas_case, ana, "home")


def test_the_day_on_an_official_notice_always_prints(rosas_case, ana, decision, deadline):
    decision.printed_due = "2027-01-05"
    decision.save()

    text = printed(rosas_case, ana, "home")

    assert "Last legal day: Tuesday, January 5, 2027 · your notice says it" in text
    assert "Do it by" not in text


def test_hostile_words_print_as_words(rosas_case, ana, hearing):
    people.change_person(rosas_case.person, by=ana, called=HOSTILE)
    services.write_goal(rosas_case, by=ana, goal=HOSTILE)
    services.add_item(rosas_case, by=ana, kind=ItemKind.QUESTION, text=HOSTILE)
    add(rosas_case, ana, "other-event", PartialDate.from_parts(2021), title=HOSTILE)
    documents.set_paper(rosas_case, kind="", title=HOSTILE, state=PaperState.MISSING, by=ana)

    handout = handouts.make_handout(rosas_case, by=ana, language="en")

    assert text_of(handout, "home").count("<script>x</script>") == 5
    assert "<script>x</script>" in text_of(handout, "carry")


def test_numbers_go_up_over_the_whole_clinic(rosas_case, ana):
    other = casefile.open_case(people.meet_person(called="Nadia", by=ana), by=ana)

    numbers = [handouts.make_handout(case, by=ana, language="en").number for case in (rosas_case, other)]

    assert numbers[1] == numbers[0] + 1
    assert f"Paper {numbers[1]:04}, printed" in text_of(Handout.objects.get(case=other), "carry")


def test_what_was_handed_over_is_sealed_on_disk(rosas_case, ana):
    handout = handouts.make_handout(rosas_case, by=ana, language="en")

    with storages["sealed"].open(f"{str(handout.home_id)[:2]}/{handout.home_id}") as file:
        assert b"%PDF" not in file.read()
    assert handouts.read_sheet(handout, "home").startswith(b"%PDF")


def test_fresh_paper_is_not_stale(rosas_case, ana, hearing):
    handout = handouts.make_handout(rosas_case, by=ana, language="en")

    services.write_goal(rosas_case, by=ana, goal="stay")

    assert not handouts.is_stale(Handout.objects.get(pk=handout.pk))


@pytest.mark.parametrize("what", ["moved", "hour", "new", "removed", "story"])
def test_paper_is_stale_when_a_date_on_it_changes(rosas_case, ana, hearing, what):
    arrived = add(rosas_case, ana, "last-arrival", PartialDate.from_parts(2021), source=Source.PERSON)
    handout = handouts.make_handout(rosas_case, by=ana, language="en")

    match what:
        case "moved":
            timeline.change_event(hearing, by=ana, when=PartialDate.of(date(2027, 4, 6)), local_time=time(9))
        case "hour":
            timeline.change_event(hearing, by=ana, when=hearing.partial, local_time=time(13))
        case "new":
            add(rosas_case, ana, "ice-check-in-scheduled", PartialDate.of(in_days(9)))
        case "removed":
            timeline.remove_event(hearing, by=ana)
        case "story":
            timeline.change_event(arrived, by=ana, when=PartialDate.from_parts(2022))

    assert handouts.is_stale(Handout.objects.get(pk=handout.pk))


def address(case, *rest):
    return "/".join(["/cases", str(case.pk), "handouts", *map(str, rest), ""])


def test_the_page_makes_both_sheets_and_opens_them_in_the_tab(at, ana, rosas_case):
    browser = at(ana)

    answer = browser.post(address(rosas_case), {"language": "es", "large": ""})
    handout = Handout.objects.get()
    sheet = browser.get(address(rosas_case, handout.pk, "carry"))

    assert (answer.status_code, handout.language) == (303, "es")
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet["Content-Disposition"].startswith("inline;")
    assert sheet["X-Content-Type-Options"] == "nosniff"
    assert sheet["Cache-Control"] == "no-store"
    assert "default-src 'none'" in sheet["Content-Security-Policy"]
    assert "Rosa" not in sheet["Content-Disposition"]


def test_opening_a_sheet_marks_nothing_but_the_reading(at, ana, rosas_case):
    handout = handouts.make_handout(rosas_case, by=ana, language="en")
    before = Handout.objects.values_list(*[f.name for f in Handout._meta.fields]).get()
    browser = at(ana)
    entries = AuditEntry.objects.count()

    browser.get(address(rosas_case, handout.pk, "home"))

    assert Handout.objects.values_list(*[f.name for f in Handout._meta.fields]).get() == before
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))[entries:] == [
        "get cases:sheet"
    ]


def test_the_page_says_when_paper_is_old_and_that_she_was_told(at, ana, rosas_case, hearing):
    handout = handouts.make_handout(rosas_case, by=ana, language="en")
    timeline.change_event(hearing, by=ana, when=PartialDate.of(date(2027, 4, 6)), local_time=time(9))
    browser = at(ana)

    page = browser.get(address(rosas_case)).content.decode()
    browser.post(address(rosas_case, handout.pk, "told"))

    assert "A date on this paper has changed. Print a new one and tell Rosa." in page
    assert "Told on" in browser.get(address(rosas_case)).content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_choice_begins_with_the_persons_own_language(at, ana, rosa, rosas_case, language):
    people.change_person(rosa, by=ana, page_language=language)

    page = at(ana).get(address(rosas_case)).content.decode()

    chosen = [tag for tag in re.findall(r"<input[^>]*name=\"language\"[^>]*>", page) if "checked" in tag]
    assert [re.search(r'value="(\w+)"', tag)[1] for tag in chosen] == [language]


def test_bo_opens_no_paper(at, ana, bo, rosas_case):
    handout = handouts.make_handout(rosas_case, by=ana, language="en")
    browser = at(bo)

    assert browser.get(address(rosas_case)).status_code == 404
    assert browser.get(address(rosas_case, handout.pk, "carry")).status_code == 404
    assert browser.post(address(rosas_case), {"language": "en"}).status_code == 404


def test_a_sheet_there_is_none_of_is_not_found(at, ana, rosas_case):
    handout = handouts.make_handout(rosas_case, by=ana, language="en")

    assert at(ana).get(address(rosas_case, handout.pk, "secret")).status_code == 404


@pytest.mark.parametrize("name", ["sign-in", "interview", "report"])
@pytest.mark.parametrize(("language", "word"), [("en", "Blank form"), ("es", "Hoja en blanco")])
def test_blank_forms_print_in_both_languages(at, luis, name, language, word):
    answer = at(luis).get(f"/cases/blank/{name}/?language={language}")

    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert word in " ".join(text.split())


def panel(rf, user):
    request = rf.get("/desk/")
    request.user = user
    return desk_panels(request)


def test_the_desk_lists_whose_paper_is_old_until_they_were_told(rf, ana, carmen, rosas_case, hearing):
    handout = handouts.make_handout(rosas_case, by=ana, language="en")
    fresh = panel(rf, carmen)
    timeline.change_event(hearing, by=ana, when=PartialDate.of(date(2027, 4, 6)), local_time=time(9))
    old = panel(rf, carmen)
    handouts.tell_stale(Handout.objects.get(pk=handout.pk), by=ana)

    assert fresh == []
    assert [one.case for one in old[0].context["stale"]] == [rosas_case]
    assert panel(rf, carmen) == []


def test_the_desk_looks_for_old_paper_without_opening_a_date(rf, ana, carmen, rosas_case, hearing):
    handouts.make_handout(rosas_case, by=ana, language="en")
    timeline.remove_event(hearing, by=ana)
    holders.forget()

    panel(rf, carmen)

    assert {field for _label, _pk, field, _holder in holders.opened()} <= {"called"}


def test_the_desk_asks_the_database_as_often_for_one_as_for_five(rf, ana, carmen):
    counts = []
    for size in (1, 4):
        for n in range(size):
            case = casefile.open_case(people.meet_person(called=f"P{n}", by=ana), by=ana)
            handouts.make_handout(case, by=ana, language="en")
            add(case, ana, "ice-check-in-scheduled", PartialDate.of(in_days(n + 2)))
        panel(rf, carmen)
        with CaptureQueriesContext(connection) as asked:
            panel(rf, carmen)
        counts.append(len(asked))

    assert counts[0] == counts[1]
