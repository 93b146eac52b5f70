"""Which roles may come through a view's door. Everybody else gets 404 and learns nothing."""

from functools import wraps

from django.http import Http404

TEAM = "team"


def for_roles(*roles):
    """Lets in users who hold one of these roles; `TEAM` means anybody of the clinic's own people."""

    def door(view):
        @wraps(view)
        def through(request, *args, **kwargs):
            user = request.user
            if not user.is_authenticated or not (user.has_role(*roles) or (TEAM in roles and user.is_team)):
                raise Http404
            return view(request, *args, **kwargs)

        through.roles = roles
        return through

    return door
