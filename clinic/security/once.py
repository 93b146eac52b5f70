"""The same form sent twice is taken once: a double tap, Back and again, a browser that tries again by itself.

Each form carries the token Django made when its page was shown. The same token to the same address with the same words is
the same form: it is answered as the first time, and nothing is written again. Other words from that page are another form.
"""

import json
from datetime import timedelta

from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.vault import crypto
from clinic.vault.crypto import SealBroken
from clinic.vault.drafts import open_draft, seal_draft
from clinic.vault.own_keys import own_key

from .middleware import broken_page
from .models import TakenForm

KEPT_FOR = timedelta(hours=1)


class OnceMiddleware:
    """Last of all, so that a form's token and sender have been looked at. What the view writes and that it took the form
    are one transaction; the second of two sent at once waits for the first. Doors before a sign-in count tries of their
    own, and what leads nowhere (a draft, a refusal, a library's page) may come again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "csrfmiddlewaretoken" not in request.POST or "X-Draft" in request.headers:
            return None
        if not getattr(view, "login_required", True):
            return None
        try:
            return _once(request, view, args, kwargs)
        except SealBroken:  # what is raised in here no process_exception hears of
            return broken_page(request)


@transaction.atomic
def _once(request, view, args, kwargs):
    form = _digest(request)
    _wait_for_the_other(form)
    if taken := TakenForm.objects.filter(form=form, taken_at__gt=timezone.now() - KEPT_FOR).first():
        messages.info(request, _("This came twice. We saved it once."))
        return HttpResponseRedirect(open_draft(taken.leads_to, form.hex(), "once"), status=303)
    response = view(request, *args, **kwargs)
    if response.has_header("Location") and not getattr(response, "is_refusal", False):
        leads_to = seal_draft(response["Location"], form.hex(), "once")
        TakenForm.objects.update_or_create(form=form, defaults={"leads_to": leads_to})
    return response


def drop_old():
    return TakenForm.objects.filter(taken_at__lte=timezone.now() - KEPT_FOR).delete()[0]


def _digest(request):
    papers = [(name, [_paper(file) for file in files]) for name, files in request.FILES.lists()]
    said = [
        request.session.session_key,
        request.get_full_path(),
        sorted(request.POST.lists()),
        sorted(papers),
    ]
    return crypto.blind_index(own_key("index:once"), json.dumps(said))


def _paper(file):
    """A browser names its parts anew each time it sends a file; the file itself is the same."""
    read = b""
    for chunk in file.chunks():
        read = crypto.tag(own_key("index:once"), read + chunk)
    file.seek(0)
    return [file.name, read.hex()]


def _wait_for_the_other(form):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(form[:8], signed=True)])
