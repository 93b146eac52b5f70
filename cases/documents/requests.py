"""A copy asked for from an agency that keeps the person's file is a records request. The timeline hears of it once, so that
the answer that should have come is asked for."""

from cases.timeline import services as timeline
from cases.timeline.models import Source
from clinic.words.search import fold

from .models import PaperState

REQUEST = "foia-submitted"
AGENCIES = {
    "foia", "uscis", "ice", "cbp", "obim", "eoir", "dhs", "dos", "nara", "migracion", "inmigracion", "immigration",
}  # fmt: skip
ELSEWHERE = {
    "court", "corte", "juzgado", "tribunal", "clerk", "judge", "juez", "jueza", "consulate", "consulado", "embassy",
    "embajada", "lawyer", "abogado", "abogada", "hospital", "school", "escuela", "police", "policia", "church", "iglesia",
    "family", "familia",
}  # fmt: skip


def is_records_request(paper):
    """Asked for and not here yet, from an agency: by whom was asked, else by where that kind of paper is had first."""
    if not paper.asked_on or not paper.is_wanted:
        return False
    whom = set(fold(paper.asked_whom).replace(",", " ").split())
    if whom & (AGENCIES | ELSEWHERE):
        return bool(whom & AGENCIES) and not whom & ELSEWHERE
    routes = paper.known_kind.copies if paper.known_kind else ()
    return paper.state == PaperState.ASKED and bool(routes) and routes[0].endswith("-foia")


def note_request(paper, was, *, by):
    """Writes the request into the story, or moves it where the paper's date was mended. `was`: (asked_on, asked_whom) before.
    Two papers asked for together are one request."""
    if not is_records_request(paper):
        return
    written = [event for event in paper.case.events.all() if event.kind == REQUEST]
    if any(_is_of(event, paper.asked_on, paper.asked_whom) for event in written):
        return
    said = {"when": paper.asked, "title": paper.asked_whom}
    former = [event for event in written if was[0] and _is_of(event, *was)]
    if former and not _others_asked(paper, was):
        timeline.change_event(former[0], by=by, **said)
    else:
        timeline.add_event(paper.case, by=by, kind=REQUEST, source=Source.VOLUNTEER, **said)


def _is_of(event, asked_on, whom):
    same_place = not event.title or not whom or fold(event.title) == fold(whom)
    return event.when == asked_on and same_place


def _others_asked(paper, was):
    others = [other for other in paper.case.papers.all() if other.pk != paper.pk]
    return any((other.asked_on, other.asked_whom) == was for other in others)
