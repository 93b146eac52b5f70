"""Where the channels' providers say what became of a message, and bring what people write back. Every word is signed."""

from functools import wraps

from anymail.urls import urlpatterns as of_mail_providers
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from clinic.hooks import hook
from clinic.words.spoken import LANGUAGES

from . import incoming, pulse, reports, texts
from .channels.texting import NOBODY_THERE

OUTCOMES = {
    "queued": reports.TAKEN,
    "sending": reports.TAKEN,
    "sent": reports.TAKEN,
    "delivered": reports.ARRIVED,
    "read": reports.ARRIVED,
    "undelivered": reports.FAILED,
    "failed": reports.FAILED,
}
ANSWERS = {incoming.STOP: "stopped", incoming.WRONG: "stopped", incoming.WORDS: "unread"}


@login_not_required
@require_safe
def metrics(request):
    """How the outbox is doing, for Prometheus. Without the right token there is no such page."""
    brought = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(brought, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(pulse.metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")


@login_not_required
@csrf_exempt  # brings the secret instead
@require_http_methods(["HEAD", "POST"])  # some providers look first whether anybody is there
def mail_status(request):
    """What became of a letter, from the mail provider in use. Without a secret for it there is no such page. What comes before
    its letter is known of here is asked for again."""
    if not settings.EMAIL_PROVIDER or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    name = f"{settings.EMAIL_PROVIDER}_tracking_webhook"
    listeners = [address.callback for address in of_mail_providers if address.name == name]
    if not listeners:
        raise Http404
    try:
        return listeners[0](request)
    except reports.NotKnownYet:
        return HttpResponse(status=503)


def signed_by_twilio(view):
    """Whatever is not signed with our secret, for exactly this address and these words, is not there."""

    @wraps(view)
    def through(request, *args, **kwargs):
        signature = request.headers.get("X-Twilio-Signature", "")
        address = settings.CLINIC_URL + request.get_full_path()
        secret = settings.TWILIO["secret"]
        if not secret or not RequestValidator(secret).validate(address, request.POST, signature):
            raise Http404
        return view(request, *args, **kwargs)

    return through


@login_not_required
@csrf_exempt  # signed instead
@require_POST
@signed_by_twilio
def text_status(request, message_pk):
    """What became of one message."""
    outcome = OUTCOMES.get(request.POST.get("MessageStatus", ""))
    if outcome:
        code = request.POST.get("ErrorCode", "")
        reports.report(
            reports.by_id(message_pk),
            outcome,
            reference=request.POST.get("MessageSid", ""),
            wrong_number=code.isdigit() and int(code) in NOBODY_THERE,
        )
    return HttpResponse(status=204)


@login_not_required
@csrf_exempt  # signed instead
@require_POST
@signed_by_twilio
def text_came_in(request):
    """Somebody wrote to our number."""
    phone = request.POST.get("From", "").removeprefix("whatsapp:")
    text = request.POST.get("Body", "")
    said = incoming.understood(text)
    language = hook("contacts", "heard")(phone, said, text, request.POST.get("MessageSid", ""))
    return HttpResponse(str(_answer(said, language)), content_type="text/xml")


def _answer(said, language):
    """Nobody is promised a call whom nobody here could call: a phone we do not know is asked to call us, in each language."""
    answer = MessagingResponse()
    if language is None:
        answer.message(" ".join(_words("not_known", one) for one in LANGUAGES))
    elif key := ANSWERS.get(said):
        answer.message(_words(key, language))
    return answer


def _words(key, language):
    return texts.render(key, texts.SMS, language, clinic_phone=settings.CLINIC_PHONE).body
