from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.casefile.doors import case_for
from cases.casefile.phone import own_case
from cases.timeline.models import Event
from clinic.people.doors import for_roles
from clinic.people.models import Role

from . import services
from .contents import ENDINGS, PDF
from .forms import REFUSED, ChangePaperForm, CopyForm, EventPapersForm, PaperForm, too_big
from .models import KeptCopy, Paper
from .rebuilding.refusals import Refused

AT_THE_TABLE = (Role.INTAKE, Role.COORDINATOR)


@require_safe
@for_roles(*AT_THE_TABLE, Role.LAWYER)
def papers(request, case_pk):
    case = case_for(request, case_pk)
    listed = case.papers.prefetch_related("copies").in_order()
    still = sum(paper.is_wanted for paper in listed)
    context = {"case": case, "papers": listed, "still": still}
    context["only_reading"] = not request.user.has_role(*AT_THE_TABLE)
    return render(request, "cases/documents/papers.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def add_paper(request, case_pk):
    case = case_for(request, case_pk)
    form = PaperForm.for_request(request)
    if form.is_posted and form.is_valid():
        paper = services.set_paper(case, by=request.user, **form.cleaned_data)
        messages.success(request, _("On the list: %(paper)s.") % {"paper": paper.words})
        return form.done("cases:papers", case.pk)
    return form.answer("cases/documents/add_paper.html", {"case": case})


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def paper(request, case_pk, paper_pk):
    paper = _paper(request, case_pk, paper_pk)
    form = ChangePaperForm.for_request(request, initial=_as_it_is(paper))
    if form.is_posted and form.is_valid():
        services.change_paper(paper, by=request.user, **form.cleaned_data)
        return form.done("cases:papers", paper.case_id)
    return form.answer("cases/documents/paper.html", {"case": paper.case, "paper": paper})


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def event_papers(request, case_pk, event_pk):
    """The papers that show one date of the timeline."""
    rows = Event.objects.visible_to(request.user).select_related("case__person", "moment")
    event = get_object_or_404(rows, pk=event_pk, case=case_pk)
    shown = [str(paper.pk) for paper in event.papers.all()]
    form = EventPapersForm.for_request(
        request, papers=event.case.papers.in_order(), initial={"papers": shown}
    )
    if form.is_posted and form.is_valid():
        services.set_papers_of(event, form.chosen, by=request.user)
        return form.done("cases:event", case_pk, event_pk)
    return form.answer("cases/documents/event_papers.html", {"case": event.case, "event": event})


@require_POST
@for_roles(*AT_THE_TABLE)
def paper_removal(request, case_pk, paper_pk):
    paper = _paper(request, case_pk, paper_pk)
    services.remove_paper(paper, by=request.user)
    messages.success(request, _("It is off the list."))
    return redirect("cases:papers", case_pk)


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def copy(request, case_pk, paper_pk):
    """Asks first; only a yes opens the way for the file."""
    paper = _paper(request, case_pk, paper_pk)
    form = CopyForm.for_request(request)
    if form.is_posted and form.is_valid():
        if not form.wants_a_copy:
            messages.info(request, _("No copy is kept. The list is enough."))
            return form.done("cases:papers", paper.case_id)
        if _keep(form, paper, request.user):
            messages.success(request, _("A copy is kept here."))
            return form.done("cases:papers", paper.case_id)
    return form.answer("cases/documents/copy.html", {"case": paper.case, "paper": paper})


@require_safe
@for_roles(*AT_THE_TABLE)
def copy_file(request, case_pk, paper_pk, copy_pk):
    return sent(get_object_or_404(_copies(request, case_pk, paper_pk), pk=copy_pk))


@require_POST
@for_roles(*AT_THE_TABLE)
def copy_removal(request, case_pk, paper_pk, copy_pk):
    services.remove_copy(get_object_or_404(_copies(request, case_pk, paper_pk), pk=copy_pk), by=request.user)
    messages.success(request, _("The copy is gone. The paper stays on the list."))
    return redirect("cases:papers", case_pk)


@require_safe
@own_case
def my_papers(request, own):
    """On her own phone, and only when she asked for that at the clinic."""
    case = own.shown_case
    context = {"shown": case is not None, "papers": case.papers.in_order() if case else []}
    return render(request, "cases/documents/my_papers.html", context)


def sent(copy):
    """A photo shows in the tab, boxed in; a PDF, though rebuilt, is only saved."""
    response = HttpResponse(services.read_copy(copy), content_type=copy.media_type)
    way = "attachment" if copy.media_type == PDF else "inline"
    response.headers["Content-Disposition"] = f'{way}; filename="copy.{ENDINGS[copy.media_type]}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _keep(form, paper, by):
    """Whether the copy was kept; if not, the form says why."""
    file = form.cleaned_data["file"]
    try:
        return services.keep_copy(paper, by=by, name=file.name, content=file.read(), said_yes=True)
    except services.TooBig:
        form.add_error("file", too_big())
    except services.TooManyCopies:
        form.add_error(
            "file",
            _("We keep up to %(most)s copies for a person. Please remove one first.")
            % {"most": services.MOST_COPIES},
        )
    except Refused as refused:
        form.add_error("file", REFUSED[refused.why])


def _paper(request, case_pk, paper_pk):
    rows = Paper.objects.visible_to(request.user).filter(case_id=case_pk)
    return get_object_or_404(rows.select_related("case__person"), pk=paper_pk)


def _copies(request, case_pk, paper_pk):
    return KeptCopy.objects.visible_to(request.user).filter(paper_id=paper_pk, paper__case_id=case_pk)


def _as_it_is(paper):
    same = ("state", "original_with", "asked_whom", "note")
    dates = {"dated": paper.date if paper.dated else None, "asked_on": paper.asked and paper.asked.on}
    return {name: getattr(paper, name) for name in same} | dates
