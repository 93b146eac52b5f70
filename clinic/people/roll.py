"""The roll: one sealed card a person with the names and the number they are looked for by, under one key of the clinic.

Opening every person's own rows to find one name costs a key and a row each; a card costs two microseconds. Nothing is
indexed: an index of names gives them away by which letters occur together. Cards are opened and compared in memory. Those of
everybody, for whoever may search everybody, stay in the memory of the process until any of them changes; never in Redis.
"""

import uuid
from dataclasses import dataclass

from django.db.models import Aggregate, BigIntegerField, BinaryField, Count, Sum
from django.db.models.expressions import RawSQL
from rapidfuzz import fuzz, process

from clinic.vault import crypto, holders
from clinic.vault.own_keys import own_key
from clinic.words.search import fold, nearness

from .models import Person, RollCard

ALIKE, TO_THE_LETTER = 65, 100  # "Muhammad" and "Mohamed" are 67 alike
SHORTEST_NUMBER = 4  # "the last four"
_kept = {}
WIDTH = 127  # every card is as long as the next, but for very long names


def write_card(person):
    """Keeps the person's card in step; called in the transaction that changes a name or the A-number."""
    plain = plain_card(person.called, person.full_name, person.a_number)
    sealed = crypto.seal(own_key("roll"), plain, bound_to(person.pk.bytes))
    RollCard.objects.update_or_create(person=person, defaults={"sealed": sealed})


def plain_card(called, full_name, a_number):
    """What is sealed: three lines, and then as many spaces as make it as wide as everybody's."""
    return "\n".join([fold(called), fold(full_name), _digits(a_number), ""]).encode().ljust(WIDTH)


def write_missing(**signal):
    """After a migration: cards of the people who came before there were cards."""
    for person in Person.objects.filter(roll_card__isnull=True).iterator(chunk_size=500):
        write_card(person)
        holders.forget()


@dataclass(frozen=True)
class Cards:
    """`opened`: [person id's bytes, called, full name, A-number] each; `unreadable`: ids of those whose card was changed
    or moved. One such card must not hide all the others."""

    opened: list
    unreadable: list


def find_by_name(cards, typed):
    """Which of these cards have a name like what was typed: {person id: how alike, from ALIKE to TO_THE_LETTER}. Accents,
    one slip of the pen, and names in another order do not matter."""
    asked = fold(typed)
    if not asked:
        return {}
    owners, names = [], []
    for person_id, called, full_name, _number in cards.opened:
        for name in {called, full_name} if called not in full_name else (full_name,):
            owners.append(person_id)
            names.append(name)
    found = {}
    for scorer in (fuzz.QRatio, fuzz.token_set_ratio):
        near = process.extract(asked, names, scorer=scorer, processor=None, score_cutoff=ALIKE, limit=None)
        for _name, score, place in near:
            found[owners[place]] = max(found.get(owners[place], 0), score)
    for place, name in enumerate(names):
        if asked in name and nearness(asked, [name]) is not None:
            found[owners[place]] = TO_THE_LETTER
    return {uuid.UUID(bytes=owner): score for owner, score in found.items()}


def find_by_whole_name(cards, typed):
    """The ids of those of whose name every typed word is a whole word; accents and capitals do not matter."""
    asked = set(fold(typed).split())
    if not asked:
        return []
    return [
        uuid.UUID(bytes=owner)
        for owner, called, full, _number in cards.opened
        if asked <= {*called.split(), *full.split()}
    ]


def find_by_number(cards, typed):
    """The ids of those whose A-number has these digits, all of it or part."""
    digits = _digits(typed)
    if len(digits) < SHORTEST_NUMBER:
        return []
    return [uuid.UUID(bytes=owner) for owner, _called, _full, number in cards.opened if digits in number]


def cards(people):
    """The Cards of these people: a queryset, or None for everybody."""
    if people is not None:
        return _open(RollCard.objects.filter(person__in=people.values("pk")))
    state = _state()
    if _kept.get("state") == state:
        return _kept["cards"]
    opened = _open(RollCard.objects.all())
    if _state() == state:
        _kept.update(state=state, cards=opened)
    return opened


def _state():
    """Changes whenever any card does: what is written anew has a later transaction than what it takes the place of, so
    with as many cards as before the sum can only have grown."""
    written_in = RawSQL("clinic_rollcard.xmin::text::bigint", [], output_field=BigIntegerField())
    return tuple(RollCard.objects.aggregate(n=Count("pk"), sum=Sum(written_in)).values())


def _open(wanted):
    """They come as one value: twenty thousand rows would take the driver longer than opening them."""
    together = wanted.aggregate(cards=_Together("person_id", "sealed"))["cards"] or b""
    open_, at, opened, unreadable = crypto.opener(own_key("roll")), 0, [], []
    while at < len(together):
        end = at + 20 + int.from_bytes(together[at : at + 4])
        owner = together[at + 4 : at + 20]
        try:
            plain = open_(together[at + 20 : end], bound_to(owner))
            opened.append([owner, *plain.decode().split("\n", 3)[:3]])
        except crypto.SealBroken:
            unreadable.append(uuid.UUID(bytes=owner))
        at = end
    return Cards(opened, unreadable)


class _Together(Aggregate):
    """All rows as one: the length of what is sealed (4 bytes), whose it is (16), what is sealed."""

    output_field = BinaryField()
    arity = 2

    def as_sql(self, compiler, connection, **more):
        (owner, _none), (sealed, _none) = (
            compiler.compile(part) for part in self.get_source_expressions()[:2]
        )
        each = f"int4send(length({sealed})) || uuid_send({owner}) || {sealed}"
        return f"string_agg({each}, ''::bytea)", ()


def _digits(text):
    return "".join(sign for sign in text if sign.isdigit())


def bound_to(owner):
    """`owner`: the person's id as bytes."""
    return f"roll|{owner.hex()}"
