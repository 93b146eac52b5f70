import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.casefile import services as casefile
from cases.casefile.models import FactKind
from cases.plans import services
from cases.plans.models import Item, ItemKind, Plan, Verdict
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from cases.timeline.models import Source
from clinic.people import cards
from clinic.people import services as people


def plan(case, *rest):
    return "/".join(["/cases", str(case.pk), "plan", *map(str, rest), ""])


def shown(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def option(rosas_case, ana):
    return services.add_item(rosas_case, by=ana, kind=ItemKind.OPTION, catalogue_id="asylum-court")


def test_an_empty_plan_says_to_begin_with_the_goal(at, ana, rosas_case):
    page = shown(at(ana), plan(rosas_case))

    assert "My plan has no steps yet." in page
    assert "First I write my goal." in page


def test_the_goal_stands_on_top_in_their_words(at, ana, rosas_case):
    browser = at(ana)

    answer = browser.post(plan(rosas_case, "goal"), {"goal": "quedarme con mi hijo"})
    page = shown(browser, answer["Location"])

    assert answer.status_code == 303
    assert page.index("quedarme con mi hijo") < page.index("What I will do")


def test_a_step_says_who_helps_and_by_when(at, ana, rosas_case):
    browser = at(ana)

    browser.post(
        plan(rosas_case, "new", "step"),
        {"text": "ask for my file", "helper": "my sister", "due": "2027-03-02"},
    )

    page = shown(browser, plan(rosas_case))
    assert "I will ask for my file" in page
    assert "By March 2, 2027" in page
    assert "Helped by my sister" in page


def test_a_step_without_words_goes_back_by_redirect(at, ana, rosas_case):
    answer = at(ana).post(plan(rosas_case, "new", "step"), {"text": "", "helper": "my sister"})

    assert (answer.status_code, answer["Location"]) == (303, plan(rosas_case, "new", "step"))
    assert not Item.objects.exists()


def test_there_is_no_page_to_write_an_option_by_hand(at, ana, rosas_case):
    assert at(ana).get(plan(rosas_case, "new", "option")).status_code == 404


def test_done_says_i_did_this_and_can_be_undone(at, ana, rosas_case):
    item = services.add_item(rosas_case, by=ana, kind=ItemKind.STEP, text="call")
    browser = at(ana)

    browser.post(plan(rosas_case, item.pk, "done"))
    done = shown(browser, plan(rosas_case))
    browser.post(plan(rosas_case, item.pk, "reopening"))

    assert "I did this ✓" in done
    assert "I did this ✓" not in shown(browser, plan(rosas_case))


def test_one_tap_takes_a_suggestion(at, ana, rosas_case):
    casefile.tell_fact(rosas_case, FactKind.KNOWN, "yes", by=ana)
    casefile.tell_fact(rosas_case, FactKind.AFRAID, "yes", by=ana)
    browser = at(ana)
    offered = "Ask a lawyer about asylum in court" in shown(browser, plan(rosas_case))

    browser.post(plan(rosas_case, "suggestions", "asylum-court"))

    page = shown(browser, plan(rosas_case))
    assert offered
    assert "It does not print." in page


def test_reading_back_says_when_and_with_whom(at, ana, rosas_case):
    services.write_goal(rosas_case, by=ana, goal="stay")
    browser = at(ana)
    asked = "Turn the screen around. Read the plan back. Ask: is this right?" in shown(
        browser, plan(rosas_case)
    )

    browser.post(plan(rosas_case, "reading"))

    assert asked
    assert "with Ana. It is right." in shown(browser, plan(rosas_case))
    assert Plan.objects.get().read_back_by == ana


@pytest.mark.parametrize(
    ("lawyer", "title"), [("", "My questions for a lawyer"), ("Dana Cole", "Questions for my lawyer")]
)
def test_questions_are_for_a_lawyer_or_for_my_lawyer(at, ana, rosas_case, option, lawyer, title):
    casefile.name_lawyer(rosas_case, name=lawyer, by=ana)

    page = shown(at(ana), plan(rosas_case))

    assert title in page
    assert ("Ask a lawyer about" in page) == (not lawyer)


def test_bo_finds_no_plan(at, bo, rosas_case, ana):
    item = services.add_item(rosas_case, by=ana, kind=ItemKind.STEP, text="call")
    browser = at(bo)

    pages = [plan(rosas_case), plan(rosas_case, "goal"), plan(rosas_case, item.pk)]
    taps = [
        plan(rosas_case, item.pk, "done"),
        plan(rosas_case, item.pk, "removal"),
        plan(rosas_case, "reading"),
    ]

    assert [browser.get(address).status_code for address in pages] == [404] * 3
    assert [browser.post(address).status_code for address in taps] == [404] * 3


def test_hostile_words_are_text(at, ana, rosas_case):
    services.add_item(rosas_case, by=ana, kind=ItemKind.QUESTION, text="<img src=x onerror=alert(1)>")

    page = shown(at(ana), plan(rosas_case))

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_plan_of_twenty_lines_asks_the_database_as_often_as_one(at, ana, rosas_case, mei):
    browser, counts = at(ana), []
    for size in (1, 19):
        for _ in range(size):
            text = uuid.uuid4().hex
            due = timezone.localdate() + timedelta(days=3)
            services.add_item(rosas_case, by=ana, kind=ItemKind.STEP, text=text, due=due)
        services.add_item(rosas_case, by=ana, kind=ItemKind.OPTION, catalogue_id="asylum-court")
        shown(browser, plan(rosas_case))
        with CaptureQueriesContext(connection) as asked:
            shown(browser, plan(rosas_case))
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("shows_story", [True, False])
def test_her_phone_shows_her_plan_only_when_she_asked_and_options_only_when_signed(
    at, ana, mei, rosa, rosas_case, option, shows_story
):
    services.write_goal(rosas_case, by=ana, goal="stay with my son")
    withheld = services.add_item(rosas_case, by=ana, kind=ItemKind.OPTION, catalogue_id="withholding")
    services.review_option(option, by=mei, verdict=Verdict.YES)
    cards.make_card(rosa, by=ana, shows_story=shows_story)

    page = shown(at(rosa.user), "/cases/mine/plan/")

    assert ("stay with my son" in page) == shows_story
    assert ("Ask a lawyer about asylum in court" in page) == shows_story
    assert withheld.sentence not in page
    assert "Ana" not in page


def person_with_an_option(name, ana, days=None):
    case = casefile.open_case(people.meet_person(called=name, by=ana), by=ana)
    item = services.add_item(case, by=ana, kind=ItemKind.OPTION, catalogue_id="asylum-court")
    if days:
        when = PartialDate.of(timezone.localdate() + timedelta(days=days))
        timeline.add_event(case, by=ana, kind="hearing-individual-scheduled", when=when, source=Source.PAPER)
    return item


def test_the_review_page_shows_the_soonest_hearing_first(at, ana, mei):
    for name, days in (("Wen", None), ("Ibrahim", 30), ("Nadia", 9)):
        person_with_an_option(name, ana, days)

    page = shown(at(mei), "/cases/review/")

    assert page.index("Nadia") < page.index("Ibrahim") < page.index("Wen")
    assert "We do not know the next hearing." in page


def test_yes_prints_no_does_not_and_both_leave_the_list(at, ana, mei):
    yes, no = (person_with_an_option(name, ana) for name in ("Nadia", "Wen"))
    browser = at(mei)

    browser.post(f"/cases/review/{yes.pk}/", {"verdict": "yes"})
    browser.post(f"/cases/review/{no.pk}/", {"verdict": "no"})

    assert Item.objects.get(pk=yes.pk).is_signed
    assert not Item.objects.get(pk=no.pk).is_signed
    assert "Nothing waits for your yes." in shown(browser, "/cases/review/")


def test_a_change_needs_its_words(at, ana, mei):
    item = person_with_an_option("Nadia", ana)
    browser = at(mei)

    refused = browser.post(f"/cases/review/{item.pk}/", {"verdict": "change", "words": ""})
    waits = Item.objects.get(pk=item.pk).last_review is None
    browser.post(f"/cases/review/{item.pk}/", {"verdict": "change", "words": "asylum and the year"})

    assert (refused.status_code, refused["Location"], waits) == (303, f"/cases/review/{item.pk}/", True)
    assert Item.objects.get(pk=item.pk).last_review.words == "asylum and the year"


@pytest.mark.parametrize("who", ["ana", "carmen", "luis", "omar"])
def test_only_a_reviewing_lawyer_reviews(at, request, ana, who):
    item = person_with_an_option("Nadia", ana)
    browser = at(request.getfixturevalue(who))

    assert browser.get("/cases/review/").status_code == 404
    assert browser.post(f"/cases/review/{item.pk}/", {"verdict": "yes"}).status_code == 404
    assert not Item.objects.get(pk=item.pk).is_signed


def test_the_review_page_asks_the_database_as_often_for_one_as_for_twenty(at, ana, mei):
    browser, counts = at(mei), []
    for size in (1, 19):
        for n in range(size):
            person_with_an_option(f"P{n}", ana, days=n + 1)
        shown(browser, "/cases/review/")
        with CaptureQueriesContext(connection) as asked:
            shown(browser, "/cases/review/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
