"""Printing: the two sheets of a case, and the blank forms for the night without internet."""

from functools import cache

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.casefile.doors import case_for
from cases.casefile.phone import own_case
from clinic.paper.pdf import make_pdf
from clinic.people.doors import TEAM, for_roles
from clinic.people.models import Role

from . import handouts as paper
from .forms import HandoutForm
from .models import Handout
from .story import story_sheet
from .views import AT_THE_TABLE

BLANKS = {"sign-in": "blank_sign_in", "interview": "blank_interview", "report": "blank_report"}


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def handouts(request, case_pk):
    case = case_for(request, case_pk)
    form = HandoutForm.for_request(request, initial={"language": case.person.page_language})
    if form.is_posted and form.is_valid():
        made = paper.make_handout(case, by=request.user, **form.cleaned_data)
        messages.success(request, _("Paper %(n)s is ready. Print both sheets.") % {"n": f"{made.number:04}"})
        return form.done("cases:handouts", case.pk)
    made = list(case.handouts.order_by("-number"))
    context = {"case": case, "newest": made[0] if made else None, "older": made[1:]}
    context["stale"] = bool(made) and paper.is_stale(made[0])
    return form.answer("cases/plans/handouts.html", context)


@require_safe
@for_roles(*AT_THE_TABLE)
def sheet(request, case_pk, handout_pk, which):
    """The sheet as it was handed over. Looking at it marks nothing."""
    if which not in paper.SHEETS:
        raise Http404
    handout = _handout(request, case_pk, handout_pk)
    return in_the_tab(paper.read_sheet(handout, which), f"{handout.number:04}-{which}")


@require_POST
@for_roles(*AT_THE_TABLE)
def told(request, case_pk, handout_pk):
    paper.tell_stale(_handout(request, case_pk, handout_pk), by=request.user)
    messages.success(request, _("Written down: they know that the old paper no longer counts."))
    return redirect("cases:handouts", case_pk)


@require_safe
@for_roles(*AT_THE_TABLE, Role.LAWYER)
def story_paper(request, case_pk):
    """The whole story on paper, for the person's own folder, in the person's language."""
    return _story_in_the_tab(case_for(request, case_pk))


@require_safe
@own_case
def my_story_paper(request, own):
    if own.shown_case is None:
        raise Http404
    return _story_in_the_tab(own.shown_case)


def _story_in_the_tab(case):
    language = case.person.page_language
    with translation.override(language):
        sheet = story_sheet(case)
    return in_the_tab(make_pdf("print/story.html", {"sheet": sheet}, language=language), "story")


@require_safe
@for_roles(TEAM)
def blanks(request):
    return render(request, "cases/plans/blanks.html", {"languages": settings.LANGUAGES})


@require_safe
@for_roles(TEAM)
def blank(request, name):
    """A blank form; `?language=es` for another language than the page's."""
    if name not in BLANKS:
        raise Http404
    language = request.GET.get("language", get_language())
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return in_the_tab(
        _blank(name, language, settings.CLINIC_NAME, settings.CLINIC_PHONE), f"{name}-{language}"
    )


@cache
def _blank(name, language, clinic_name, clinic_phone):
    """The same for everybody, so it is set once."""
    context = {"clinic_name": clinic_name, "clinic_phone": clinic_phone}
    return make_pdf(f"print/{BLANKS[name]}.html", context, language=language)


def in_the_tab(pdf, name):
    """Our own PDF, in the browser's viewer; nothing of it is kept, and it may load nothing."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _handout(request, case_pk, handout_pk):
    rows = Handout.objects.visible_to(request.user).filter(case_id=case_pk)
    return get_object_or_404(rows, pk=handout_pk)
