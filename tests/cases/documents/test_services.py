import pytest
from django.core.files.storage import storages

from cases.documents import services
from cases.documents.models import KeptCopy, Paper, PaperState
from cases.documents.rebuilding.refusals import Refused
from clinic.security.models import AuditEntry

from .conftest import picture


def have(case, by, **more):
    return services.set_paper(case, kind="i862", state=PaperState.HAVE, by=by, **more)


def test_the_same_paper_said_again_changes_and_never_doubles(rosas_case, ana):
    have(rosas_case, ana, original_with="Rosa", dated="2023-04-12")

    services.set_paper(rosas_case, kind="i862", state=PaperState.MISSING, by=ana)

    paper = Paper.objects.get()
    assert (paper.state, paper.original_with, paper.dated) == (PaperState.MISSING, "Rosa", "2023-04-12")


def test_two_papers_of_one_kind_are_told_apart_by_their_titles(rosas_case, ana):
    for title in ("of Ana Lucía", "of Mateo"):
        services.set_paper(
            rosas_case, kind="birth-certificate", state=PaperState.MISSING, title=title, by=ana
        )

    assert Paper.objects.count() == 2


@pytest.mark.parametrize("kind", ["", "no-such-paper"])
def test_a_paper_needs_a_kind_of_the_list_or_a_name(rosas_case, ana, kind):
    with pytest.raises(services.UnknownPaper):
        services.set_paper(rosas_case, kind=kind, state=PaperState.HAVE, by=ana)


def test_another_paper_is_known_by_its_title(rosas_case, ana):
    paper = services.set_paper(
        rosas_case, kind="", title="Letter of the parish", state=PaperState.HAVE, by=ana
    )

    assert paper.words == "Letter of the parish"


def test_papers_stand_in_order_of_their_own_dates_and_unknown_dates_last(rosas_case, ana):
    for kind, dated in (("i589", "2024-02"), ("passport", ""), ("i862", "2023-04-12")):
        services.set_paper(rosas_case, kind=kind, state=PaperState.HAVE, dated=dated, by=ana)

    assert [paper.kind for paper in rosas_case.papers.in_order()] == ["i862", "i589", "passport"]


def test_changing_a_paper_empties_what_was_emptied_and_the_audit_says_only_which(rosas_case, ana):
    paper = have(rosas_case, ana, note="the blue folder")

    services.change_paper(paper, by=ana, note="", state=PaperState.HAVE)

    entry = AuditEntry.objects.get(verb="paper.change")
    assert (Paper.objects.get().note, entry.fields) == ("", ["note"])


def requests_of(case):
    return sorted((event.when, event.title) for event in case.events.all() if event.kind == "foia-submitted")


def ask(case, by, kind="i213", state=PaperState.ASKED, **more):
    return services.set_paper(case, kind=kind, state=state, by=by, **{"asked_on": "2026-11-02", **more})


def test_a_copy_asked_for_is_a_request_in_the_story_once_and_its_answer_is_waited_for(rosas_case, ana):
    ask(rosas_case, ana, asked_whom="CBP")
    ask(rosas_case, ana, asked_whom="CBP")
    ask(rosas_case, ana, kind="i860", asked_whom="CBP")  # asked for in the same letter

    assert requests_of(rosas_case) == [("2026-11-02", "CBP")]
    (deadline,) = [one for one in rosas_case.deadlines.all() if one.rule == "foia-20-working-days"]
    assert deadline.why["last_day"] == "2026-12-02"


def test_a_day_that_was_wrong_moves_the_request_and_two_agencies_are_two(rosas_case, ana):
    paper = ask(rosas_case, ana, asked_whom="CBP")
    ask(rosas_case, ana, kind="i860", asked_whom="USCIS")

    services.change_paper(paper, by=ana, asked_on="2026-11-03")

    assert requests_of(rosas_case) == [("2026-11-02", "USCIS"), ("2026-11-03", "CBP")]


def test_a_day_mended_on_one_of_two_papers_leaves_the_other_request(rosas_case, ana):
    ask(rosas_case, ana, asked_whom="CBP")
    paper = ask(rosas_case, ana, kind="i860", asked_whom="CBP")

    services.change_paper(paper, by=ana, asked_on="2026-11-03")

    assert requests_of(rosas_case) == [("2026-11-02", "CBP"), ("2026-11-03", "CBP")]


