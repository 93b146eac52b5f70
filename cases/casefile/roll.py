"""Finding a person by a name that may be spelled otherwise. Names are opened and compared in memory: an index of names
would give them away. What was opened only to be compared is not a reading of anybody's case; who was found is."""

from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from rapidfuzz import fuzz

from clinic.people.models import Person
from clinic.people.numbers import UnreadableNumber, read_phone
from clinic.security import audit
from clinic.vault import holders
from clinic.vault.fields import blind_index
from clinic.words.search import fold, nearness

AT_MOST, ALIKE, EXACT = 20, 65, 100  # "Muhammad" and "Mohamed" are 67 alike
NUMBER_DIGITS = 7


def recent(user):
    """The people this user may see who were here last, newest first."""
    return _by_last_seen(Person.objects.visible_to(user))[:AT_MOST]


def search(user, typed):
    """The people this user may see whose name, A-number or phone is what was typed, nearest first. One audit row."""
    opened_before = set(holders.opened())
    found = _by_number(user, typed) or _by_name(user, typed)
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
    digits = "".join(sign for sign in typed if sign.isdigit())
    if len(digits) < NUMBER_DIGITS:
        return []
    same = Q(a_number_index=blind_index("a_number", digits.zfill(9)))
    try:
        phone = blind_index("phone", read_phone(typed))
        same |= Q(contacts__value_index=phone, contacts__ended_at__isnull=True)
    except UnreadableNumber:
        pass
    people = Person.objects.visible_to(user)
    return list(_by_last_seen(people.filter(pk__in=people.filter(same).values("pk")))[:AT_MOST])


def _by_name(user, typed):
    asked = fold(typed)
    people = _by_last_seen(Person.objects.visible_to(user)) if asked else ()
    scored = [(_likeness(asked, person), person) for person in people]
    near = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [person for _score, person in near[:AT_MOST]]


def _likeness(asked, person):
    names = [fold(name) for name in (person.called, person.full_name) if name]
    if nearness(asked, names) is not None:
        return EXACT
    return max(
        (max(fuzz.QRatio(asked, name), fuzz.token_set_ratio(asked, name)) for name in names), default=0
    )
