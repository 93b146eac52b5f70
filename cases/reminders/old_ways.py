"""A phone that nobody has confirmed for ninety days may be somebody else's by now. Ten days before, a text message asks; then
somebody of the clinic does, and until it is confirmed a message says no more than "please call us"."""

from django.utils import timezone

from cases.casefile.models import Case
from clinic.outbox import texts
from clinic.outbox.models import Channel
from clinic.outbox.wanted import Letter, NotNow
from clinic.people import ways
from clinic.people.models import Contact

from .letters import let_sleep
from .wanted import OF_A_CONTACT, Reader

ANSWERED_BY_WRITING = (Channel.SMS, Channel.WHATSAPP)
CONFIRM_WAY = "confirm_way"


def wanted_confirmations(now):
    """Wanted rows: "did this reach you?", to each text message's phone that is about to grow old."""
    growing_old = Contact.objects.usable().filter(
        confirmed_at__range=(now - ways.OLD_AFTER, now - ways.ASK_AFTER),
        person__in=Case.objects.open().values("person"),
    )
    for contact in growing_old.values_list(*OF_A_CONTACT, named=True):
        channel = ways.channel_of(contact)
        if channel in ANSWERED_BY_WRITING:
            yield Reader(f"person:{contact.person_id}", channel, contact.pk).wants(
                topic="way",
                about=contact.pk,
                moment_version=_day_number(contact.confirmed_at),
                lead="confirm",
                due_at=contact.confirmed_at + ways.ASK_AFTER,
                not_after=contact.confirmed_at + ways.OLD_AFTER,
            )


def confirmation_letter(message):
    """The Letter that asks; NotNow when it was confirmed, ended or is to be used otherwise by now."""
    contact = Contact.objects.usable().filter(pk=message.about).select_related("person").first()
    if contact is None or _day_number(contact.confirmed_at) != message.moment_version:
        raise NotNow("confirmed or ended")
    if ways.channel_of(contact) != message.channel:
        raise NotNow("asked for another way")
    let_sleep(message)
    person = contact.person
    words = texts.render(
        "confirm",
        texts.SMS,
        person.page_language,
        may_repeat=message.may_repeat,
        code_word=person.preferences.get("code_word", ""),
    )
    return Letter(to=contact.value, subject="", body=words.body, language=person.page_language, key="confirm")


def note_old_ways(now=None):
    """One task of the desk for each way that has grown old, with the day by which it matters."""
    now = now or timezone.now()
    old = Contact.objects.usable().filter(
        confirmed_at__lt=now - ways.OLD_AFTER, person__in=Case.objects.open().values("person")
    )
    for contact in old.select_related("person"):
        since = timezone.localdate(contact.confirmed_at).isoformat()
        ways.owe(CONFIRM_WAY, contact.person, about=contact.pk, occasion=since)


def _day_number(moment):
    return moment.date().toordinal()
