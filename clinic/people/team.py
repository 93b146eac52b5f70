"""Who is on the team: roles given and taken, members who leave. A coordinator builds the evening's team; an administrator
alone makes coordinators, reviewing lawyers and administrators."""

from django.db import transaction

from clinic.security import audit

from .giving import NotYours, roles_given_by
from .invitations import withdraw
from .models import Invitation, Role, RoleGrant, User
from .services import give_role, take_role
from .sessions import end_sessions


class LastAdministrator(Exception):
    """There would be no administrator left."""


def members():
    """Everybody who holds or held a role of the team, those who left at the end."""
    grants = RoleGrant.objects.exclude(role=Role.PERSON)
    return User.objects.filter(pk__in=grants.values("user")).order_by("-is_active", "made_at")


def roles_of(users):
    """{user id: {role, …}} as held now, in one query."""
    held = {user.pk: set() for user in users}
    for user, role in RoleGrant.objects.current().filter(user__in=held).values_list("user", "role"):
        held[user].add(role)
    return held


@transaction.atomic
def change_roles(member, roles, *, by):
    """The member holds exactly these roles of the team from now on. Raises NotYours or LastAdministrator."""
    _lock_roles()
    held = set(RoleGrant.objects.current().filter(user=member).values_list("role", flat=True)) - {Role.PERSON}
    given, taken = set(roles) - held, held - set(roles)
    if (given | taken) - set(roles_given_by(by)):
        raise NotYours
    if Role.ADMIN in taken:
        _keep_one_administrator(member)
    for role in sorted(given):
        give_role(member, role, by=by)
    for role in sorted(taken):
        take_role(member, role, by=by)


@transaction.atomic
def deactivate(member, *, by):
    """The member can no longer sign in; sessions end and waiting invitations made by them are taken back.
    Raises NotYours or LastAdministrator."""
    _lock_roles()
    if (member.role_names - {Role.PERSON}) - set(roles_given_by(by)):
        raise NotYours
    _keep_one_administrator(member)
    member.is_active = False
    member.save(update_fields=["is_active"])
    for invitation in Invitation.objects.waiting().filter(invited_by=member):
        withdraw(invitation, by=by)
    end_sessions(member, by=by, verb="user.deactivate")


@transaction.atomic
def activate(member, *, by):
    """The member may sign in again, with the password, factor and roles they had. Raises NotYours."""
    if (member.role_names - {Role.PERSON}) - set(roles_given_by(by)):
        raise NotYours
    member.is_active = True
    member.save(update_fields=["is_active"])
    audit.record(actor=by, verb="user.activate", target=member)


def _lock_roles():
    """Two administrators who take the role from each other wait for one another."""
    list(RoleGrant.objects.current().filter(role=Role.ADMIN).select_for_update())


def _keep_one_administrator(member):
    admins = set(User.objects.with_role(Role.ADMIN).values_list("pk", flat=True))
    if admins == {member.pk}:
        raise LastAdministrator
