"""What was told, to whom, when, and what could not be: message rows in words, for whoever may read them."""

from django.db.models import Q
from django.utils.translation import gettext as _

from .hooks import named
from .models import Channel, State, Task

COULD_NOT_TELL = "could_not_tell"
TOLD = (State.SENT, State.DELIVERED)


def in_words(messages, user):
    """Message rows as dicts for this user: who, what, channel, state, icon, tone, may_repeat, at, taken_up_by. Whose
    record is closed to the user is not named."""
    messages = list(messages)
    people, tasks = named(message.recipient for message in messages), _tasks(messages)
    return [
        {"who": _who(people.get(message.recipient), user), **_line(message, _task_of(message, tasks))}
        for message in messages
    ]


def _who(recipient, user):
    if recipient is None:
        return _("Erased")
    return _("Closed record") if recipient.is_shut_to(user) else recipient.name


def _tasks(messages):
    """{id as text: task} by the task's own id for what is on the call list, by the message's for what could not be told. A
    call is told when its task is done, not when it is listed."""
    listed = [message.provider_ref for message in messages if _is_listed(message)]
    dead = [message.pk for message in messages if message.state == State.DEAD]
    owed = Task.objects.filter(Q(pk__in=listed) | Q(kind=COULD_NOT_TELL, about__in=dead))
    found = owed.select_related("done_by")
    return {str(task.about if task.kind == COULD_NOT_TELL else task.pk): task for task in found}


def _task_of(message, tasks):
    return tasks.get(message.provider_ref if _is_listed(message) else str(message.pk))


def _is_listed(message):
    return message.channel == Channel.CALL and message.state == State.SENT and message.provider_ref


def _line(message, task):
    words, icon, tone = _state(message)
    at = message.told_at or message.next_at
    is_done = task is not None and task.done_at is not None
    if is_done:
        words, icon, tone, at = _("somebody called"), "phone", "done", task.done_at
    elif _is_listed(message):
        words, icon, tone = _not_phoned(task is not None)
    return {
        "what": _topics().get(message.topic, message.topic),
        "channel": _channels().get(message.channel, message.channel),
        "state": words,
        "icon": icon,
        "tone": tone,
        "may_repeat": message.may_repeat and message.state in TOLD,
        "at": at,
        "taken_up_by": task.done_by.called if is_done else "",
    }


def _not_phoned(is_on_desk):
    return (_("please call"), "phone", "soon") if is_on_desk else (_("no longer needed"), "minus", "")


def _state(message):
    if message.state == State.DELIVERED:
        return _("told, and it arrived"), "check", "done"
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
        "step": _("something on the list"),
        "way": _("does this still reach them"),
        "ask": _("asked to go along"),
        "trip": _("going along"),
        "week": _("the week ahead"),
        "company": _("who goes along"),
        "outing": _("how it went"),
        "closed_record": _("a closed record was opened"),
        "unusual": _("unusual reading"),
    }


def _channels():
    return {
        Channel.EMAIL: _("e-mail"),
        Channel.SMS: _("text message"),
        Channel.WHATSAPP: "WhatsApp",
        Channel.CALL: _("call list"),
    }
