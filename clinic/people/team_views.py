"""The team's page: who is here and in which roles, who was asked to join, whose sessions end."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import browsers, invitations, mails, sessions, team
from .doors import for_roles
from .fresh import needs_fresh_sign_in
from .giving import NotYours
from .models import Invitation, Role
from .team_forms import InvitationForm, JoinForm, RolesForm

STAFF_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LEADS = for_roles(Role.COORDINATOR, Role.ADMIN)


@LEADS
@require_safe
def team_page(request):
    members = list(team.members())
    held = team.roles_of(members)
    rows = [
        {"member": one, "roles": [role.label for role in Role if role in held[one.pk]]} for one in members
    ]
    waiting = list(Invitation.objects.waiting().select_related("invited_by").order_by("-made_at"))
    for invitation in waiting:
        invitation.role_labels = [Role(role).label for role in invitation.roles]
    return render(request, "clinic/people/team.html", {"rows": rows, "waiting": waiting})


@LEADS
@require_http_methods(["GET", "POST"])
@needs_fresh_sign_in
def invite(request):
    form = InvitationForm.for_request(request)
    if form.is_posted and form.is_valid():
        try:
            _invite(request, **form.cleaned_data)
            return form.done("team")
        except NotYours:
            form.add_error("roles", _only_an_administrator())
        except invitations.IsHereAlready:
            form.add_error("email", _("Somebody signs in with this address already."))
    return form.answer("clinic/people/invite.html")


def _invite(request, *, email, roles, language):
    invitation, link = invitations.invite(email, roles, language=language, by=request.user)
    if mails.invite(invitation, link):
        messages.success(request, _("The invitation is on its way."))
    else:
        messages.warning(
            request, _("The mail could not leave. Hand over this link yourself: %(link)s") % {"link": link}
        )


@LEADS
@require_POST
@needs_fresh_sign_in
def invite_again(request, pk):
    """The former link no longer works; a new one leaves, good for another 72 hours."""
    former = get_object_or_404(Invitation.objects.waiting(), pk=pk)
    try:
        _invite(request, email=former.email, roles=former.roles, language=former.language)
    except NotYours:
        messages.warning(request, _only_an_administrator())
    except invitations.IsHereAlready:
        messages.warning(request, _("Somebody signs in with this address already."))
    return redirect("team")


@LEADS
@require_POST
def withdraw(request, pk):
    invitation = get_object_or_404(Invitation.objects.waiting(), pk=pk)
    invitations.withdraw(invitation, by=request.user)
    messages.success(request, _("The invitation was taken back. Its link no longer works."))
    return redirect("team")


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request, token):
    """Looking at the link changes nothing; choosing a password uses it up and leads to the second step."""
    try:
        asked = invitations.find(token)
        form = JoinForm.for_request(request, email=asked.email)
        if form.is_posted and form.is_valid():
            return _join(request, form, token)
    except invitations.InvitationNotGood:
        return render(request, "clinic/people/link_not_good.html", {"is_invitation": True}, status=410)
    return form.answer("clinic/people/invitation.html")


def _join(request, form, token):
    user = invitations.accept(
        token,
        called=form.cleaned_data["called"],
        password=form.cleaned_data["password"],
        language=get_language(),
    )
    answer = form.done("mfa_index")
    login(request, user, backend=STAFF_BACKEND)
    record_authentication(request, user, "invitation")
    browsers.remember(request, user)
    return answer


@LEADS
@require_http_methods(["GET", "POST"])
@needs_fresh_sign_in
def member(request, pk):
    member = get_object_or_404(team.members(), pk=pk)
    form = RolesForm.for_request(request, initial={"roles": sorted(member.role_names)})
    if form.is_posted and form.is_valid():
        try:
            team.change_roles(member, form.cleaned_data["roles"], by=request.user)
            _stay_if_own(request, member)
            return form.done("team")
        except NotYours:
            form.add_error("roles", _only_an_administrator())
        except team.LastAdministrator:
            form.add_error("roles", _last_administrator())
    return form.answer("clinic/people/member.html", {"member": member})


@LEADS
@require_POST
@needs_fresh_sign_in
def deactivation(request, pk):
    member = get_object_or_404(team.members(), pk=pk)
    try:
        (team.deactivate if member.is_active else team.activate)(member, by=request.user)
    except NotYours:
        messages.warning(request, _only_an_administrator())
    except team.LastAdministrator:
        messages.warning(request, _last_administrator())
    return redirect("team")


@LEADS
@require_http_methods(["GET", "POST"])
@needs_fresh_sign_in
def members_sessions(request, pk):
    member = get_object_or_404(team.members(), pk=pk)
    if request.method == "GET":
        return render(request, "clinic/people/end_sessions.html", {"member": member})
    sessions.end_sessions(member, by=request.user)
    _stay_if_own(request, member)
    messages.success(request, _("The sessions have ended."))
    return redirect("team")


@LEADS
@require_http_methods(["GET", "POST"])
@needs_fresh_sign_in
def everybodys_sessions(request):
    if request.method == "GET":
        return render(request, "clinic/people/end_sessions.html")
    sessions.end_everybodys_sessions(by=request.user)
    sessions.stay(request)
    messages.success(request, _("Everybody's sessions have ended, except this one."))
    return redirect("team")


def _stay_if_own(request, member):
    if member.pk == request.user.pk:
        sessions.stay(request)


def _only_an_administrator():
    return _(
        "Only an administrator makes somebody coordinator, reviewing lawyer or administrator, or ends that."
    )


def _last_administrator():
    return _("This is the last administrator. Make somebody else administrator first.")
