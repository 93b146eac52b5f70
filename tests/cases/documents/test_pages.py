import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.casefile import services as casefile
from cases.documents import services
from cases.documents.forms import REFUSED
from cases.documents.models import KeptCopy, Paper, PaperState
from cases.documents.rebuilding.refusals import Why
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from clinic.people import cards
from clinic.people import services as people
from clinic.security.models import AuditEntry

from . import hostile

TYPED = {"kind": "i862", "state": "have", "original_with": "Rosa", "dated_year": "2023", "dated_month": "4"}


@pytest.fixture
def nta(rosas_case, ana):
    return services.set_paper(rosas_case, kind="i862", state=PaperState.HAVE, by=ana)


@pytest.fixture
def kept(nta, ana, photo):
    return services.keep_copy(nta, by=ana, name="nta.jpg", content=photo, said_yes=True)


def papers(case, *rest):
    return "/".join(["/cases", str(case.pk), "papers", *map(str, rest), ""])


def upload(content, name="a.jpg", **typed):
    return {"said_yes": "yes", "file": SimpleUploadedFile(name, content), **typed}


def test_an_empty_list_says_what_to_do(at, ana, rosas_case):
    page = at(ana).get(papers(rosas_case)).content.decode()

    assert "No papers on this list yet." in page
    assert "Add the one in your hand." in page


def test_a_paper_added_at_the_table_is_on_the_list_with_its_date_and_who_has_it(at, ana, rosas_case):
    browser = at(ana)

    answer = browser.post(papers(rosas_case, "new"), TYPED)
    page = browser.get(answer["Location"]).content.decode()

    assert answer.status_code == 303
    assert "Notice to Appear (NTA)" in page
    assert "dated April 2023" in page
    assert "Original with: Rosa" in page


def test_a_missing_paper_says_how_to_get_a_copy(at, ana, rosas_case):
    services.set_paper(rosas_case, kind="i862", state=PaperState.MISSING, by=ana)

    page = at(ana).get(papers(rosas_case)).content.decode()

    assert "How to get a copy" in page
    assert "1 paper is still missing" in page


def test_a_paper_asked_for_says_when_and_from_whom(at, ana, rosas_case):
    typed = {"kind": "i213", "state": "asked", "asked_whom": "ICE", "asked_on": "2026-11-14"}
    browser = at(ana)

    browser.post(papers(rosas_case, "new"), typed)

    assert (
        "asked for on Saturday, November 14, 2026, from ICE"
        in browser.get(papers(rosas_case)).content.decode()
    )


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_in_a_year_that_nobody_lives_in_goes_back(at, ana, rosas_case, day):
    typed = {"kind": "i213", "state": "asked", "asked_whom": "ICE", "asked_on": day}
    browser = at(ana)

    answer = browser.post(papers(rosas_case, "new"), typed)

    assert answer["Location"] == papers(rosas_case, "new")
    assert "Please look at the year again" in browser.get(answer["Location"]).content.decode()
    assert not Paper.objects.exists()


def test_a_paper_without_a_kind_or_a_name_goes_back_and_keeps_what_was_typed(at, ana, rosas_case):
    browser = at(ana)

    answer = browser.post(papers(rosas_case, "new"), {"state": "have", "note": "blue folder"})
    page = browser.get(answer["Location"]).content.decode()

    assert answer.status_code == 303
    assert "write its name here" in page
    assert "blue folder" in page
    assert not Paper.objects.exists()


def test_changing_a_paper_shows_what_was_said_and_saves_what_is_new(at, ana, rosas_case, nta):
    services.change_paper(nta, by=ana, original_with="her sister", dated="2023-04-12")
    browser = at(ana)

    page = browser.get(papers(rosas_case, nta.pk)).content.decode()
    browser.post(papers(rosas_case, nta.pk), {"state": "cannot", "original_with": "her sister"})

    assert 'value="her sister"' in page
    assert 'value="2023"' in page
    assert (Paper.objects.get().state, Paper.objects.get().dated) == ("cannot", "")