@pytest.mark.parametrize(
    ("kind", "whom", "state", "is_one"),
    [
        ("i213", "", PaperState.ASKED, True),  # had from ICE first
        ("hearing-notice", "", PaperState.ASKED, False),  # had from the court first
        ("hearing-notice", "EOIR, FOIA", PaperState.ASKED, True),
        ("i213", "la corte", PaperState.ASKED, False),
        ("birth-certificate", "el consulado", PaperState.ASKED, False),
        ("birth-certificate", "", PaperState.ASKED, False),
        ("i213", "CBP", PaperState.MISSING, True),
        ("i213", "CBP", PaperState.HAVE, False),
        ("i213", "", PaperState.MISSING, False),
    ],
)
def test_only_what_an_agency_was_asked_for_is_a_request(rosas_case, ana, kind, whom, state, is_one):
    ask(rosas_case, ana, kind=kind, asked_whom=whom, state=state)

    assert bool(requests_of(rosas_case)) == is_one


@pytest.mark.parametrize("said_yes", [False, None, "yes"])
def test_without_a_yes_no_copy_is_kept(rosas_case, ana, photo, said_yes):
    paper = have(rosas_case, ana)

    with pytest.raises(services.NobodySaidYes):
        services.keep_copy(paper, by=ana, name="nta.jpg", content=photo, said_yes=said_yes)
    assert not KeptCopy.objects.exists()


def test_a_kept_copy_is_sealed_on_disk_and_opens_again(rosas_case, ana, pdf):
    copy = services.keep_copy(have(rosas_case, ana), by=ana, name="nta.pdf", content=pdf, said_yes=True)

    with storages["sealed"].open(f"{str(copy.file_id)[:2]}/{copy.file_id}") as file:
        on_disk = file.read()
    assert (b"%PDF" in on_disk, services.read_copy(copy)[:4]) == (False, b"%PDF")


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")], ids=["jpeg", "png"]
)
def test_a_photo_is_known_by_its_content_whatever_its_name(rosas_case, ana, kind, media_type):
    copy = services.keep_copy(
        have(rosas_case, ana), by=ana, name="a.exe", content=picture(kind), said_yes=True
    )

    assert copy.media_type == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>x</script>",
        b"%PDF-1.4 that never ends",
        b"GIF89a",
        picture("GIF"),
        picture("JPEG")[:40],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
    ids=["empty", "html", "half-pdf", "gif-head", "gif", "half-jpeg", "svg"],
)
def test_what_is_no_pdf_and_no_photo_is_refused(rosas_case, ana, content):
    with pytest.raises(Refused):
        services.keep_copy(have(rosas_case, ana), by=ana, name="nta.pdf", content=content, said_yes=True)


def test_a_picture_that_unfolds_into_gigabytes_is_refused(rosas_case, ana):
    with pytest.raises(Refused):
        services.keep_copy(
            have(rosas_case, ana),
            by=ana,
            name="a.png",
            content=picture("PNG", (30_000, 2_000)),
            said_yes=True,
        )


def test_a_file_that_is_too_big_is_refused(rosas_case, ana, pdf, settings):
    settings.UPLOAD_MAX_BYTES = len(pdf) - 1

    with pytest.raises(services.TooBig):
        services.keep_copy(have(rosas_case, ana), by=ana, name="a.pdf", content=pdf, said_yes=True)


def test_outside_a_demo_a_copy_is_kept_too(rosas_case, ana, pdf, settings):
    settings.MODE = "production"

    services.keep_copy(have(rosas_case, ana), by=ana, name="a.pdf", content=pdf, said_yes=True)

    assert KeptCopy.objects.count() == 1


def test_no_more_than_fifty_copies_are_kept_for_one_person(rosas_case, ana, photo, monkeypatch):
    monkeypatch.setattr(services, "MOST_COPIES", 1)
    paper = have(rosas_case, ana)
    services.keep_copy(paper, by=ana, name="a.jpg", content=photo, said_yes=True)

    with pytest.raises(services.TooManyCopies):
        services.keep_copy(paper, by=ana, name="b.jpg", content=photo, said_yes=True)


def test_a_removed_paper_takes_its_copies_from_the_disk(
    rosas_case, ana, pdf, django_capture_on_commit_callbacks
):
    paper = have(rosas_case, ana)
    copy = services.keep_copy(paper, by=ana, name="a.pdf", content=pdf, said_yes=True)

    with django_capture_on_commit_callbacks(execute=True):
        services.remove_paper(paper, by=ana)

    assert not Paper.objects.exists()
    with pytest.raises(FileNotFoundError):
        services.read_copy(copy)
