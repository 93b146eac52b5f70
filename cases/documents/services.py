"""The list of papers is changed here, and a copy is kept only after a yes."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases.casefile.models import Case
from clinic.security import audit
from clinic.vault import files

from .kinds import paper_kinds
from .models import KeptCopy, Paper, PaperEvent, PaperState
from .rebuilding.rebuild import rebuilt
from .requests import note_request

MOST_COPIES = 50


class UnknownPaper(ValueError):
    """Neither a kind of the list (`kinds.yaml`) nor a name of its own."""


class NobodySaidYes(Exception):
    """A copy is kept only after the person said yes."""


class TooBig(Exception):
    """The file is larger than settings.UPLOAD_MAX_BYTES."""


class TooManyCopies(Exception):
    """MOST_COPIES are kept for this person already."""


@transaction.atomic
def set_paper(
    case,
    *,
    kind,
    state,
    by,
    original_with="",
    title="",
    dated="",
    asked_on="",
    asked_whom="",
    note="",
):
    """Writes a paper on the list, or changes the one of the same kind and title: said again, it is never doubled.

    `kind` is an id of kinds.yaml, or "" for another paper that `title` names; `state` a PaperState; `dated` and
    `asked_on` are PartialDate texts. What is left empty stays as it was. Raises UnknownPaper.
    """
    if kind not in paper_kinds() and (kind or not title):
        raise UnknownPaper(kind)
    _lock(case)
    said = {
        "dated": dated,
        "asked_on": asked_on,
        "asked_whom": asked_whom,
        "original_with": original_with,
        "note": note,
    }
    said = {name: value for name, value in said.items() if value}
    paper = _same(case, kind, title)
    if paper:
        return _change(paper, by, {"state": PaperState(state), **said})
    paper = Paper(case=case, holder_id=case.holder_id, kind=kind, title=title, written_by=by)
    for name, value in {"state": PaperState(state), **said}.items():
        setattr(paper, name, value)
    paper.save(force_insert=True)
    audit.record(actor=by, verb="paper.add", target=paper, fields=["kind", "state", *said])
    note_request(paper, ("", ""), by=by)
    return paper


@transaction.atomic
def change_paper(paper, *, by, **changes):
    """Changes state or any of the texts; an empty text empties it. What it was before is not kept."""
    _lock(paper.case)
    return _change(paper, by, changes)


@transaction.atomic
def set_papers_of(event, papers, *, by):
    """These papers, and no others, show this date. Nothing changes where they did already."""
    _lock(event.case)
    before, after = set(event.papers.values_list("pk", flat=True)), {paper.pk for paper in papers}
    if before == after:
        return
    PaperEvent.objects.filter(event=event, paper__in=before - after).delete()
    PaperEvent.objects.bulk_create(PaperEvent(event=event, paper_id=pk) for pk in after - before)
    audit.record(actor=by, verb="event.papers", target=event)


@transaction.atomic
def remove_paper(paper, *, by):
    """Takes the paper off the list, its copies with it; their files go once that is certain."""
    _lock(paper.case)
    for copy in paper.copies.all():
        _forget_file(copy)
    audit.record(actor=by, verb="paper.remove", target=paper)
    paper.delete()


def keep_copy(paper, *, by, name, content, said_yes):
    """Rebuilds the file and seals what came out on disk; what came in is kept nowhere. `name` is what the file was called.

    Raises NobodySaidYes, TooBig, TooManyCopies, rebuilding.refusals.Refused.
    """
    if said_yes is not True:
        raise NobodySaidYes
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise TooBig
    clean, media_type = rebuilt(content)  # before the transaction: it may take half a minute
    return _keep(paper, by=by, name=name, content=clean, media_type=media_type)


@transaction.atomic
def _keep(paper, *, by, name, content, media_type):
    _lock(paper.case)
    if KeptCopy.objects.filter(holder_id=paper.holder_id).count() >= MOST_COPIES:
        raise TooManyCopies
    copy = KeptCopy(paper=paper, holder_id=paper.holder_id, media_type=media_type, name=name[:200])
    copy.kept_by, copy.said_yes_at = by, timezone.now()
    copy.file_id = files.keep(paper.holder_id, content)
    copy.save(force_insert=True)
    audit.record(actor=by, verb="copy.keep", target=copy)
    return copy


@transaction.atomic
def remove_copy(copy, *, by):
    """The person wants it gone: the row now, the file once that is certain."""
    _forget_file(copy)
    audit.record(actor=by, verb="copy.remove", target=copy)
    copy.delete()


def read_copy(copy):
    """The bytes of a kept copy. Raises FileNotFoundError, or what the vault raises."""
    return files.read(copy.holder_id, copy.file_id)


def _lock(case):
    Case.objects.select_for_update().get(pk=case.pk)


def _same(case, kind, title):
    return next((paper for paper in case.papers.all() if (paper.kind, paper.title) == (kind, title)), None)


def _change(paper, by, changes):
    was = paper.asked_on, paper.asked_whom
    changed = [name for name, value in changes.items() if getattr(paper, name) != value]
    for name in changed:
        setattr(paper, name, changes[name])
    if changed:
        paper.save()
        audit.record(actor=by, verb="paper.change", target=paper, fields=changed)
    if {"asked_on", "asked_whom", "state"} & set(changed):
        note_request(paper, was, by=by)
    return paper


def _forget_file(copy):
    transaction.on_commit(lambda file_id=copy.file_id: files.remove(file_id))
