from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.casefile.doors import case_for
from clinic.outbox import log, switches
from clinic.outbox.models import Message
from clinic.people.doors import for_roles
from clinic.people.models import Role

from .coming import will_be_told
from .forms import LeadsForm, SwitchForm
from .leads import leads, set_leads
from .preview import previews, way_in_words, ways_in_words


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
def what_we_write(request):
    """Every message as it would leave, by which channels; and how long before a date somebody is told."""
    form = LeadsForm.for_request(request, initial=leads())
    if form.is_posted and form.is_valid():
        set_leads(form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. It counts from now on."))
        return form.done("cases:what_we_write")
    context = {"previews": previews(), "ways": ways_in_words()}
    return form.answer("cases/reminders/what_we_write.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(Role.COORDINATOR)
def switch_way(request, channel):
    """The words that leave this way, and under them the switch."""
    way = _way(channel)
    form = SwitchForm.for_request(request)
    if form.is_posted and form.is_valid():
        switches.switch(way.channel, on=True, by=request.user)
        messages.success(request, _("It is on. The next message leaves this way."))
        return form.done("cases:what_we_write")
    by_text = [preview for preview in previews() if preview.samples[0].text]
    return form.answer("cases/reminders/switch_way.html", {"way": way, "previews": by_text})


@require_POST
@for_roles(Role.COORDINATOR)
def switch_way_off(request, channel):
    switches.switch(_way(channel).channel, on=False, by=request.user)
    messages.success(request, _("It is off. What is due this way goes on the call list."))
    return redirect("cases:what_we_write")


def _way(channel):
    """Nothing else is switched here."""
    if channel not in switches.SWITCHED:
        raise Http404
    return way_in_words(channel)


@require_safe
@for_roles(Role.INTAKE, Role.COORDINATOR)
def told_log(request, case_pk):
    """What was told of this case, to whom and when; what will be told; what could not be."""
    case = case_for(request, case_pk)
    trusted = [f"trusted:{pk}" for pk in case.person.trusted.values_list("pk", flat=True)]
    theirs = Q(recipient=f"person:{case.person_id}") | Q(recipient__in=trusted)
    told = log.in_words(Message.objects.filter(theirs).order_by("-made_at")[:200], request.user)
    context = {"case": case, "rows": told, "coming": will_be_told(case, timezone.now())}
    return render(request, "cases/reminders/told_log.html", context)
