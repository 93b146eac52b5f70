from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.people.doors import for_roles
from clinic.people.models import Role

from . import services
from .forms import CanGoForm
from .models import Accompanier


@require_http_methods(["GET", "POST"])
@for_roles(Role.ACCOMPANIER)
def can_go(request):
    """A volunteer's own page: what I speak, when I can usually go."""
    known = Accompanier.objects.filter(user=request.user).first() or Accompanier(user=request.user)
    form = CanGoForm.for_request(request, initial=CanGoForm.initial_for(known))
    if form.is_posted and form.is_valid():
        mine = services.enrol(request.user, by=request.user)
        services.say_languages(mine, form.spoken, by=request.user)
        services.say_times(mine, form.times, by=request.user)
        messages.success(request, _("Saved. Thank you."))
        return form.done("accompaniment:my_trips")
    return form.answer("accompaniment/roster/can_go.html")
