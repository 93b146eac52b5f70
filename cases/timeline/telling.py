"""Telling somebody by phone that a date of theirs is not what it was: a task of the desk, and the words to say."""

import re
from functools import lru_cache
from pathlib import Path

from django.db.models import Q

from clinic.outbox import services as outbox
from clinic.outbox.models import Task
from clinic.people.models import Contact, ContactKind
from clinic.people.numbers import shown_phone
from clinic.words import dates
from clinic.words.spoken import LANGUAGES, filled, read_texts

from .dates import Certainty
from .models import Event

TELL_DATE = "tell_date"
CLOSED = "closed"
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


def owe_telling(event, *, occasion, script=""):
    """Puts "tell them" on the desk, in the place of what was owed about this event before: nobody reads out a former date.
    `occasion`: the id of the check or move that it comes from. `script`: CLOSED where the place is known to be closed."""
    former = Task.objects.filter(kind=TELL_DATE, about=event.pk)
    outbox.take_back(former.exclude(occasion=str(occasion)))
    return outbox.add_task(
        kind=TELL_DATE,
        about=event.pk,
        occasion=str(occasion),
        person=event.case.person,
        note=script,
        due_on=event.moment.local_date if event.moment else None,
    )


def take_back(event_pk):
    """The date went away: nobody has to be told of it."""
    outbox.take_back(Task.objects.filter(kind=TELL_DATE, about=event_pk))


def is_told_by_somebody(person, since=None):
    """Whether a person's phone call tells of the change already: it waits on the desk, or came up after `since`."""
    owed = Q(done_at__isnull=True) | (Q(made_at__gte=since) if since else Q())
    return Task.objects.filter(owed, kind=TELL_DATE, person_id=person.pk).exists()


def owed(tasks):
    """[Telling] of these tasks whose event still stands in an open case, in their order."""
    tasks = list(tasks)
    events = Event.objects.filter(pk__in=[task.about for task in tasks], case__closure__isnull=True)
    by_id = {event.pk: event for event in events.select_related("case__person", "moment__place")}
    phones = _phones(event.case.person_id for event in by_id.values())
    return [Telling(task, by_id[task.about], phones) for task in tasks if task.about in by_id]


class Telling:
    """One call to make: whom, where, and what to say in the person's language."""

    def __init__(self, task, event, phones):
        self.task, self.event, self.person = task, event, event.case.person
        self.phone = phones.get(self.person.pk)
        language = self.person.page_language
        self.language = language if language in LANGUAGES else "en"

    @property
    def number(self):
        """Their phone as people here write it; "" where there is none we may use."""
        return shown_phone(self.phone.value) if self.phone else ""

    @property
    def script(self):
        return f"{self._say('opening')} {self._say(self._which)}"

    @property
    def _which(self):
        when = self.event.partial
        if when.on is None:
            return self.task.note or "not_known"
        return "not_sure" if when.certainty == Certainty.MOVED else "new"

    def _say(self, which):
        return _filled(_texts()[which][self.language], self._known())

    def _known(self):
        moment, day = self.event.moment, self.event.day
        return {
            "first_name": self.person.called,
            "weekday": dates.weekday(day, self.language) if day else "",
            "date": dates.day_and_month(day, self.language, year=True) if day else "",
            "time": dates.clock(moment.local_time, self.language) if moment and moment.local_time else "",
            "place": moment.place.short if moment and moment.place else "",
        }


def _phones(people):
    contacts = Contact.objects.usable().filter(person__in=set(people), kind=ContactKind.PHONE)
    return {contact.person_id: contact for contact in contacts.order_by("given_at")}


def _filled(text, known):
    """The text without the brackets whose word is not known."""
    empty = {f"{{{name}}}" for name, word in known.items() if not word}
    kept = _BRACKETS.sub(lambda found: "" if any(name in found[1] for name in empty) else found[1], text)
    return filled(kept, known)


@lru_cache
def _texts():
    return read_texts(Path(__file__).with_name("telling.yaml"))
