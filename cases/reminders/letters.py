"""Says a reminder in the instant of sending, after looking again whether it is still true and still wanted."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.timeline.models import Deadline, Event, Moment
from clinic.outbox import texts
from clinic.outbox.models import Channel
from clinic.outbox.wanted import Letter, NotNow, NoWay
from clinic.people.models import Contact, ContactKind, Person, TrustedPerson
from clinic.people.numbers import shown_phone
from clinic.vault.fields import ErasedText
from clinic.words import dates

from .wanted import CALLED_OFF, MAY_KNOW_A_DATE, MOVED, NOT_SURE, is_ticked, ticks

KEYS = {
    "7d": "seven_days",
    "1d": "one_day",
    MOVED: "moved",
    CALLED_OFF: "changed",
    NOT_SURE: "changed",
}


def event_letter(message):
    """The Letter for a hearing or check-in. Raises NotNow: moved since, called off, past, closed, erased, consent ended."""
    moment = Moment.objects.select_related("place").filter(pk=message.about).first()
    to = _reader_of(message)
    _look_again(message, moment, to.person)
    return _letter(_key(message, moment, to), message, to, moment.local_date, moment.local_time, moment.place)


def _look_again(message, moment, person):
    if not person.cases.open().exists():
        raise NotNow("closed")
    is_on = moment and moment.cancelled_at is None and _is_called(person, moment)
    if message.lead == CALLED_OFF:
        if is_on:
            raise NotNow("still on")
        return
    if not is_on:
        raise NotNow("called off")
    if moment.version != message.moment_version:
        raise NotNow("moved since")
    if moment.starts_at <= timezone.now():
        raise NotNow("past")
    if bool(moment.unconfirmed_at) != (message.lead == NOT_SURE):
        raise NotNow("not confirmed")


def deadline_letter(message):
    """The Letter for a deadline, by its "do it by", or by the last day once that has passed."""
    deadline = Deadline.objects.open().select_related("case__person").filter(pk=message.about).first()
    to = _reader_of(message)
    if deadline is None or deadline.date_version != message.moment_version:
        raise NotNow("changed since")
    today = timezone.localdate()
    if deadline.last_day is None or deadline.last_day < today:
        raise NotNow("past")
    if hasattr(deadline.case, "closure") or deadline.case.person_id != to.person.pk:
        raise NotNow("closed")
    if not is_ticked(deadline, ticks()) and not (deadline.why or {}).get("from_notice"):
        raise NotNow("not checked")
    day = deadline.do_by if deadline.do_by and deadline.do_by >= today else deadline.last_day
    return _letter("due", message, to, day)


class _Reader:
    """Who is written to now: checked again, because consent may have ended since the sweep."""

    def __init__(self, person, address, language, plain=False, code_word="", is_family=False):
        self.person, self.address, self.language = person, address, language
        self.plain, self.code_word, self.is_family = plain, code_word, is_family


def _reader_of(message):
    kind, _sign, pk = message.recipient.partition(":")
    return _trusted(message, pk) if kind == "trusted" else _person(message, pk)


def _person(message, pk):
    person = Person.objects.filter(pk=pk).first()
    kind = ContactKind.EMAIL if message.channel == Channel.EMAIL else ContactKind.PHONE
    contact = Contact.objects.usable().filter(person=pk, kind=kind).order_by("-given_at").first()
    if person is None or isinstance(person.called, ErasedText):
        raise NotNow("erased")
    if contact is None:
        raise NoWay("no way to reach")
    message.contact_id = (
        contact.pk
    )  # the row points to the one used, which may have been replaced since the sweep
    address = contact.value if kind == ContactKind.EMAIL else _call_line(contact)
    wishes = person.preferences
    plain = wishes.get("words") == "plain"
    return _Reader(person, address, person.page_language, plain, wishes.get("code_word", ""))


def _call_line(contact):
    """What whoever phones must know first."""
    words = [shown_phone(contact.value), contact.hours, contact.get_whose_display()]
    words.append(_("voice message yes") if contact.voice_ok else _("no voice message"))
    return " · ".join(str(word) for word in words if word)


def _trusted(message, pk):
    one = TrustedPerson.objects.select_related("person").filter(pk=pk, ended_at__isnull=True).first()
    if one is None or one.may_know not in MAY_KNOW_A_DATE or isinstance(one.phone, ErasedText):
        raise NotNow("may not be told")
    address = one.email if message.channel == Channel.EMAIL else shown_phone(one.phone)
    if not address:
        raise NoWay("no way to reach")
    return _Reader(one.person, address, one.language, is_family=True)


def _is_called(person, moment):
    return Event.objects.filter(moment=moment, case__person=person, case__closure__isnull=True).exists()


def _key(message, moment, to):
    """ "Tomorrow" is said only on the day before; a lead told late says the day. The family hears the date and no more."""
    key = KEYS[message.lead]
    if key == "changed":
        return key
    if to.is_family:
        return "family_date"
    if key == "moved":
        return key
    is_tomorrow = (moment.local_date - timezone.localdate()).days == 1
    return "one_day" if is_tomorrow else "seven_days"


def _letter(key, message, to, day, at=None, place=None):
    language = to.language
    variables = {
        "weekday": dates.weekday(day, language),
        "date": dates.day_and_month(day, language),
        "time": dates.clock(at, language) if at else "",
        "place": place.short if place else "",
        "clinic_phone": settings.CLINIC_PHONE,
    }
    words = texts.render(
        key,
        texts.EMAIL,
        language,
        plain=to.plain,
        may_repeat=message.may_repeat,
        code_word=to.code_word,
        **variables,
    )
    return Letter(to=to.address, subject=words.subject, body=words.body, language=language)