def test_a_paper_taken_off_the_list_is_gone(at, ana, rosas_case, nta):
    at(ana).post(papers(rosas_case, nta.pk, "removal"))

    assert not Paper.objects.exists()


def test_a_no_keeps_nothing_even_when_a_file_was_chosen(at, ana, rosas_case, nta, photo):
    at(ana).post(papers(rosas_case, nta.pk, "copies"), upload(photo, said_yes="no"))

    assert not KeptCopy.objects.exists()


def test_without_an_answer_nothing_is_kept(at, ana, rosas_case, nta, photo):
    at(ana).post(papers(rosas_case, nta.pk, "copies"), upload(photo, said_yes=""))

    assert not KeptCopy.objects.exists()


def test_in_a_demo_the_page_that_asks_says_that_it_is_only_practice(at, ana, rosas_case, nta, settings):
    settings.MODE = "demo"

    page = at(ana).get(papers(rosas_case, nta.pk, "copies")).content.decode()

    assert "For practice only. Please do not add real papers yet." in page
    assert "You can say no. The list is enough." in page


def test_a_yes_keeps_the_photo_and_opens_it_again_boxed_in(at, ana, rosas_case, nta, photo):
    browser = at(ana)
    browser.post(papers(rosas_case, nta.pk, "copies"), upload(photo, name="../evil.html"))

    answer = browser.get(papers(rosas_case, nta.pk, "copies", KeptCopy.objects.get().pk))

    assert answer.content.startswith(b"\xff\xd8")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'inline; filename="copy.jpg"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_a_kept_pdf_is_only_saved_never_shown(at, ana, rosas_case, nta, pdf):
    copy = services.keep_copy(nta, by=ana, name="nta.pdf", content=pdf, said_yes=True)

    answer = at(ana).get(papers(rosas_case, nta.pk, "copies", copy.pk))

    assert answer["Content-Disposition"] == 'attachment; filename="copy.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def why_refused(browser, address, typed):
    answer = browser.post(address, typed)
    assert answer.status_code == 303
    assert not KeptCopy.objects.exists()
    page = browser.get(answer["Location"]).content.decode()
    return " ".join(re.search(r'class="errors".*?</ul>', page, re.DOTALL)[0].split())


def test_a_page_in_disguise_is_refused_in_kind_words(at, ana, rosas_case, nta):
    said = why_refused(
        at(ana), papers(rosas_case, nta.pk, "copies"), upload(b"<script>x</script>", name="photo.jpg")
    )

    assert "We can keep PDF files and photos. Please choose one of those." in said


def test_a_yes_without_a_file_asks_for_it(at, ana, rosas_case, nta):
    said = why_refused(at(ana), papers(rosas_case, nta.pk, "copies"), {"said_yes": "yes"})

    assert "Please choose the file or take the photo." in said


def test_a_file_that_is_too_big_says_how_much_is_possible(at, ana, rosas_case, nta, settings):
    said = why_refused(
        at(ana), papers(rosas_case, nta.pk, "copies"), upload(b"%PDF-" + bytes(settings.UPLOAD_MAX_BYTES))
    )

    assert "We can keep up to 15 MB." in said
    assert "Please choose the file" not in said


def test_every_reason_has_words_for_it():
    assert set(REFUSED) == set(Why)


def test_a_locked_pdf_says_what_to_do_and_the_yes_stays(at, ana, rosas_case, nta):
    browser, address = at(ana), papers(rosas_case, nta.pk, "copies")

    browser.post(address, upload(hostile.locked_pdf("secret"), name="nta.pdf"))
    page = browser.get(address).content.decode()

    assert "This PDF is locked with a password." in page
    assert re.search(r'<input[^>]*value="yes"[^>]*checked', page)
    assert not KeptCopy.objects.exists()


def test_a_file_that_came_without_an_answer_is_asked_for_again(at, ana, rosas_case, nta, photo):
    browser, address = at(ana), papers(rosas_case, nta.pk, "copies")

    said = why_refused(browser, address, upload(photo, said_yes=""))

    assert "Please choose this file again. The rest is still here." in said
    assert "Please choose the file or take the photo." not in said


