"""Says a reminder in the instant of sending, after looking again whether it is still true and still wanted."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.timeline import telling
from cases.timeline.dates import Certainty
from cases.timeline.models import Deadline, Event, Moment
from clinic.outbox import texts
from clinic.outbox.models import Channel
from clinic.outbox.wanted import Letter, NotNow, NotYet, NoWay
from clinic.people import ways
from clinic.people.models import Contact, ContactKind, Person, TrustedPerson
from clinic.people.numbers import shown_phone
from clinic.vault.fields import ErasedText
from clinic.words import dates

from .leads import STILL_USEFUL, after_quiet
from .wanted import CALLED_OFF, MAY_KNOW_A_DATE, MOVED, NOT_SURE, is_ticked, ticks

RINGS = (Channel.SMS, Channel.WHATSAPP)  # whoever phones sees the hours and chooses one
GOOD_HOURS = {
    "morning": (time(8), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(20)),
}
KEYS = {MOVED: "moved", CALLED_OFF: "changed", NOT_SURE: "changed"}  # else it is so many days before
CHANGES = (MOVED, CALLED_OFF, NOT_SURE)


def event_letter(message):
    """The Letter for a hearing or check-in. Raises NotNow: moved since, called off, past, closed, erased, consent ended."""
    moment = Moment.objects.select_related("place").filter(pk=message.about).first()
    to = reader_of(message)
    _look_again(message, moment, to.person)
    return letter_to(
        _key(message, moment, to), message, to, moment.local_date, moment.local_time, moment.place
    )


def _look_again(message, moment, person):
    if not person.cases.open().exists():
        raise NotNow("closed")
    if _is_phoned(message, moment, person):
        raise NotNow("somebody phones already")
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


def _is_phoned(message, moment, person):
    """A change that somebody tells by phone anyhow is not put on the call list a second time."""
    is_a_call = message.channel == Channel.CALL and message.recipient.startswith("person:")
    since = moment and (moment.unconfirmed_at or moment.cancelled_at)
    return is_a_call and message.lead in CHANGES and telling.is_told_by_somebody(person, since)


def deadline_letter(message):
    """The Letter for a deadline, by its "do it by", or by the last day once that has passed."""
    deadline = Deadline.objects.open().select_related("case__person").filter(pk=message.about).first()
    to = reader_of(message)
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
    return letter_to("due", message, to, day)


class _Reader:
    """Who is written to now: checked again, because consent may have ended since the sweep."""

    def __init__(self, person, address, language, plain=False, code_word="", is_family=False, is_old=False):
        self.person, self.address, self.language = person, address, language
        self.plain, self.code_word, self.is_family, self.is_old = plain, code_word, is_family, is_old


def reader_of(message, may_know=MAY_KNOW_A_DATE, *, also_at_night=False):
    """Whom a message row is for, looked up anew: `person`, `address`, `language` and how they want to be spoken to. Somebody
    the person named hears only what `may_know` allows. Raises NotNow, NotYet, NoWay."""
    kind, _sign, pk = message.recipient.partition(":")
    if not also_at_night:
        let_sleep(message)
    return _trusted(message, pk, may_know) if kind == "trusted" else _person(message, pk)


def _person(message, pk):
    person = Person.objects.filter(pk=pk).first()
    if person is None or isinstance(person.called, ErasedText):
        raise NotNow("erased")
    contact = _contact_for(message.channel, person)
    message.contact_id = contact.pk  # the one used, which may have been replaced since the sweep
    wishes = person.preferences
    if message.channel in RINGS:
        _wait_for_a_good_hour(message, wishes.get("best_time", ""))
    return _Reader(
        person,
        _call_line(contact) if message.channel == Channel.CALL else contact.value,
        person.page_language,
        plain=wishes.get("words") == "plain",
        code_word=wishes.get("code_word", ""),
        is_old=message.channel != Channel.CALL and ways.is_old(contact, timezone.now()),
    )


def _contact_for(channel, person):
    contacts = list(Contact.objects.usable().filter(person=person).order_by("given_at"))
    if not contacts:
        raise NoWay("no way to reach")
    if channel == Channel.CALL:
        fitting = [contact for contact in contacts if contact.kind == ContactKind.PHONE]
    else:
        fitting = [contact for contact in contacts if ways.channel_of(contact) == channel]
    if not fitting:
        raise NotNow("asked for another way")
    return fitting[-1]


def _wait_for_a_good_hour(message, best_time):
    """A phone rings in the hours its owner likes, unless they come too late."""
    if best_time not in GOOD_HOURS:
        return
    begins, ends = GOOD_HOURS[best_time]
    now = timezone.localtime()
    if begins <= now.time() < ends:
        return
    day = now.date() + timedelta(days=now.time() >= ends)
    until = datetime.combine(day, begins, now.tzinfo)
    if until <= message.not_after - STILL_USEFUL:
        raise NotYet(until)


def let_sleep(message):
    """However late it was found or is tried again, no phone rings at night, unless the morning would be too late."""
    now = timezone.now()
    morning = after_quiet(now, timezone.get_default_timezone_name())
    if message.channel in RINGS and now < morning <= message.not_after - STILL_USEFUL:
        raise NotYet(morning)


def _call_line(contact):
    """What whoever phones must know first."""
    words = [shown_phone(contact.value), contact.hours, contact.get_whose_display()]
    words.append(_("voice message yes") if contact.voice_ok else _("no voice message"))
    return " · ".join(str(word) for word in words if word)


def _trusted(message, pk, may_know):
    one = TrustedPerson.objects.select_related("person").filter(pk=pk, ended_at__isnull=True).first()
    if one is None or one.may_know not in may_know or isinstance(one.phone, ErasedText):
        raise NotNow("may not be told")
    address = {Channel.EMAIL: one.email, Channel.CALL: shown_phone(one.phone)}.get(message.channel, one.phone)
    if not address:
        raise NoWay("no way to reach")
    return _Reader(one.person, address, one.language, is_family=True)


def _is_called(person, moment):
    return Event.objects.filter(moment=moment, case__person=person, case__closure__isnull=True).exists()


def _is_expected(person, moment):
    """It comes again and again, and nobody confirmed it: nothing changed, so that is not what we say."""
    called = Event.objects.filter(moment=moment, case__person=person)
    is_expected = any(event.partial.certainty == Certainty.EXPECTED for event in called)
    return is_expected and moment.local_date > timezone.localdate()


def _key(message, moment, to):
    """ "Tomorrow" is said only on the day before; a lead told late says the day. The family hears the date and no more."""
    key = KEYS.get(message.lead)
    if message.lead == NOT_SURE and _is_expected(to.person, moment):
        return "call_us"
    if key == "changed":
        return key
    if to.is_family:
        return "family_date"
    if key == "moved":
        return key
    is_tomorrow = (moment.local_date - timezone.localdate()).days == 1
    return "one_day" if is_tomorrow else "seven_days"


def letter_to(key, message, to, day, at=None, place=None):
    """The Letter of the text `key` to a reader_of: `day` a date, `at` a local time, `place` a Place."""
    language = to.language
    if to.is_old and key != "changed":
        key = "call_us"
    variables = {
        "weekday": dates.weekday(day, language),
        "date": dates.day_and_month(day, language),
        "time": dates.clock(at, language) if at else "",
        "place": place.short if place else "",
        "clinic_phone": settings.CLINIC_PHONE,
    }
    channel = texts.SMS if message.channel in RINGS else texts.EMAIL
    words = texts.render(
        key,
        channel,
        language,
        plain=to.plain,
        may_repeat=message.may_repeat,
        code_word=to.code_word,
        **variables,
    )
    return Letter(
        to=to.address,
        subject=words.subject,
        body=words.body,
        language=language,
        key=key,
        variables=variables,
    )
