from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from cases.casefile.doors import case_for
from cases.casefile.roll import with_same_a_number
from cases.casefile.services import open_case
from cases.timeline import reading
from cases.timeline.services import NoSuchHour
from clinic.people import services as people
from clinic.people.doors import for_roles, person_for
from clinic.people.models import OpeningAnswer, Role

from . import services
from .another_night import ArrivalForm, FamilyForm, HistoryForm, PapersForm
from .forms import HereForm, LanguageForm, LawyerForm, OpeningForm, PaperForm, ReachForm, TellForm, WorryForm
from .front import front_of
from .models import SectionKey
from .progress import Progress, heard_opening, visit_tonight
from .said import said_before, story_so_far
from .sections import PARTS
from .writing import MINOR_ALONE

FORMS = {
    SectionKey.LANGUAGE: LanguageForm,
    SectionKey.WORRY: WorryForm,
    SectionKey.HERE: HereForm,
    SectionKey.PAPER: PaperForm,
    SectionKey.LAWYER: LawyerForm,
    SectionKey.REACH: ReachForm,
    SectionKey.TELL: TellForm,
    SectionKey.ARRIVAL: ArrivalForm,
    SectionKey.FAMILY: FamilyForm,
    SectionKey.HISTORY: HistoryForm,
    SectionKey.PAPERS: PapersForm,
}
AT_THE_TABLE = (Role.INTAKE, Role.COORDINATOR)


@require_safe
@for_roles(Role.INTAKE, Role.COORDINATOR, Role.LAWYER)
def person(request, person_pk):
    """The case's front page for the clinic's people."""
    person = person_for(request, person_pk)
    context = {
        "person": person,
        "front": front_of(person),
        "at_the_table": request.user.has_role(*AT_THE_TABLE),
        "may_grant": request.user.has_role(Role.COORDINATOR),
    }
    return render(request, "cases/intake/person.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def begin(request, person_pk):
    """Opens the case on a tap; where there is one, the interview goes on."""
    person = person_for(request, person_pk)
    case = person.cases.open().order_by("opened_at").first()
    if case is None and request.method == "POST":
        case = open_case(person, by=request.user)
    if case is None:
        return render(request, "cases/intake/begin.html", {"person": person, "visit": visit_tonight(person)})
    return _to("cases:interview" if heard_opening(person) else "cases:opening", case.pk)


@require_safe
@for_roles(*AT_THE_TABLE)
def interview(request, case_pk):
    case = case_for(request, case_pk)
    context = {
        "case": case,
        "progress": Progress(case),
        "heard": heard_opening(case.person),
        "visit": visit_tonight(case.person),
        "minor_alone": case.here_for == MINOR_ALONE,
    }
    return render(request, "cases/intake/interview.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def opening(request, case_pk):
    """What we are, read aloud before anything is asked; by whom, when, and what the person answered."""
    case = case_for(request, case_pk)
    form = OpeningForm.for_request(request)
    language = case.person.page_language
    if form.is_posted and form.is_valid():
        answer = form.cleaned_data["answer"]
        people.record_opening(case.person, answer=answer, language=language, by=request.user)
        if answer == OpeningAnswer.GO_ON:
            return _go_to(form, case, Progress(case).next)
        messages.info(request, _("Nothing is asked. They can come back to it whenever they want."))
        return _stop(form, case)
    statement = {"spoken": _statement(language), "spoken_in": language, "english": _statement("en")}
    heard = heard_opening(case.person)
    return form.answer("cases/intake/opening.html", {"case": case, "heard": heard, **statement})


@require_http_methods(["GET", "POST"])
@for_roles(*AT_THE_TABLE)
def section(request, case_pk, key):
    """One part of the interview a page. What is saved is true at once."""
    case = case_for(request, case_pk)
    part = PARTS.get(key)
    if part is None:
        raise Http404
    if heard_opening(case.person) is None:
        return _to("cases:opening", case.pk)
    form = FORMS[key].for_request(request, case=case)
    visit = visit_tonight(case.person)
    if form.is_posted and form.is_settled:
        said = {"state": form.state, "answers": form.answers}
        try:
            services.save_section(case, key, by=request.user, visit=visit, **said)
            return _go_on(request, form, case, key)
        except NoSuchHour:
            form.add_error(None, _("The clock skips this hour on that day. Please look at the time again."))
    return form.answer("cases/intake/section.html", _around(case, part, form, visit))


def _around(case, part, form, visit):
    """What stands around the questions: how far we are, what is read aloud, what was told before."""
    return {
        "case": case,
        "part": part,
        "visit": visit,
        "section": Progress(case).sections.get(part.key),
        "spoken": part.spoken(form.spoken),
        "spoken_in": form.spoken,
        "before": said_before(case, part.key),
        "known": story_so_far(case) if part.key == SectionKey.HISTORY else (),
        "minor_alone": part.key == SectionKey.HERE and case.here_for == MINOR_ALONE,
    }


@require_safe
@for_roles(*AT_THE_TABLE)
def court_line(request, case_pk):
    """Between the paper and the next question: the court line is called while the person sits there."""
    case = case_for(request, case_pk)
    event = reading.next_dates(case)["court"]
    context = {"case": case, "event": event, "next": Progress(case).next_after(SectionKey.PAPER)}
    return render(request, "cases/intake/court_line.html", context)


def _go_on(request, form, case, key):
    """Where a settled section leads: to the end of the night, to what must happen first, or to the next part."""
    if form.wants_to_stop:
        return _stop(form, case)
    case.refresh_from_db()
    if key == SectionKey.HERE and case.here_for == MINOR_ALONE:
        return form.done("cases:section", case.pk, key)
    if key == SectionKey.PAPER and form.answers:
        if with_same_a_number(case.person):
            messages.warning(request, _same_number())
        if reading.next_dates(case)["court"]:
            return form.done("cases:court_line", case.pk)
    return _go_to(form, case, Progress(case).next_after(key))


def _go_to(form, case, part):
    return form.done("cases:section", case.pk, part.key) if part else form.done("cases:interview", case.pk)


def _stop(form, case):
    visit = visit_tonight(case.person)
    return form.done("stop", visit.pk) if visit else form.done("cases:person", case.person_id)


def _to(name, *args):
    """By GET, whatever the request was."""
    response = redirect(name, *args)
    response.status_code = 303
    return response


def _same_number():
    return _(
        "Another person here has the same A-number. Please look at each digit again. "
        "If it is right, tell the coordinator."
    )


def _statement(language):
    with override(language):
        return _(
            "We are volunteers, not lawyers. What you tell us may not be secret in court; our lock does not "
            "stop a judge's order. You can say only a first name. You can see it, take it home or have it "
            "erased, unless a court order or legal hold stops us."
        )
