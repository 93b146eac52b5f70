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


def recent(user):
    """The people this user may see who were here last, newest first."""
    return _by_last_seen(Person.objects.visible_to(user))[:AT_MOST]


def search(user, typed):
    """The people this user may see whose name, A-number or phone is what was typed, nearest first. One audit row."""
    opened_before = set(holders.opened())
    found = _by_number(user, typed) or _by_name(user, typed)
    for person in found:
        _shown = person.called, person.full_name  # written down by this search's own row
    holders.opened().intersection_update(opened_before)
    audit.record(actor=user, verb="roll.search", targets=found)
    return found


def with_same_a_number(person):
    """Whether somebody else on the roll has this person's A-number, seen or not by whoever asks."""
    index = blind_index("a_number", person.a_number)
    return index is not None and Person.objects.filter(a_number_index=index).exclude(pk=person.pk).exists()


def _by_last_seen(people):
    return people.annotate(seen_at=Coalesce(Max("visits__arrived_at"), "met_at")).order_by("-seen_at")


def _by_number(user, typed):
    same = Q(pk__in=roll.find_by_number(_those_seen_by(user), typed)[:LOOKED_AT])
    try:
        phone = blind_index("phone", read_phone(typed))
        same |= Q(contacts__value_index=phone, contacts__ended_at__isnull=True)
    except UnreadableNumber:
        pass
    people = Person.objects.visible_to(user)
    return list(_by_last_seen(people.filter(pk__in=people.filter(same).values("pk")))[:AT_MOST])


def _by_name(user, typed):
    alike = roll.find_by_name(_those_seen_by(user), typed)
    nearest = sorted(alike, key=alike.get, reverse=True)[:LOOKED_AT]
    people = _by_last_seen(Person.objects.visible_to(user).filter(pk__in=nearest))
    return sorted(people, key=lambda person: -alike[person.pk])[:AT_MOST]


def _those_seen_by(user):
    """None where the user sees everybody: the roll is then read without asking for each card."""
    return None if Person.objects.everybody_is_visible_to(user) else Person.objects.visible_to(user)
