"""What was told, to whom, when, and what could not be: message rows in words, for whoever may read them."""

from django.utils.translation import gettext as _

from .hooks import named
from .models import Channel, State, Task


def in_words(messages):
    """Message rows as dicts for a page: who, what, channel, state, icon, tone, may_repeat, at."""
    messages = list(messages)
    people, phoned = named(message.recipient for message in messages), _phoned(messages)
    return [_line(message, people.get(message.recipient), phoned) for message in messages]


def _phoned(messages):
    """{task id as text: when somebody phoned, or None}: a call is told when its task is done, not when it is listed."""
    tasks = [message.provider_ref for message in messages if _is_listed(message)]
    return {str(pk): done for pk, done in Task.objects.filter(pk__in=tasks).values_list("pk", "done_at")}


def _is_listed(message):
    return message.channel == Channel.CALL and message.state == State.SENT and message.provider_ref


def _line(message, recipient, phoned):
    words, icon, tone = _state(message)
    at = message.told_at or message.next_at
    if _is_listed(message) and not phoned.get(message.provider_ref):
        words, icon, tone = _not_phoned(message.provider_ref in phoned)
    elif _is_listed(message):
        at = phoned[message.provider_ref]
    return {
        "who": recipient.name if recipient else _("Erased"),
        "what": _topics().get(message.topic, message.topic),
        "channel": _channels().get(message.channel, message.channel),
        "state": words,
        "icon": icon,
        "tone": tone,
        "may_repeat": message.may_repeat and message.state == State.SENT,
        "at": at,
    }


def _not_phoned(is_on_desk):
    return (_("please call"), "phone", "soon") if is_on_desk else (_("no longer needed"), "minus", "")


def _state(message):
    if message.state == State.SENT:
        return _("told"), "check", "done"
    if message.state == State.DROPPED:
        return _("no longer needed"), "minus", ""
    if message.state == State.DEAD:
        return _("could not be told: please call"), "phone", "urgent"
    if message.state == State.UNKNOWN:
        return _("not known if it arrived"), "question", "soon"
    return _("on its way"), "clock", ""


def _topics():
    return {
        "event": _("a date"),
        "deadline": _("something on the list"),
        "ask": _("asked to go along"),
        "trip": _("going along"),
    }


def _channels():
    return {Channel.EMAIL: _("e-mail"), Channel.SMS: _("text message"), Channel.CALL: _("call list")}
