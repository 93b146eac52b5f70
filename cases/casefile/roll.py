"""Finding a person by a name that may be spelled otherwise, by an A-number or part of it, or by a phone. What was opened
only to be compared is not a reading of anybody's case; who was found is."""

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from clinic.people import roll
from clinic.people.models import Person
from clinic.people.numbers import UnreadableNumber, read_phone
from clinic.security import audit
from clinic.vault import holders
from clinic.vault.fields import blind_index

AT_MOST, LOOKED_AT = 20, 200
MOST_CLOSED = 5
NOBODY = Q(pk__in=[])


def recent(user):
    """The people this user may see who were here last, newest first."""
    return _by_last_seen(Person.objects.visible_to(user))[:AT_MOST]


def search(user, typed):
    """(the people this user may see whose name, A-number or phone is what was typed, nearest first; how many cards could
    not be read). One audit row, and one more where a card could not be read."""
    opened_before = set(holders.opened())
    cards = roll.cards(_those_seen_by(user))
    found = _by_number(user, cards, typed) or _by_name(user, cards, typed)
    for person in found:
        _shown = person.called, person.full_name  # written down by this search's own row
    holders.opened().intersection_update(opened_before)
    audit.record(actor=user, verb="roll.search", targets=found)
    if cards.unreadable:
        broken = {("clinic.RollCard", str(person_id), "sealed", person_id) for person_id in cards.unreadable}
        audit.record_broken(user, "roll.search", broken)
    return found, len(cards.unreadable)


def closed(user, typed):
    """[Person], at most MOST_CLOSED: closed records that this user may open with a reason, whose whole name, number or phone
    was typed. The first letters are not enough and no other spelling is tried: that somebody is there is already telling."""
    people = Person.objects.closed_to(user)
    same = Q(pk__in=roll.find_by_whole_name(roll.cards(people), typed)) | _whole_number(typed)
    found = list(_by_last_seen(people.filter(pk__in=people.filter(same).values("pk")))[:MOST_CLOSED])
    if found:
        audit.record(actor=user, verb="roll.closed", targets=found)
    return found


def with_same_a_number(person):
    """Whether somebody else on the roll has this person's A-number, seen or not by whoever asks."""
    index = blind_index("a_number", person.a_number)
    return index is not None and Person.objects.filter(a_number_index=index).exclude(pk=person.pk).exists()


def _by_last_seen(people):
    return people.annotate(seen_at=Coalesce(Max("visits__arrived_at"), "met_at")).order_by("-seen_at")


def _by_number(user, cards, typed):
    same = Q(pk__in=roll.find_by_number(cards, typed)[:LOOKED_AT]) | _phone(typed)
    people = Person.objects.visible_to(user)
    return list(_by_last_seen(people.filter(pk__in=people.filter(same).values("pk")))[:AT_MOST])


def _whole_number(typed):
    index = blind_index("a_number", typed)
    return _phone(typed) | (Q(a_number_index=index) if index else NOBODY)


def _phone(typed):
    try:
        index = blind_index("phone", read_phone(typed))
    except UnreadableNumber:
        return NOBODY
    return Q(contacts__value_index=index, contacts__ended_at__isnull=True)


def _by_name(user, cards, typed):
    alike = roll.find_by_name(cards, typed)
    nearest = sorted(alike, key=alike.get, reverse=True)[:LOOKED_AT]
    people = _by_last_seen(Person.objects.visible_to(user).filter(pk__in=nearest))
    return sorted(people, key=lambda person: -alike[person.pk])[:AT_MOST]


def _those_seen_by(user):
    """None where the user sees everybody open: the roll is then read without asking for each card, and who is closed falls
    away when the people themselves are fetched."""
    return None if Person.objects.all_open_are_visible_to(user) else Person.objects.visible_to(user)