def test_outside_a_demo_nobody_is_told_to_practise(at, ana, rosas_case, nta, settings):
    settings.MODE = "production"

    for door in ((), (nta.pk, "copies")):
        assert "For practice only" not in at(ana).get(papers(rosas_case, *door)).content.decode()


def test_bo_finds_none_of_it(at, bo, rosas_case, nta, kept):
    browser = at(bo)

    doors = [(), ("new",), (nta.pk,), (nta.pk, "copies"), (nta.pk, "copies", kept.pk)]

    assert [browser.get(papers(rosas_case, *door)).status_code for door in doors] == [404] * 5
    assert browser.post(papers(rosas_case, nta.pk, "removal")).status_code == 404


def test_a_copy_opens_only_under_its_own_paper(at, ana, rosas_case, kept):
    answer = at(ana).get(papers(rosas_case, uuid.uuid4(), "copies", kept.pk))

    assert answer.status_code == 404


def test_the_lawyer_reads_the_list_and_changes_nothing(at, mei, rosas_case, nta):
    browser = at(mei)

    page = browser.get(papers(rosas_case)).content.decode()

    assert "Notice to Appear" in page
    assert papers(rosas_case, nta.pk) not in page
    assert browser.get(papers(rosas_case, nta.pk)).status_code == 404


def test_a_hostile_name_is_text(at, ana, rosas_case):
    services.set_paper(rosas_case, kind="", title="<script>alert(1)</script>", state=PaperState.HAVE, by=ana)

    page = at(ana).get(papers(rosas_case)).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_list_asks_the_database_as_often_for_one_as_for_twenty(at, ana, rosas_case, pdf):
    browser, counts = at(ana), []
    for size in (1, 19):
        for _ in range(size):
            paper = services.set_paper(
                rosas_case, kind="i862", title=uuid.uuid4().hex, state=PaperState.HAVE, by=ana
            )
            services.keep_copy(paper, by=ana, name="a.pdf", content=pdf, said_yes=True)
        browser.get(papers(rosas_case))
        with CaptureQueriesContext(connection) as asked:
            browser.get(papers(rosas_case))
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(("shows_story", "there"), [(True, True), (False, False)])
def test_her_phone_shows_her_papers_only_when_she_asked_for_it(at, ana, rosa, nta, shows_story, there):
    cards.make_card(rosa, by=ana, shows_story=shows_story)

    page = at(rosa.user).get("/cases/mine/papers/").content.decode()

    assert ("Notice to Appear" in page) == there


def test_volunteers_have_no_page_of_their_own_papers(at, ana):
    assert at(ana).get("/cases/mine/papers/").status_code == 404


@pytest.fixture
def served(rosas_case, ana):
    return timeline.add_event(
        rosas_case, by=ana, kind="nta-served", when=PartialDate.from_parts(2023, 4), source="paper"
    )


def test_a_paper_is_tied_to_the_date_it_shows_and_untied(at, ana, rosas_case, nta, served):
    browser, page = at(ana), papers(rosas_case, "of", served.pk)

    answer = browser.post(page, {"papers": [nta.pk]})
    assert "Papers that show it: Notice to Appear (NTA)" in browser.get(answer["Location"]).content.decode()
    assert re.search(rf'value="{nta.pk}"[^>]*checked', browser.get(page).content.decode())

    browser.post(page, {})
    assert not served.papers.exists()
    assert [entry.verb for entry in AuditEntry.objects.filter(verb="event.papers")] == ["event.papers"] * 2


def test_only_papers_of_the_same_case_can_show_a_date(at, ana, rosas_case, served):
    wens = casefile.open_case(people.meet_person(called="Wen", by=ana), by=ana)
    hers = services.set_paper(wens, kind="passport", state=PaperState.HAVE, by=ana)

    answer = at(ana).post(papers(rosas_case, "of", served.pk), {"papers": [hers.pk]})

    assert answer["Location"].endswith(papers(rosas_case, "of", served.pk))
    assert not served.papers.exists()


def test_the_papers_of_a_date_are_not_there_for_a_stranger(at, bo, rosas_case, served):
    assert at(bo).get(papers(rosas_case, "of", served.pk)).status_code == 404
