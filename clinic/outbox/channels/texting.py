"""Text messages and WhatsApp by Twilio's API. Its address is a setting, so that the tests have an HTTP server of their own."""

import json
from datetime import timedelta
from functools import lru_cache

import requests
from django.conf import settings
from django.urls import reverse
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from ..models import Message
from ..texts import variables_in_order
from .way import MayHaveLeft, Refused, TryLater, Way, WrongNumber, never_connected

NOBODY_THERE = {21211, 21214, 21217, 21614, 30005, 30006}  # no such number, or one that takes no messages
NOT_BROUGHT = {"failed", "undelivered", "canceled"}
SECONDS = 30
CLOCKS_DIFFER = timedelta(minutes=5)


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
        except TwilioRestException as error:
            raise _what_happened(error) from error
        except requests.RequestException as error:
            raise (TryLater if never_connected(error) else MayHaveLeft) from error
        return taken.sid

    def look_up(self, message, letter):
        """By number, words and time among what the API took, those aside that another row already answers for."""
        try:
            taken = _client().messages.list(to=self.prefix + letter.to, limit=50)
        except (TwilioRestException, requests.RequestException) as error:
            raise TryLater from error
        since = message.made_at - CLOCKS_DIFFER
        taken = [one for one in taken if one.date_created >= since and one.status not in NOT_BROUGHT]
        ours = [one.sid for one in taken if self._says(one, letter)]
        known = set(Message.objects.filter(provider_ref__in=ours).values_list("provider_ref", flat=True))
        return next((sid for sid in ours if sid not in known), None)

    def _from(self):
        return settings.TWILIO["number"]

    def _words(self, letter):
        return {"body": letter.body}

    def _says(self, taken, letter):
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
        numbered = enumerate(variables_in_order(letter.variables), start=1)
        variables = {str(number): words or "–" for number, words in numbered}
        return {"content_sid": template, "content_variables": json.dumps(variables)}

    def _says(self, taken, letter):
        """A template is filled in over there: its words are not ours to compare."""
        return bool(self._template(letter)) or super()._says(taken, letter)

    def _template(self, letter):
        return settings.TWILIO["templates"].get(f"{letter.key}.{letter.language}")


def _client():
    return _client_for(settings.TWILIO["account"], settings.TWILIO["secret"], settings.TWILIO["url"])


@lru_cache
def _client_for(account, secret, url):
    client = Client(account, secret, http_client=TwilioHttpClient(timeout=SECONDS))
    client.api.base_url = url
    return client


def _status_address(message):
    """Where the API says what became of it: a random id, nothing of whom or what."""
    return settings.CLINIC_URL + reverse("text_status", args=[message.pk])


def _what_happened(error):
    """An answer of 500 may come after the message was taken; a key that is refused is ours to mend, so the letter waits."""
    if error.code in NOBODY_THERE:
        return WrongNumber()
    if error.status >= 500:
        return MayHaveLeft()
    return Refused() if error.status == 400 else TryLater()
