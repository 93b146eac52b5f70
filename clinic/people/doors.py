"""Which roles may come through a view's door, and to whom. Everybody else gets 404 and learns nothing."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404

from .models import Person

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


def person_for(request, person_pk):
    """The person, where whoever asks may open their case; for everybody else they are not there."""
    return get_object_or_404(Person.objects.visible_to(request.user), pk=person_pk)
