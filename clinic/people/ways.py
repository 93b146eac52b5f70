"""Ways to reach somebody that end or are confirmed: by what they write back, by a channel that finds nobody there, or
because they said it is not safe. Silence is only right when somebody else finds another way, so each makes a task."""

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from clinic.hooks import hooks
from clinic.outbox import channels, incoming
from clinic.outbox.models import Channel
from clinic.outbox.services import add_task
from clinic.security import audit
from clinic.vault import holders
from clinic.vault.crypto import SealBroken
from clinic.vault.fields import blind_index

from .models import Contact, ContactKind, TrustedPerson

ASK_AFTER, OLD_AFTER = timedelta(days=80), timedelta(days=90)
log = logging.getLogger(__name__)
MOST_KEPT = 500  # letters of what somebody wrote to us


def channel_of(contact):
    """How we use this contact: as the person likes best, where the clinic has that channel; else somebody phones."""
    if contact.kind == ContactKind.EMAIL:
        return Channel.EMAIL
    return of_a_phone(contact.way or (Channel.SMS if contact.text_ok else Channel.CALL))


def of_a_phone(liked=Channel.SMS):
    return liked if channels.is_set_up(liked) else Channel.CALL


def best_of(contacts):
    """The contact to use among a person's usable ones, in the order they were given: the liked one, an e-mail, a phone."""
    liked = [contact for contact in contacts if contact.way]
    emails = [contact for contact in contacts if contact.kind == ContactKind.EMAIL]
    return next((group[-1] for group in (liked, emails, list(contacts)) if group), None)


def is_old(contact, now):
    """Not confirmed for so long that it may be somebody else's by now."""
    return contact.confirmed_at < now - OLD_AFTER


@transaction.atomic
def heard(phone, said, text, reference):
    """Somebody wrote from `phone`; `said` as `outbox.incoming.understood`; `reference` is the provider's own, the same when it
    brings the same words again. Returns the language to answer in, or None where this is nobody's phone that we know: then
    nothing was noted.

    Several people may share a phone: what is said there holds for each of them.
    """
    index = blind_index("phone", phone)
    if index is None:
        return None
    contacts = list(
        Contact.objects.current().filter(value_index=index).select_related("person").order_by("given_at")
    )
    named = list(
        TrustedPerson.objects.filter(phone_index=index, ended_at__isnull=True)
        .select_related("person")
        .order_by("said_yes_at")
    )
    if said in (incoming.STOP, incoming.WRONG):
        for contact in contacts:
            end(contact, why=said)
        for one in named:
            _tell_no_more(one, said)
    elif said == incoming.YES:
        Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).update(
            confirmed_at=timezone.now()
        )
    else:
        for person in {row.person.pk: row.person for row in [*contacts, *named]}.values():
            about = uuid.uuid5(person.pk, reference)
            add_task(kind="wrote_to_us", about=about, person=person, note=text[:MOST_KEPT])
    languages = [contact.person.page_language for contact in contacts] + [one.language for one in named]
    return languages[0] if languages else None


@transaction.atomic
def end(contact, *, why, by=None):
    """Nothing is sent there any more: `why` is stop, wrong_number or unsafe. Somebody has to find another way."""
    ended = Contact.objects.current().filter(pk=contact.pk)
    if ended.update(ended_at=timezone.now(), ended_why=why):
        audit.record(actor=by, verb="contact.end", target=contact, fields=[why])
        owe("find_a_way", contact.person, about=contact.pk, occasion=why)


def wrong_number(message):
    """The channel found nobody where this message went."""
    kind, _sign, pk = message.recipient.partition(":")
    if kind == "person":
        for contact in Contact.objects.filter(pk=message.contact_id).select_related("person"):
            end(contact, why=incoming.WRONG)
    if kind == "trusted":
        for named in TrustedPerson.objects.filter(pk=pk, ended_at__isnull=True):
            _tell_no_more(named, incoming.WRONG)


def write_missing_indexes(**signal):
    """After a migration: an index of the number of each whom a person named before there was one, so that STOP is heard."""
    waiting = TrustedPerson.objects.filter(phone_index__isnull=True, ended_at__isnull=True)
    for one in waiting.iterator(chunk_size=500):
        try:
            index = blind_index("phone", one.phone)
        except SealBroken:  # one row that was changed must not hold up the others
            log.error("The number of somebody named (%s) cannot be opened.", one.pk)
            index = None
        if index:
            TrustedPerson.objects.filter(pk=one.pk).update(phone_index=index)
        holders.forget()


def _tell_no_more(named, why):
    named.ended_at = timezone.now()
    named.save(update_fields=["ended_at"])
    audit.record(actor=None, verb="trusted.end", target=named, fields=[why])
    owe("find_a_way", named.person, about=named.pk, occasion=why, note=named.name)


def owe(kind, person, *, about, occasion, note=""):
    """A task of the desk about a way to reach them, due on the next day they have to be told of."""
    days = [find(person) for find in hooks("next_day")]
    due_on = min((day for day in days if day), default=None)
    add_task(kind=kind, about=about, occasion=occasion, person=person, note=note, due_on=due_on)
