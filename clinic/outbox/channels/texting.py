"""Text messages and WhatsApp by Twilio's API. Its address is a setting, so that the tests have an HTTP server of their own."""

import json
import re
from datetime import timedelta
from functools import lru_cache
from threading import local

import requests
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from ..models import Message, State
from ..texts import variables_in_order
from .way import MayHaveLeft, Refused, TryLater, Way, WrongNumber, asked_to_wait, never_connected

NOBODY_THERE = {21211, 21214, 21217, 21614, 30005, 30006}  # no such number, or one that takes no messages
NOT_BROUGHT = {"failed", "undelivered", "canceled"}
SECONDS = 30
CLOCKS_DIFFER = timedelta(minutes=5)
BLANK = re.compile(r"{{\s*(\w+)\s*}}")
ONE_AT_A_TIME = 4_730_153  # a lock of the database: an arbitrary number
_known_templates = {}  # {its id: its words}


class Listening(TwilioHttpClient):
    """Keeps what an answer said beside its words: the package's exceptions do not."""

    def __init__(self, **options):
        super().__init__(**options)
        self.heard = local()  # each thread hears its own answers

    def request(self, *args, **options):
        self.heard.headers = None
        response = super().request(*args, **options)
        self.heard.headers = response.headers
        return response

    def asked_to_wait(self):
        return asked_to_wait(self.heard.headers)


class TextMessage(Way):
    """A text message. The API takes the same one twice, and can be asked which it took."""

    can_be_asked = True
    prefix = ""

    @property
    def is_set_up(self):
        return bool(settings.TWILIO["account"] and self._from())

    def send(self, message, letter):
        if not letter.to:
            raise Refused
        words = self._words(letter)
        try:
            taken = _client().messages.create(
                to=self.prefix + letter.to,
                from_=self.prefix + self._from(),
                status_callback=_status_address(message),
                **words,
            )
        except (TwilioRestException, TwilioServiceException) as error:
            raise _what_happened(error, _client().http_client.asked_to_wait()) from error
        except requests.RequestException as error:
            raise (TryLater if never_connected(error) else MayHaveLeft) from error
        return taken.sid

    def look_up(self, message, letter):
        """By number, words and time among what the API took, those aside that another row already answers for. What is
        found is written down at once, so that nobody who shares the phone takes it for theirs."""
        try:
            taken = _client().messages.list(to=self.prefix + letter.to, limit=50)
        except (TwilioException, requests.RequestException) as error:
            raise TryLater(_client().http_client.asked_to_wait()) from error
        since = message.made_at - CLOCKS_DIFFER
        taken = [one for one in taken if one.date_created >= since and one.status not in NOT_BROUGHT]
        return _take_first_of([one.sid for one in taken if self._says(one, message, letter)], message)

    def _from(self):
        return settings.TWILIO["number"]

    def _words(self, letter):
        return {"body": letter.body}

    def _says(self, taken, message, letter):
        return taken.body == letter.body


class WhatsApp(TextMessage):
    """The same API. Whoever has not written to us for a day can only be sent a template that WhatsApp has approved."""

    prefix = "whatsapp:"

    def _from(self):
        return settings.TWILIO["whatsapp"]

    def _words(self, letter):
        template = self._template(letter)
        if not template:
            return {"body": letter.body}
        return {"content_sid": template, "content_variables": json.dumps(self._blanks(letter))}

    def _blanks(self, letter):
        numbered = enumerate(variables_in_order(letter.variables), start=1)
        return {str(number): words or "–" for number, words in numbered}

    def _says(self, taken, message, letter):
        """A template is filled in over there, so its words are asked for. Where they are not told, and another row is in
        doubt as well, nobody can know whose it is: its report will tell, or somebody calls."""
        if not self._template(letter):
            return super()._says(taken, message, letter)
        words = _words_of_template(self._template(letter))
        if words and taken.body:
            return _filled(words, self._blanks(letter)) in _evenly(taken.body)
        if _is_in_doubt_beside_others(message):
            raise TryLater
        return True

    def _template(self, letter):
        return settings.TWILIO["templates"].get(f"{letter.key}.{letter.language}")


def _client():
    return _client_for(settings.TWILIO["account"], settings.TWILIO["secret"], settings.TWILIO["url"])


@lru_cache
def _client_for(account, secret, url):
    client = Client(account, secret, http_client=Listening(timeout=SECONDS))
    client.api.base_url, client.content.base_url = url, url.replace("//api.", "//content.")
    return client


def _words_of_template(template):
    """As WhatsApp has approved them, with {{1}} for a blank; None where they cannot be had now."""
    found = _known_templates.get(template)
    if not found:
        try:
            types = _client().content.v1.contents(template).fetch().types or {}
        except (TwilioException, requests.RequestException):
            return None
        found = next((one["body"] for one in types.values() if one.get("body")), None)
        _known_templates[template] = found
    return found


def _filled(words, blanks):
    return _evenly(BLANK.sub(lambda blank: blanks.get(blank[1], ""), words))


def _evenly(words):
    return " ".join(words.split())


def _is_in_doubt_beside_others(message):
    others = Message.objects.filter(channel=message.channel).exclude(pk=message.pk)
    return others.filter(state__in=(State.SENDING, State.UNKNOWN)).exists()


@transaction.atomic
def _take_first_of(sids, message):
    """The first of `sids` that no other row answers for, written down for this one; or None."""
    if not sids:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    others = Message.objects.filter(provider_ref__in=sids).exclude(pk=message.pk)
    known = set(others.values_list("provider_ref", flat=True))
    sid = next((sid for sid in sids if sid not in known), None)
    if sid:
        Message.objects.filter(pk=message.pk, fence=message.fence).update(provider_ref=sid)
    return sid


def _status_address(message):
    """Where the API says what became of it: a random id, nothing of whom or what."""
    return settings.CLINIC_URL + reverse("text_status", args=[message.pk])


def _what_happened(error, after):
    """An answer of 500 may come after the message was taken; a key that is refused is ours to mend, so the letter waits."""
    if error.code in NOBODY_THERE:
        return WrongNumber()
    if error.status >= 500:
        return MayHaveLeft(after)
    return Refused() if error.status == 400 else TryLater(after)
