"""Who may give which role: a coordinator builds the evening's team, an administrator alone gives the others."""

from .models import Role

BY_COORDINATORS = (Role.INTAKE, Role.ACCOMPANIER, Role.CALLER)
BY_ADMINISTRATORS = (Role.COORDINATOR, Role.LAWYER, Role.ADMIN)
OF_THE_TEAM = (*BY_COORDINATORS, *BY_ADMINISTRATORS)


class NotYours(Exception):
    """Only an administrator gives and takes these roles."""


def roles_given_by(user):
    """The roles this user may give and take."""
    if user.has_role(Role.ADMIN):
        return OF_THE_TEAM
    return BY_COORDINATORS if user.has_role(Role.COORDINATOR) else ()
